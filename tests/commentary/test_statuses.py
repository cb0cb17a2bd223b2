"""Each branch of each claim, on panels whose last values are set by hand to what the definition names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import pytest

from commentary.claims import (
    b1_sells_off_at_average,
    b2_average_slopes_lower,
    b3_distributive_top,
    b4_broke_a_triangle,
    b5_more_resistance,
    b6_less_support,
    b7_worse_momentum,
    b8_estimates_fall_faster,
    judge_all,
    u1_break_above_average,
    u2_gap_closes,
    u3_year_in_the_black,
)
from commentary.model import Status
from indicators.panel import pair_panel
from tests.commentary.support import last_market, market, stepped, walks, with_last, with_panel

if TYPE_CHECKING:
    from commentary.model import Market

TRUE, FALSE, MIXED, OVERTAKEN = Status.TRUE, Status.FALSE, Status.MIXED, Status.OVERTAKEN
OPEN, NOT_TESTABLE = Status.OPEN, Status.NOT_TESTABLE
HORIZONS = (252, 126, 63, 21)


@pytest.fixture(scope="module")
def base() -> Market:
    """Return a market with all windows full."""
    return last_market(*walks(700))


def five(ago: int | None) -> list[bool]:
    """Return flags of the last six sessions, true on the one so many sessions ago."""
    return [ago == back for back in (5, 4, 3, 2, 1, 0)]


@pytest.mark.parametrize(
    ("rejected", "overtaken", "distance", "expected", "said"),
    [
        (0, None, -1.0, TRUE, "did not close above"),
        (4, None, -1.0, TRUE, "did not close above"),
        (0, None, 0.0, TRUE, "exactly at its 200-day average"),
        (3, 1, -1.0, TRUE, "it did, and fell back"),
        (5, None, -1.0, FALSE, "none came in the last 5 sessions."),
        (2, None, 1.0, FALSE, "has closed above since"),
        (None, 0, 1.0, OVERTAKEN, "is overtaken"),
        (3, 1, 1.0, OVERTAKEN, "is overtaken"),
        (None, 4, 1.0, OVERTAKEN, "is overtaken"),
        (None, 5, 1.0, FALSE, "none came in the last 5 sessions."),
        (None, 2, -1.0, FALSE, "has fallen back since"),
        (None, None, 1.0, FALSE, "none came in the last 5 sessions."),
    ],
)
def test_b1_holds_while_a_rejection_is_fresh_and_not_undone(
    base: Market, rejected: int | None, overtaken: int | None, distance: float, expected: Status, said: str
) -> None:
    """The last test from below decides for five sessions, if the close still stands on its side (methods, B1)."""
    small = base.panel.small
    average = small.trend.average[-1]
    test = with_last(small.average_test, rejected=five(rejected), overtaken=five(overtaken))
    trend = with_last(small.trend, distance=distance)
    each = with_panel(base, "small", close=average * (1 + distance / 100), average_test=test, trend=trend)
    claim = b1_sells_off_at_average.judge(each)
    assert expected is claim.status
    assert said in claim.text


def test_b1_says_that_closes_alone_hide_a_touch(base: Market) -> None:
    """With highs nothing is said of it."""
    closes = with_panel(base, "small", average_test=replace(base.panel.small.average_test, from_highs=False))
    assert "closes alone" in b1_sells_off_at_average.judge(closes).text
    assert "closes alone" not in b1_sells_off_at_average.judge(base).text


@pytest.mark.parametrize(
    ("slope", "expected", "said"),
    [(-0.11, TRUE, "fell"), (-0.1, FALSE, "was flat"), (0.1, FALSE, "was flat"), (0.2, FALSE, "rose")],
)
def test_b2_holds_below_the_threshold(base: Market, slope: float, expected: Status, said: str) -> None:
    """Lower is a fall of more than 0.1 % in 20 sessions (methods, section 1)."""
    claim = b2_average_slopes_lower.judge(
        with_panel(base, "small", trend=with_last(base.panel.small.trend, slope=slope))
    )
    assert expected is claim.status
    assert said in claim.text


@pytest.mark.parametrize(
    ("slope", "expected", "said"),
    [
        (-0.1004, TRUE, "fell: -0.1004 % in 20 sessions"),
        (-0.0996, FALSE, "was flat: -0.0996 % in 20 sessions"),
        (-0.104, TRUE, "fell: -0.104 % in 20 sessions"),
        (-0.1, FALSE, "was flat: -0.10 % in 20 sessions"),
    ],
)
def test_b2_shows_as_many_decimals_as_tell_the_slope_from_its_threshold(
    base: Market, slope: float, expected: Status, said: str
) -> None:
    """A fall of more than 0.1 % is not written as one of 0.10 %."""
    claim = b2_average_slopes_lower.judge(
        with_panel(base, "small", trend=with_last(base.panel.small.trend, slope=slope))
    )
    assert expected is claim.status
    assert said in claim.text


@pytest.mark.parametrize(
    ("passed", "expected"), [(5, TRUE), (4, TRUE), (3, MIXED), (2, FALSE), (0, FALSE), (-1, NOT_TESTABLE)]
)
def test_b3_holds_from_four_tests_and_is_mixed_at_three(base: Market, passed: int, expected: Status) -> None:
    """As methods, B3 says."""
    each = with_panel(base, "small", top=with_last(base.panel.small.top, passed=passed))
    claim = b3_distributive_top.judge(each)
    assert expected is claim.status


def test_b3_tells_a_value_from_the_limit_it_misses_by_little(base: Market) -> None:
    """Ranks and returns that round to their limits are written with more decimals."""
    top = with_last(base.panel.small.top, prior_gain=19.998, net_return=-5.003, efficiency_rank=0.2003)
    claim = b3_distributive_top.judge(with_panel(base, "small", top=top))
    assert ": +19.998 % in the 252 sessions before, over 20 % asked" in claim.text
    assert ": -5.003 %, within 5 % asked; efficiency at percentile 20.03 of its history, up to 20 asked" in claim.text


def test_b4_holds_while_the_break_is_fresh(base: Market) -> None:
    """The text names the day, the close and the line."""
    small = base.panel.small
    day = len(small.close) - 11
    triangle = with_last(
        small.triangle, broken_within=True, last_break=day, break_lower=small.close[day] / 0.98, upper=1.0, lower=1.0
    )
    triangle = replace(triangle, upper_slope=np.full(day + 11, -4.0), lower_slope=np.full(day + 11, 3.0))
    claim = b4_broke_a_triangle.judge(with_panel(base, "small", triangle=triangle))
    assert TRUE is claim.status
    assert "10 sessions ago" in claim.text
    assert "lay 2.00 % under" in claim.text
    assert claim.text.endswith("The break is counted for 60 sessions.")


@pytest.mark.parametrize(("valid", "said"), [(True, "standing between 90.00 and 110.00"), (False, "No triangle of")])
def test_b4_fails_without_a_fresh_break(base: Market, said: str, *, valid: bool) -> None:
    """Whether or not a triangle stands."""
    triangle = with_last(base.panel.small.triangle, broken_within=False, valid=valid, lower=90.0, upper=110.0)
    claim = b4_broke_a_triangle.judge(with_panel(base, "small", triangle=triangle))
    assert FALSE is claim.status
    assert said in claim.text


@pytest.mark.parametrize(
    ("small", "large", "expected"),
    [
        (43.3, 10.3, TRUE),
        (10.3, 10.3, FALSE),
        (0.0, 10.3, FALSE),
        (np.nan, 1.0, NOT_TESTABLE),
        (1.0, np.nan, NOT_TESTABLE),
    ],
)
def test_b5_holds_where_more_closes_lie_overhead(base: Market, small: float, large: float, expected: Status) -> None:
    """Equal supply is not more."""
    each = with_panel(with_panel(base, "small", overhead=small), "large", overhead=large)
    assert expected is b5_more_resistance.judge(each).status


def supported(base: Market, side: str, near: float, low: float, average: float) -> Market:
    """Return a market whose `side` closes at 100, with a swing low and a 200-day average there."""
    trend = with_last(getattr(base.panel, side).trend, average=average)
    return with_panel(base, side, close=100.0, near_support=near, swing_low=low, sma50=101.0, trend=trend)


@pytest.mark.parametrize(
    ("small", "large", "expected"),
    [
        ((10.0, 90.0, 95.0), (20.0, 95.0, 99.0), TRUE),
        ((20.0, 95.0, 99.0), (10.0, 90.0, 95.0), FALSE),
        ((20.0, 95.0, 99.0), (20.0, 95.0, 99.0), FALSE),
        ((10.0, 95.0, 99.0), (20.0, 90.0, 95.0), MIXED),
        ((10.0, 100.0, 100.0), (20.0, 95.0, 99.0), TRUE),  # a level at the close is none below
        ((10.0, 110.0, 120.0), (20.0, 105.0, 130.0), MIXED),  # none below on both sides is a tie
        ((10.0, np.nan, 95.0), (20.0, 95.0, 99.0), NOT_TESTABLE),
    ],
)
def test_b6_needs_all_three_tests(
    base: Market, small: tuple[float, float, float], large: tuple[float, float, float], expected: Status
) -> None:
    """True if all hold, false if none does, else mixed; no level below counts as the largest distance (methods, B6)."""
    claim = b6_less_support.judge(supported(supported(base, "small", *small), "large", *large))
    assert expected is claim.status
    assert ("none below" in claim.text) == any(level >= 100 for level in (*small[1:], *large[1:]))
    neither = any(min(pair) >= 100 for pair in zip(small[1:], large[1:], strict=True))
    assert ("none below either" in claim.text) == neither


def momentum(base: Market, gaps: tuple[float, ...], rank: float) -> Market:
    """Return a market whose six differences, 12-1 momentum first and RSI last, are as given."""
    first, *rocs, rsi = gaps
    zero = {horizon: base.panel.large.roc[horizon] * 0 for horizon in HORIZONS}
    ahead = {horizon: zero[horizon] + gap for horizon, gap in zip(HORIZONS, rocs, strict=True)}
    each = with_panel(base, "small", roc=MappingProxyType(ahead), rsi14=50.0 + rsi)
    each = with_panel(each, "large", roc=MappingProxyType(zero), rsi14=50.0)
    return with_panel(each, "relative", momentum_gap=first, momentum_gap_rank=rank)


@pytest.mark.parametrize(
    ("gaps", "rank", "expected", "said"),
    [
        ((-9.0, -1.0, -1.0, -1.0, -1.0, -1.0), 0.2, TRUE, "6 of 6 measures"),
        ((-9.0, -1.0, -1.0, -1.0, -1.0, -1.0), 0.21, MIXED, "not much"),
        ((-9.0, -1.0, -1.0, -1.0, -1.0, 0.0), 0.1, MIXED, "; not RSI(14)"),
        ((9.0, 1.0, 1.0, 1.0, 1.0, -1.0), 0.9, MIXED, "1 of 6 measures: RSI(14); not 12-1 momentum, ROC(252)"),
        ((0.0, 0.0, 0.0, 0.0, 0.0, 0.0), 0.1, FALSE, "0 of 6 measures."),
        ((np.nan, 1.0, 1.0, 1.0, 1.0, 1.0), np.nan, NOT_TESTABLE, "Needs 253 sessions of both"),
    ],
)
def test_b7_holds_where_all_six_are_worse_and_much(
    base: Market, gaps: tuple[float, ...], rank: float, expected: Status, said: str
) -> None:
    """Else it is mixed, and says at which horizons; false where none is worse (methods, B7)."""
    claim = b7_worse_momentum.judge(momentum(base, gaps, rank))
    assert expected is claim.status
    assert said in claim.text


@pytest.mark.parametrize(
    ("last", "price", "said"),
    [
        (
            "2014-10-28",
            96.0,
            "than the 4.00 % that the Russell 2000 has lost since 30 Jun 2014, the end of the last quarter reported",
        ),
        ("2014-11-13", 96.0, "since 30 Jun 2014"),
        ("2014-11-14", 96.0, "moved +0.00 % since 30 Sep 2014"),
        ("2014-10-28", 103.0, "moved +3.00 % since 30 Jun 2014"),
        ("2014-10-28", 103.0, "its P/E rose unless estimates rose by at least as much."),
        ("2015-03-30", 96.0, "since 30 Sep 2014, the end of the last quarter reported in full (45 days to file)"),
        ("2015-03-31", 96.0, "since 31 Dec 2014, the end of the last quarter reported in full (a year-end, 90 days to"),
        ("2015-05-14", 96.0, "since 31 Dec 2014"),
        ("2015-05-15", 96.0, "since 31 Mar 2015, the end of the last quarter reported in full (45 days to file)"),
        ("2014-02-14", 100.0, "Prices on 30 Sep 2013 are missing too."),
        ("2014-03-31", 100.0, "Prices on 31 Dec 2013 are missing too."),
    ],
)
def test_b8_prints_the_fall_that_estimates_must_exceed(last: str, price: float, said: str) -> None:
    """From the end of the last quarter that was due: 45 days, 90 after 31 December; counted on a calendar by hand."""
    first = "2014-01-02"
    levels = {first: 100.0} if last < "2014-09" else {first: 100.0, "2014-09-01": price}
    claim = b8_estimates_fall_faster.judge(last_market(stepped(levels, last), stepped({first: 100.0}, last)))
    assert NOT_TESTABLE is claim.status
    assert said in claim.text


@pytest.mark.parametrize(
    ("cross", "distance", "expected", "said"),
    [
        (0, 1.0, TRUE, "is still above"),
        (4, 1.0, TRUE, "is still above"),
        (5, 1.0, FALSE, "did not cross"),
        (2, -1.0, FALSE, "did not stay"),
        (2, 0.0, FALSE, "did not stay"),
        (None, -1.0, FALSE, "did not cross"),
    ],
)
def test_u1_holds_while_the_cross_is_fresh_and_the_close_above(
    base: Market, cross: int | None, distance: float, expected: Status, said: str
) -> None:
    """Five sessions, and the close still above (methods, U1)."""
    trend = with_last(base.panel.small.trend, distance=distance)
    close = trend.average[-1] * (1 + distance / 100)
    each = with_panel(base, "small", close=close, cross_up=five(cross), trend=trend)
    claim = u1_break_above_average.judge(each)
    assert expected is claim.status
    assert said in claim.text
    assert "The average" in claim.text
    present = "present" if expected is TRUE else "not present"
    assert claim.text.endswith(f"The signal is {present}.")


def test_u1_leaves_out_a_slope_that_is_not_known_yet() -> None:
    """The average of 210 sessions has no change over 20."""
    claim = u1_break_above_average.judge(last_market(*walks(210)))
    assert NOT_TESTABLE is not claim.status
    assert "The average" not in claim.text


def gap_market(october: float, last: float, *, first: str = "2013-12-02", day: str = "2014-12-31") -> Market:
    """Return a market in which the large index stays at 100 and the small one moves in October and in December."""
    levels = {first: 100.0, "2014-10-20": 100.0 + october, "2014-12-01": 100.0 + last}
    return last_market(stepped(levels, day), stepped({first: 100.0}, day))


BEHIND = "trails the S&P 500 by {} points this year"
AHEAD = "leads the S&P 500 by {} points this year"
LEVEL = "The Russell 2000 is level with the S&P 500 this year"


@pytest.mark.parametrize(
    ("october", "last", "expected", "result", "base"),
    [
        (-8.0, -3.6, TRUE, BEHIND.format("3.60"), "it trailed by 8.00 points. Closed: 55.0 %; at least 50 % asked."),
        (-8.0, -4.4, FALSE, BEHIND.format("4.40"), "it trailed by 8.00 points. Closed: 45.0 %; at least 50 % asked."),
        (
            -8.0,
            -4.003,
            FALSE,
            BEHIND.format("4.00"),
            "it trailed by 8.00 points. Closed: 49.96 %; at least 50 % asked.",
        ),
        (-8.0, -9.0, FALSE, BEHIND.format("9.00"), "it trailed by 8.00 points. The gap widened by 1.00 points; at"),
        (-8.0, -8.0, FALSE, BEHIND.format("8.00"), "it trailed by 8.00 points. The gap did not close; at"),
        (-8.0, -8.004, FALSE, BEHIND.format("8.00"), "it trailed by 8.00 points. The gap did not close; at"),
        (-8.0, -0.0048, TRUE, LEVEL, "it trailed by 8.00 points. Closed: 99.9 %; at"),
        (-8.0, 1.0, TRUE, AHEAD.format("1.00"), "it trailed by 8.00 points. Closed: 112.5 %; at"),
        (1.0, -1.0, FALSE, BEHIND.format("1.00"), "it led by 1.00 points: there was no gap to close."),
        (-0.004, 2.0, FALSE, AHEAD.format("2.00"), "the two were level: there was no gap to close."),
    ],
)
def test_u2_is_settled_on_the_last_session_against_october(
    october: float, last: float, expected: Status, result: str, base: str
) -> None:
    """At least half of the gap of the end of October must have closed; the fractions are worked by hand."""
    claim = u2_gap_closes.judge(gap_market(october, last))
    assert expected is claim.status
    assert result in claim.text
    assert f"against +0.00 %; on 31 Oct 2014 {base}" in claim.text


def test_u2_is_open_while_the_small_index_lags() -> None:
    """Before November it says how much of today's gap must close, and what decides."""
    claim = u2_gap_closes.judge(gap_market(-8.0, -4.0, day="2014-10-28"))
    assert OPEN is claim.status
    assert "trails the S&P 500 by 8.00 points" in claim.text
    assert "4.00 points in the 46 sessions to 31 Dec 2014" in claim.text  # weekdays: 3 + 20 + 23
    assert claim.text.endswith("On the year's last session the claim is judged against the gap at the end of October.")


@pytest.mark.parametrize(
    ("now", "stands"),
    [
        (0.0, "is level with the S&P 500 this year, +0.00 %"),
        (-0.004, "is level with the S&P 500 this year, -0.0040 %"),
        (0.004, "is level with the S&P 500 this year, +0.0040 %"),
        (2.0, "leads the S&P 500 by 2.00 points this year, +2.00 %"),
    ],
)
def test_u2_stays_open_while_there_is_no_gap(now: float, stands: str) -> None:
    """A small index that does not lag has nothing to close as of now; the year is not over."""
    claim = u2_gap_closes.judge(gap_market(now, 0.0, day="2014-10-28"))
    assert OPEN is claim.status
    assert f"{stands} against +0.00 %: there is no gap to close as of now. On the year's last session" in claim.text
    assert "significantly" not in claim.text.lower()


@pytest.mark.parametrize(
    ("october", "last", "test"),
    [
        (
            -8.0,
            -3.0,
            "the gap of 31 Oct 2014, 8.00 points: at least 50 % of it must have closed by 31 Dec 2014, to 4.00",
        ),
        (
            -8.0,
            3.0,
            "the gap of 31 Oct 2014, 8.00 points: at least 50 % of it must have closed by 31 Dec 2014, to 4.00",
        ),
        (2.0, -3.0, "31 Oct 2014, when it led by 2.00 points: there was no gap to close."),
        (0.0, -3.0, "31 Oct 2014, when the two were level: there was no gap to close."),
    ],
)
def test_u2_names_the_gap_that_decides_once_october_is_over(october: float, last: float, test: str) -> None:
    """One test, not two: today's gap stands beside it, and nothing is asked of it."""
    claim = u2_gap_closes.judge(gap_market(october, last, day="2014-12-15"))
    assert OPEN is claim.status
    assert "by 3.00 points this year" in claim.text
    assert f"On the year's last session the claim is judged against {test}" in claim.text


def test_u2_needs_last_years_close_and_october() -> None:
    """Without the one nothing is known; without the other the last session cannot be settled."""
    assert NOT_TESTABLE is u2_gap_closes.judge(gap_market(-8.0, -4.0, first="2014-01-02")).status
    frame = gap_market(-8.0, -4.0)
    sessions = frame.panel.relative.sessions
    kept = (sessions < np.datetime64("2014-03-01")) | (sessions >= np.datetime64("2014-11-10"))
    relative = replace(frame.panel.relative, sessions=sessions[kept], ytd_gap=frame.panel.relative.ytd_gap[kept])
    holed = replace(frame, panel=replace(frame.panel, relative=relative))
    claim = u2_gap_closes.judge(holed)
    assert NOT_TESTABLE is claim.status
    assert "trails the S&P 500 by 4.00 points this year" in claim.text
    assert "October, which the data do not hold" in claim.text
    before = u2_gap_closes.judge(replace(holed, sessions_left=1))
    assert OPEN is before.status
    assert "October, which the data do not hold" in before.text


@pytest.mark.parametrize(("last", "expected"), [(101.0, TRUE), (100.0, FALSE), (99.0, FALSE)])
def test_u3_is_settled_on_the_last_session(last: float, expected: Status) -> None:
    """In the black is above last year's close, not at it."""
    claim = u3_year_in_the_black.judge(gap_market(0.0, last - 100))
    assert expected is claim.status
    assert "Year-end" in claim.text


def test_u3_is_open_until_then_and_hides_the_percentage_of_few_cases() -> None:
    """One year of prices has no past year at all, and 46 sessions fit five times into 237."""
    claim = u3_year_in_the_black.judge(gap_market(-20.0, 0.0, day="2014-10-28"))
    assert OPEN is claim.status
    assert "must gain more than 25.00 % in 46 sessions to end 2014 above last year's close of 100.00" in claim.text
    assert (
        "In all windows of 46 sessions: too few (191 overlapping windows, 4 without overlap)." in claim.text
    )  # 237 closes
    assert claim.text.count("too few (n = 0).") == 2
    assert claim.evidence["all_windows_share_pct"] is None


def test_u3_counts_cases_beside_a_share_and_none_beside_the_normal() -> None:
    """Closes at 100 since December 2002, 11 years with an October: none ended above; the normal counts no cases."""
    day = "2014-10-28"
    claim = u3_year_in_the_black.judge(last_market(*(stepped({"2002-12-02": 100.0}, day) for _ in range(2))))
    windows = int(np.busday_count("2002-12-02", "2014-10-29")) - 46
    assert (
        f"In all windows of 46 sessions: 0 % of {windows:,d} overlapping windows, {windows // 46} without overlap."
    ) in claim.text
    assert "to the end of past years: 0 % (n = 11)." in claim.text
    assert claim.text.endswith("volatility of 63 sessions: 0 %.")


def test_u3_says_that_the_volatility_lacks_returns() -> None:
    """Forty returns make no volatility of 63."""
    claim = u3_year_in_the_black.judge(last_market(*(stepped({"2013-12-31": 100.0}, "2014-02-25") for _ in range(2))))
    assert OPEN is claim.status
    assert claim.text.endswith("volatility of 63 sessions: too few returns (40).")


def test_u3_needs_last_years_close() -> None:
    """A history that begins in the year has no base."""
    claim = u3_year_in_the_black.judge(gap_market(0.0, 1.0, first="2014-01-02"))
    assert NOT_TESTABLE is claim.status
    assert "Needs the last close of the year before" in claim.text


@pytest.mark.parametrize(
    ("sessions", "testable"),
    [
        (1, set()),
        (200, set()),
        (201, {"U1"}),
        (219, {"U1"}),
        (220, {"B1", "B2", "U1"}),
        (251, {"B1", "B2", "U1"}),
        (252, {"B1", "B2", "B4", "U1"}),
        (253, {"B1", "B2", "B4", "B5", "B6", "B7", "U1"}),
        (504, {"B1", "B2", "B4", "B5", "B6", "B7", "U1"}),
        (505, {"B1", "B2", "B3", "B4", "B5", "B6", "B7", "U1"}),
    ],
)
def test_a_claim_is_testable_from_the_session_that_fills_its_windows(sessions: int, testable: set[str]) -> None:
    """200 + 1 closes for a cross, 220 for a slope, 252 for a triangle, 253 for supply, 505 for a top (methods)."""
    claims = judge_all(last_market(*walks(sessions, seed=3)))
    found = {claim.key for claim in claims if claim.status is not NOT_TESTABLE}
    assert testable == found - {"U2", "U3"}


def test_a_pair_is_as_testable_as_its_shorter_history() -> None:
    """The claim that compares says how much each history holds."""
    claim = b5_more_resistance.judge(last_market(*walks(700, 240)))
    assert NOT_TESTABLE is claim.status
    assert claim.text == "Needs 253 sessions of both; the data hold 240 of the Russell 2000 and 240 of the S&P 500."


def test_before_the_first_session_nothing_is_testable() -> None:
    """An empty panel is judged like any other, and says what it lacks."""
    panel = pair_panel(*walks(300))
    claims = judge_all(market(panel, date(2000, 12, 29)))
    assert {claim.status for claim in claims} == {NOT_TESTABLE}
    assert claims[1].text == "Needs 220 sessions of the Russell 2000; the data hold 0."

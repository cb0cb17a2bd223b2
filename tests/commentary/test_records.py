"""Track records counted a second time: by hand, by a library, and plainly from prices, event by event."""

from __future__ import annotations

import math
import statistics
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from commentary.claims import RULES
from commentary.evidence.model import HORIZONS, LEAST, YEAR_END, RowKey, Spread, Target
from commentary.evidence.outcomes import rows
from commentary.evidence.records import OFFSETS, histories
from commentary.evidence.summary import quartiles, spread, wilson
from indicators.panel import pair_panel
from tests.commentary.support import day_of, holed, stepped, walks
from tests.commentary.test_claim_events import EVENTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from commentary.evidence.model import History
    from indicators.panel import PairPanel

returns = st.lists(st.floats(-60, 60), min_size=1, max_size=40)


def plain(past: Mapping[str, Sequence[History]]) -> object:
    """Return histories with their arrays as lists, so that two can be compared."""
    return {
        claim: [
            (
                each.event,
                each.records,
                each.cases,
                each.years,
                {
                    target: (path.offsets, path.n, path.mean.tolist(), path.lower.tolist(), path.upper.tolist())
                    for target, path in each.paths.items()
                },
            )
            for each in found
        ]
        for claim, found in past.items()
    }


def history(past: Mapping[str, Sequence[History]], claim: str, event: str = "onset") -> History:
    """Return the history of one event."""
    return next(each for each in past[claim] if each.event == event)


def row_of(past: Mapping[str, Sequence[History]], key: RowKey) -> tuple[Spread, Spread, float | None]:
    """Return what one row says."""
    record = next(each for each in history(past, key.claim, key.event).records if each.key == key)
    return record.after, record.always, record.difference_pct


def test_a_spread_is_what_a_hand_makes_of_it() -> None:
    """Ten returns from -4 to 5: mean and median 0.5, quartiles -1.75 and 2.75, five above zero; Wilson by hand.

    0.5 is the middle, and 1.96 sqrt(0.25 / 10 + 1.96^2 / 400) / (1 + 1.96^2 / 10) = 0.2634 the reach.
    """
    found = spread(np.array([5.0, -4, 4, -3, 3, -2, 2, -1, 1, 0]))
    assert (10, 0.5, 0.5, (-1.75, 2.75), 5, 50.0) == (
        found.n,
        found.mean_pct,
        found.median_pct,
        found.quartiles_pct,
        found.hits,
        found.hit_pct,
    )
    assert pytest.approx((23.66, 76.34), abs=0.005) == found.wilson_pct


def test_fewer_than_ten_cases_show_no_percentage() -> None:
    """Nine have a mean and hits but no share; none has nothing."""
    nine = spread(np.arange(9.0))
    assert (9, 4.0, 8, None, None) == (nine.n, nine.mean_pct, nine.hits, nine.hit_pct, nine.wilson_pct)
    assert Spread(0, None, None, None, 0, None, None) == spread(np.array([]))


@given(returns)
def test_quartiles_are_numpys(values: list[float]) -> None:
    """Against ``np.quantile``, which interpolates linearly by default."""
    expected = np.quantile(values, (0.25, 0.5, 0.75))
    assert expected == pytest.approx(quartiles(np.array(values)), abs=1e-9)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilsons_interval_is_that_of_statsmodels(case: tuple[int, int]) -> None:
    """Against ``proportion_confint``, also where none or all came."""
    expected = proportion_confint(*case, alpha=0.05, method="wilson")
    assert [100 * bound for bound in expected] == pytest.approx(wilson(*case), abs=1e-9)


STEPS = pd.bdate_range("2010-01-04", periods=460)
CROSS = 330  # the session of the only cross


def two_levels(last: int) -> PairPanel:
    """Return 300 sessions at 100 and 30 at 90, a cross to 110, and 5 sessions later a step to 121; large 50 to 52.5."""
    days = [str(STEPS[t].date()) for t in (0, 300, CROSS, CROSS + 5)]
    small = stepped(dict(zip(days, (100.0, 90.0, 110.0, 121.0), strict=True)), str(STEPS[last].date()))
    large = stepped({days[0]: 50.0, days[3]: 52.5}, str(STEPS[last].date()))
    return pair_panel(small, large)


@pytest.mark.parametrize(("target", "expected"), [("small", 10.0), ("large", 5.0), ("relative", 5.0)])
def test_a_record_of_one_cross_is_worked_by_hand(target: Target, expected: float) -> None:
    """The average has fallen when 110 crosses it; 5 sessions later small stands 10 % higher, large 5 %.

    Valid are sessions 219 to 454: of their windows of 5 sessions those from 295 to 299 fall by 10 %, those from 325 to
    329 rise by 22.2 % and those from 330 to 334 by 10 %; of the large instrument, those from 330 to 334 rise by 5 %.
    """
    key = RowKey("U1", "cross_falling", Target(target), 5)
    found, always, difference = row_of(histories(two_levels(459)), key)
    assert (1, 1, None, None) == (found.n, found.hits, found.hit_pct, found.wilson_pct)
    assert pytest.approx([expected] * 4) == [found.mean_pct, found.median_pct, *(found.quartiles_pct or ())]
    small = 5 * (-10 + 100 * 20 / 90 + 10) / 236
    mean = {"small": small, "large": 25 / 236, "relative": small - 25 / 236}[target]
    assert (236, pytest.approx(mean)) == (always.n, always.mean_pct)
    assert pytest.approx(expected - mean) == difference


def test_a_case_appears_on_its_day_and_its_outcomes_when_they_are_known() -> None:
    """The cross is a case on its own close; after 5 sessions the first outcome stands and counts, the rest is open."""
    key = (Target.SMALL, 5)
    assert () == history(histories(two_levels(CROSS - 1)), "U1", "cross_falling").cases
    for last, known in ((CROSS, None), (CROSS + 4, None), (CROSS + 5, pytest.approx(10.0))):
        past = histories(two_levels(last))
        (case,) = history(past, "U1", "cross_falling").cases
        assert STEPS[CROSS].date() == case.session
        assert known == case.returns_pct[key]
        assert case.returns_pct[Target.SMALL, 21] is None
        assert (0 if known is None else 1) == row_of(past, RowKey("U1", "cross_falling", *key))[0].n


def test_the_way_around_an_event_is_worked_by_hand() -> None:
    """From 110 on the day, 90 and 121 are -18.18 % and +10 %; of one way the quartiles are the way itself."""
    past = history(histories(two_levels(CROSS + 63)), "U1", "cross_falling")
    path = past.paths[Target.SMALL]
    assert (1, -21, 63, 85) == (path.n, path.offsets[0], path.offsets[-1], len(path.mean))
    expected = [-100 * 20 / 110] * 21 + [0.0] * 5 + [10.0] * 59
    for line in (path.mean, path.lower, path.upper):
        assert expected == pytest.approx(line)
    assert [0.0] * 26 + [5.0] * 59 == pytest.approx(past.paths[Target.LARGE].mean)
    assert {} == history(histories(two_levels(CROSS + 62)), "U1", "cross_falling").paths


DAILY = [(rule.KEY, name) for rule in RULES for name in EVENTS[rule.KEY] if rule.KEY not in ("U2", "U3")]


@pytest.mark.parametrize(("claim", "event"), DAILY)
def test_a_real_record_is_what_a_plain_count_gives(
    index_frames: tuple[pd.DataFrame, pd.DataFrame], index_panel: PairPanel, claim: str, event: str
) -> None:
    """Every horizon and target on 28 October 2014, one event after the other, by the statistics module."""
    small, large = (frame.loc[:"2014-10-28", "close"].tolist() for frame in index_frames)
    panel = index_panel.until(date(2014, 10, 28))
    rule = next(each for each in RULES if each.KEY == claim)
    sessions = [t for t in np.flatnonzero(rule.events(panel)[event]).tolist() if t >= 219]
    past = histories(panel)
    for target in Target:
        for horizon in HORIZONS:
            every = forward(small, large, target, horizon)
            after, always, difference = row_of(past, RowKey(claim, event, target, horizon))
            values = [every[t] for t in sessions if t in every]
            check_spread(values, after)
            check_spread(list(every.values()), always)
            assert statistics.fmean(values) - statistics.fmean(every.values()) == pytest.approx(difference, abs=1e-9)
            told = [case.returns_pct[target, horizon] for case in history(past, claim, event).cases]
            assert [every.get(t) for t in sessions] == pytest.approx(told)


def forward(small: list[float], large: list[float], target: Target, horizon: int) -> dict[int, float]:
    """Return what followed each valid session whose outcome is known; the average has a slope from session 219 on."""

    def gain(close: list[float], t: int) -> float:
        return 100 * (close[t + horizon] / close[t] - 1)

    value = {
        Target.SMALL: lambda t: gain(small, t),
        Target.LARGE: lambda t: gain(large, t),
        Target.RELATIVE: lambda t: gain(small, t) - gain(large, t),
    }[target]
    return {t: value(t) for t in range(219, len(small) - horizon)}


def check_spread(values: list[float], found: Spread) -> None:
    """Compare with the statistics module, whose inclusive quantiles are interpolated linearly."""
    assert len(values) == found.n
    assert statistics.fmean(values) == pytest.approx(found.mean_pct, abs=1e-9)
    lower, median, upper = statistics.quantiles(values, method="inclusive")
    assert (lower, upper) == pytest.approx(found.quartiles_pct, abs=1e-9)
    assert median == pytest.approx(found.median_pct, abs=1e-9)
    hits = sum(value > 0 for value in values)
    assert hits == found.hits
    assert found.hit_pct == (None if len(values) < LEAST else pytest.approx(100 * hits / len(values)))
    assert (found.wilson_pct is None) == (len(values) < LEAST)


def test_a_real_path_is_the_mean_of_its_ways(
    index_frames: tuple[pd.DataFrame, pd.DataFrame], index_panel: PairPanel
) -> None:
    """The crosses of a rising average up to 2014, way by way, by pandas."""
    panel = index_panel.until(date(2014, 10, 28))
    small, large = (frame.loc[:"2014-10-28", "close"] for frame in index_frames)
    found = history(histories(panel), "U1", "cross_rising")
    ways = pd.DataFrame(
        {
            case.session: [
                100 * (small.iloc[t + k] / small.iloc[t] - large.iloc[t + k] / large.iloc[t]) for k in OFFSETS
            ]
            for case in found.cases
            if (t := small.index.get_loc(pd.Timestamp(case.session))) + 63 < len(small)
        }
    )
    path = found.paths[Target.RELATIVE]
    assert ways.shape == (len(OFFSETS), path.n)
    for name, expected in {
        "mean": ways.mean(axis=1),
        "lower": ways.quantile(0.25, axis=1),
        "upper": ways.quantile(0.75, axis=1),
    }.items():
        assert expected.tolist() == pytest.approx(getattr(path, name), abs=1e-9)


@pytest.fixture
def past_years(index_frames: tuple[pd.DataFrame, pd.DataFrame]) -> pd.DataFrame:
    """Return by pandas, for each year before 2014, both returns up to 28 October, of the year, and between the two."""
    found = {}
    for year in range(1988, 2014):
        row: dict[str, float] = {}
        for name, frame in zip(("small", "large"), index_frames, strict=True):
            base, then, end = (
                frame.loc[:day, "close"].iloc[-1] for day in (f"{year - 1}-12-31", f"{year}-10-28", f"{year}-12-31")
            )
            row |= {f"{name}_then": then / base - 1, f"{name}_end": end / base - 1, f"{name}_rest": end / then - 1}
        found[year] = row
    return 100 * pd.DataFrame(found).T


def test_the_years_of_the_gap_are_listed_as_of_october_2014(index_panel: PairPanel, past_years: pd.DataFrame) -> None:
    """U2's list, year by year; 1987 begins without a base and is left out."""
    found = history(histories(index_panel.until(date(2014, 10, 28))), "U2")
    years = past_years
    then, end = years["small_then"] - years["large_then"], years["small_end"] - years["large_end"]
    assert years.index.tolist() == [each.year for each in found.years]
    assert then.tolist() == pytest.approx([each.gap_then_points for each in found.years])
    assert end.tolist() == pytest.approx([each.gap_end_points for each in found.years])
    expected = [100 * (1 - end[year] / then[year]) if then[year] < 0 else None for year in years.index]
    assert expected == pytest.approx([each.closed_pct for each in found.years])
    assert {(10, 26), (10, 27), (10, 28)} == {(each.session.month, each.session.day) for each in found.years}


@pytest.mark.parametrize("claim", ["U2", "U3"])
def test_records_of_the_year_end_count_years(
    index_panel: PairPanel, index_frames: tuple[pd.DataFrame, pd.DataFrame], past_years: pd.DataFrame, claim: str
) -> None:
    """As of 28 October 2014: U2 the years behind, small minus large; U3 those within 5 points, small alone.

    All years are those with prices on the date and at the end, 1987 too, which has no base.
    """
    rest = past_years["small_rest"] - past_years["large_rest"] if claim == "U2" else past_years["small_rest"]
    small, large = index_frames
    first = [
        100 * (each.loc[:"1987-12-31", "close"].iloc[-1] / each.loc["1987-10-28", "close"] - 1)
        for each in (small, large)
    ]
    every = [first[0] - first[1] if claim == "U2" else first[0], *rest]
    close = small["close"]
    ytd = 100 * (close["2014-10-28"] / close["2013-12-31"] - 1)
    behind = past_years["small_then"] < past_years["large_then"]
    chosen = behind if claim == "U2" else (past_years["small_then"] - ytd).abs() <= 5
    past = histories(index_panel.until(date(2014, 10, 28)))
    key = RowKey(claim, "onset", Target.RELATIVE if claim == "U2" else Target.SMALL, YEAR_END)
    after, always, _ = row_of(past, key)
    assert [key] == [row.key for row in history(past, claim).records]
    check_spread(rest[chosen].tolist(), after)
    check_spread(every, always)
    assert rest[chosen].tolist() == pytest.approx([case.returns_pct[key[2:]] for case in history(past, claim).cases])


def test_the_last_session_of_a_year_has_no_rest_to_count(index_panel: PairPanel) -> None:
    """As of 31 December no session is left in any past year: no case, no year, no window."""
    past = histories(index_panel.until(date(2014, 12, 31)))
    for claim in ("U2", "U3"):
        found = history(past, claim)
        assert ((), (), 0, 0) == (found.cases, found.years, found.records[0].after.n, found.records[0].always.n)


def test_the_first_session_of_a_year_looks_at_whole_years(index_panel: PairPanel) -> None:
    """As of 2 January 2014, 2012 began on 30 December 2011: no gap yet, none to close, and a whole year to come."""
    found = history(histories(index_panel.until(date(2014, 1, 2))), "U2")
    year = next(each for each in found.years if each.year == 2012)
    assert (date(2011, 12, 30), 0.0, None) == (year.session, year.gap_then_points, year.closed_pct)
    assert year.session not in [case.session for case in found.cases]


def test_every_claim_has_its_histories_at_any_length(panels: list[PairPanel]) -> None:
    """Also without a single session; claims that prices cannot judge have none."""
    empty = panels[-1].until(date(1900, 1, 1))
    for panel in (*panels, empty):
        past = histories(panel)
        assert EVENTS == {claim: [each.event for each in found] for claim, found in past.items()}
        for found in past.values():
            for each in found:
                assert all(math.isfinite(row.difference_pct) for row in each.records if row.difference_pct is not None)


@cache
def walked(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return two random walks with holes."""
    return holed(*walks(900, seed=90 + seed), seed=seed)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 3), st.integers(0, 800), st.floats(0.5, 2))
def test_nothing_later_changes_a_record(seed: int, position: int, wild: float) -> None:
    """The record of a cut history is that of the whole one as of the cut, and of one that goes on wildly."""
    small, large = walked(seed)
    session = pair_panel(small, large).relative.sessions[position]
    known = [each[each.index <= session] for each in (small, large)]
    later = [each[: len(part) + 1].copy() for each, part in zip((small, large), known, strict=True)]
    for each in later:
        each.iloc[-1] *= wild
    expected = plain(histories(pair_panel(*known)))
    assert expected == plain(histories(pair_panel(small, large).until(day_of(session))))
    assert expected == plain(histories(pair_panel(*later).until(day_of(session))))


def test_nothing_later_changes_a_record_of_real_prices(index_frames: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """As above, on the real indices, around a leap day and a crash."""
    whole = pair_panel(*index_frames)
    for day in (date(2000, 2, 29), date(2014, 10, 28), date(2020, 3, 16)):
        known = pair_panel(*(each.loc[: day.isoformat()] for each in index_frames))
        assert plain(histories(known)) == plain(histories(whole.until(day)))


def test_the_rows_of_the_long_study_are_those_of_the_page(index_panel: PairPanel) -> None:
    """Keys, counts, means and differences of `rows` are those of the records, in the same order."""
    panel = index_panel.until(date(2014, 10, 28))
    records = [row for found in histories(panel).values() for each in found for row in each.records]
    found = list(rows(panel))
    assert [row.key for row in records] == [row.key for row in found]
    assert [row.after.n for row in records] == [row.events.size for row in found]
    assert [row.always.n for row in records] == [row.returns.size for row in found]
    assert [row.difference_pct for row in records] == [row.difference_pct for row in found]
    assert len({row.key for row in found}) == len(found) == 101

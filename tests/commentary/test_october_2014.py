"""The column's claims on 28 October 2014, against the values published in methods.md, section 5."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from commentary.claims import judge_all
from commentary.headline import headline
from commentary.ledger import ledger
from commentary.model import Group, Market, Side, Status
from indicators.panel import PairPanel, pair_panel, trend

if TYPE_CHECKING:
    import pandas as pd

    from commentary.model import Claim

DAY = date(2014, 10, 28)
STATUSES = {
    "B1": "overtaken",
    "B2": "true",
    "B3": "true",
    "B4": "true",
    "B5": "true",
    "B6": "mixed",
    "B7": "mixed",
    "B8": "not_testable",
    "B9": "not_testable",
    "U1": "true",
    "U2": "open",
    "U3": "open",
    "U4": "not_testable",
    "U5": "not_testable",
}


@pytest.fixture(scope="module")
def panel(index_frames: tuple[pd.DataFrame, pd.DataFrame]) -> PairPanel:
    """Return the real pair."""
    return pair_panel(*index_frames)


def judged(panel: PairPanel, day: date, left: int) -> dict[str, Claim]:
    """Return the claims of a day of 2014 by key."""
    names = ("Russell 2000", "S&P 500")
    return {claim.key: claim for claim in judge_all(Market(panel.until(day), *names, day, date(2014, 12, 31), left))}


@pytest.fixture(scope="module")
def claims(panel: PairPanel) -> dict[str, Claim]:
    """Return the claims of the day; 44 sessions were left: 3 in October, 19 in November, 22 in December."""
    return judged(panel, DAY, 44)


def test_every_claim_has_its_status(claims: dict[str, Claim]) -> None:
    """As the column's claims stood at that close."""
    found = {key: str(claim.status) for key, claim in claims.items()}
    assert found == STATUSES


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("B1", ["1,149.45", "0.30 % above", "1,145.98", "28 Oct 2014", "27 closes in a row"]),
        ("B2", ["-0.49 %", "-5.98 %"]),
        ("B3", ["5 of 5", "Sideways, yes: +2.82 %"]),
        ("B4", ["30 Sep 2014", "1,101.68", "1,118.15", "-4.52 %", "+3.81 %"]),
        ("B5", ["43.3 %", "10.3 %", "42.5 %"]),
        ("B6", ["52.8 % against 34.1 %", "1 of 3"]),
        ("B7", ["4 of 6", "-0.01 % against +12.24 %", "62.55 against 59.66", "not ROC(21) and RSI(14)"]),
        ("U1", ["28 Oct 2014", "The average fell (-0.49 %"]),
        ("U2", ["8.61 points", "-1.22 %", "+7.40 %", "44 sessions"]),
        ("U3", ["1.23 %", "44 sessions", "1,163.64"]),
    ],
)
def test_the_text_shows_the_published_numbers(claims: dict[str, Claim], key: str, words: list[str]) -> None:
    """Numbers of section 5; 1.23 % is 1163.64 / 1149.45, 4 of 6 counts the published momentum rows."""
    for word in words:
        assert word in claims[key].text


def test_the_reference_classes_of_the_year_end_count_what_the_prices_hold(
    claims: dict[str, Claim], index_frames: tuple[pd.DataFrame, pd.DataFrame]
) -> None:
    """Counted again, year by year and window by window, from the closes up to the day."""
    close = index_frames[0]["close"][:"2014-10-28"]
    needed = close["2013"].iloc[-1] / close.iloc[-1]
    windows = [end / start > needed for start, end in zip(close.iloc[:-44], close.iloc[44:], strict=True)]
    same, like = [], []
    for year in range(1987, 2014):
        then, end = close[: f"{year}-10-28"].iloc[-1], close[str(year)].iloc[-1]
        same.append(end / then > needed)
        if year > 1987:
            base = close[str(year - 1)].iloc[-1]
            so_far = 100 * (then / base - 1)
            if abs(so_far - 100 * (1 / needed - 1)) <= 5:
                like.append(end > base)
    evidence = claims["U3"].evidence
    assert evidence["all_windows_overlapping"] == len(windows)
    assert evidence["all_windows_share_pct"] == pytest.approx(100 * sum(windows) / len(windows))
    assert evidence["past_years"] == len(same)
    assert evidence["past_years_share_pct"] == pytest.approx(100 * sum(same) / len(same))
    assert (evidence["like_years"], evidence["like_years_share_pct"]) == (len(like), None)


def test_the_day_before_nothing_was_overtaken_yet(panel: PairPanel) -> None:
    """On 27 October the index stood 2.49 % below its average, after 27 closes in a row below."""
    claims = judged(panel, date(2014, 10, 27), 45)
    assert claims["B1"].status is Status.FALSE
    assert claims["U1"].status is Status.FALSE
    assert "2.49 % below" in claims["B1"].text


def test_the_last_session_settles_both_forecasts(panel: PairPanel) -> None:
    """2014 ended at +3.53 % and +11.39 %: U3 right; the gap ended at 7.86 points, hardly any of it closed: U2 wrong."""
    claims = judged(panel, date(2014, 12, 31), 0)
    assert claims["U3"].status is Status.TRUE
    assert claims["U2"].status is Status.FALSE
    assert "+3.53 %" in claims["U3"].text
    assert "7.86 points this year, +3.53 % against +11.39 %" in claims["U2"].text


def test_the_headlines_say_where_both_stand(panel: PairPanel) -> None:
    """The dates and counts are those of section 5: 27 closes below, the first on 19 September."""
    day = panel.until(DAY)
    assert headline("Russell 2000", day.small, day.small.trend).text == (
        "The Russell 2000 closed at 1,149.45, 0.30 % above its 200-day average, the first close above since "
        "18 Sep 2014 after 27 below; the average fell 0.49 % in 20 sessions."
    )
    large = headline("S&P 500", day.large, day.large.trend).text
    assert large.startswith("The S&P 500 closed at 1,985.05, 3.93 % above its 200-day average, above since ")
    assert large.endswith("the average rose 0.55 % in 20 sessions.")


@pytest.mark.parametrize("window", [2, 50, 400])
def test_the_headline_speaks_of_any_average(panel: PairPanel, window: int) -> None:
    """Its window is the one handed in."""
    day = panel.until(DAY)
    assert f"its {window}-day average" in headline("Russell 2000", day.small, trend(day.small.close, window)).text


def test_the_ledger_counts_both_sides(claims: dict[str, Claim]) -> None:
    """Four of the bear's seven testable claims hold, in trend and structure but not in momentum; the bull's one too."""
    both = ledger(claims.values())
    bear, bull = both.sides[Side.BEAR], both.sides[Side.BULL]
    counts = [(side.total.true, side.total.testable, side.groups_true, side.groups_testable) for side in (bear, bull)]
    assert counts == [(4, 7, 2, 3), (1, 1, 1, 1)]
    assert bear.groups[Group.STRUCTURE].true == 3
    assert both.summary.text == (
        "Bear: 4 of 7 testable claims hold, in 2 of 3 groups (2 mixed, 1 overtaken, 2 not testable); "
        "bull: the only testable claim holds (2 open, 2 not testable). "
        "A vote share is not a probability."
    )

"""What the column's claims point at on 28 October 2014, found again in the index closes with plain pandas."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest

from commentary.claims import marks_of
from commentary.marks import Mark, On, Shape
from commentary.model import Market
from indicators.panel import pair_panel

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

DAY = "2014-10-28"


@pytest.fixture(scope="module")
def closes(index_frames: tuple[pd.DataFrame, pd.DataFrame]) -> tuple[pd.Series, pd.Series]:
    """Return the closes of both up to the day."""
    small, large = (each["close"][:DAY] for each in index_frames)
    return small, large


@pytest.fixture(scope="module")
def marks(index_frames: tuple[pd.DataFrame, pd.DataFrame]) -> Mapping[str, tuple[Mark, ...]]:
    """Return the marks of the day, cut from the whole history."""
    day = date.fromisoformat(DAY)
    market = Market(pair_panel(*index_frames).until(day), "Russell 2000", "S&P 500", day, date(2014, 12, 31), 44)
    return marks_of(market)


def ends(mark: Mark) -> list[tuple[str, object]]:
    """Return both ends of a mark as day and value up to rounding."""
    points = ((mark.start, mark.start_value), (mark.end, mark.end_value))
    return [(str(day), value if value is None else pytest.approx(value, rel=1e-9)) for day, value in points]


def test_every_claim_that_prices_show_is_drawn(marks: Mapping[str, tuple[Mark, ...]]) -> None:
    """All but members' profits, shorts and chasing, which need other data."""
    assert ["B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "U1", "U2", "U3"] == list(marks)


def test_the_touch_and_the_run_are_those_of_methods(
    marks: Mapping[str, tuple[Mark, ...]], closes: tuple[pd.Series, pd.Series]
) -> None:
    """27 closes in a row below from 19 September on (methods, section 5), the touch at the mean of 200 closes."""
    run, touch = marks["B1"]
    average = closes[0].rolling(200).mean()
    assert (Shape.SPAN, date(2014, 9, 19), date(2014, 10, 28)) == (run.shape, run.start, run.end)
    assert run.label == "27 closes in a row below"
    assert [(DAY, average.iloc[-1])] * 2 == ends(touch)
    assert touch.label == "touch 28 Oct 2014"
    assert (marks["U1"][0].start_value, marks["U1"][0].label) == (closes[0].iloc[-1], "crossed above 28 Oct 2014")
    assert [(str(average.index[-21].date()), average.iloc[-21]), (DAY, average.iloc[-1])] == ends(marks["B2"][0])


def test_the_top_is_the_years_range_with_its_highs_and_the_low_that_broke(
    marks: Mapping[str, tuple[Mark, ...]], closes: tuple[pd.Series, pd.Series]
) -> None:
    """The highs are the highest closes between the troughs; the low is that of 1 August, under until 20 October."""
    small = closes[0]
    year = small.iloc[-252:]
    span, *highs, low = marks["B3"]
    assert [(str(year.index[0].date()), year.min()), (DAY, year.max())] == ends(span)
    periods = [("2014-01-02", "2014-02-05"), ("2014-02-06", "2014-05-15"), ("2014-05-16", "2014-08-01")]
    periods.append(("2014-08-02", "2014-10-13"))
    expected = [small[first:last] for first, last in periods]
    assert [(high.idxmax().date(), high.max()) for high in expected] == [(m.start, m.start_value) for m in highs]
    assert all(high.max() >= 0.97 * year.max() for high in expected)
    bottom = small["2014-07-03":"2014-09-02"]
    under = small[:"2014-10-20"]
    assert (bottom.idxmin().date(), bottom.min()) == (low.start, low.start_value)
    assert (under[under < bottom.min()].index[-1].date(), bottom.min()) == (low.end, low.end_value)


def test_the_triangle_is_a_fit_through_six_turns_up_to_its_break(
    marks: Mapping[str, tuple[Mark, ...]], closes: tuple[pd.Series, pd.Series]
) -> None:
    """Lines by polyfit; the lower one at 1118.15 on 30 September, closed under at 1101.68 (methods, section 5)."""
    small = closes[0]
    end = small.index.get_loc("2014-09-30")
    turns = {
        "upper line": ["2014-03-04", "2014-07-03", "2014-09-02"],
        "lower line": ["2014-02-05", "2014-05-15", "2014-08-01"],
    }
    found = {mark.label: mark for mark in marks["B4"] if mark.shape is Shape.SEGMENT}
    for label, days in turns.items():
        at = [small.index.get_loc(day) for day in days]
        fit = np.polyfit(at, small[days], 1)
        assert [(days[0], np.polyval(fit, at[0])), ("2014-09-30", np.polyval(fit, end))] == ends(found[label])
    dots = [(mark.start.isoformat(), mark.start_value) for mark in marks["B4"] if mark.shape is Shape.DOT]
    expected = [day for days in turns.values() for day in days] + ["2014-09-30"]
    assert [(day, small[day]) for day in expected] == dots
    assert marks["B4"][-1].label == "break 30 Sep 2014"
    assert (round(found["lower line"].end_value or 0, 2), small["2014-09-30"]) == (1118.15, 1101.68)


def test_supply_and_support_are_bands_of_the_closes_before(
    marks: Mapping[str, tuple[Mark, ...]], closes: tuple[pd.Series, pd.Series]
) -> None:
    """From each close up to the highest of the 252 before, and down by 5 %; shares as in methods, section 5."""
    for on, close, overhead, support in zip(
        (On.SMALL, On.LARGE), closes, ("43.3", "10.3"), ("52.8", "34.1"), strict=True
    ):
        before, price = close.iloc[-253:-1], close.iloc[-1]
        first, last = (str(before.index[at].date()) for at in (0, -1))
        above = next(mark for mark in marks["B5"] if mark.on is on)
        assert [(first, price), (last, before.max())] == ends(above)
        assert above.label == f"overhead: {overhead} % of 252 closes"
        below, low, average = (mark for mark in marks["B6"] if mark.on is on)
        assert [(first, 0.95 * price), (last, price)] == ends(below)
        assert below.label == f"near support: {support} % of 252 closes"
        bottom = close["2014-09-02":]
        assert [(str(bottom.idxmin().date()), bottom.min()), (DAY, bottom.min())] == ends(low)
        means = [close.iloc[-window:].mean() for window in (50, 200)]
        assert [(DAY, max(mean for mean in means if mean < price))] * 2 == ends(average)


def test_the_two_are_apart_by_the_published_momentum(marks: Mapping[str, tuple[Mark, ...]]) -> None:
    """RSI and the changes over 252, 126, 63 and 21 sessions as in methods, section 5."""
    assert [(mark.on, mark.label) for mark in marks["B7"]] == [
        (On.RSI, "62.55 against 59.66"),
        (On.ROC252, "+2.82 % against +12.65 %"),
        (On.ROC126, "+2.00 % against +5.37 %"),
        (On.ROC63, "+0.25 % against +0.76 %"),
        (On.ROC21, "+2.82 % against +0.37 %"),
    ]


def test_the_year_end_claims_point_at_last_years_closes(
    marks: Mapping[str, tuple[Mark, ...]], closes: tuple[pd.Series, pd.Series]
) -> None:
    """The ratio of 31 December 2013 closes the gap of 8.61 points, and 1.23 % closes the year in the black."""
    small, large = closes
    ratio = small.iloc[-1] / large.iloc[-1]
    none = 1163.64 / 1848.36
    start, way, half = marks["U2"]
    assert [("2014-01-02", none), (DAY, none)] == ends(start)
    assert [(DAY, ratio), (DAY, none)] == ends(way)
    assert way.label == "8.61 points behind"
    large_return = large.iloc[-1] / 1848.36 - 1
    half_gap = (small.iloc[-1] / 1163.64 - 1 - large_return) / 2
    enough = 1163.64 * (1 + large_return + half_gap) / large.iloc[-1]
    assert [("2014-01-02", enough), (DAY, enough)] == ends(half)
    base, needed = marks["U3"]
    assert [("2014-01-02", 1163.64), (DAY, 1163.64)] == ends(base)
    assert [(DAY, small.iloc[-1]), (DAY, 1163.64)] == ends(needed)
    assert needed.label == "must gain more than 1.23 %"
    assert [("2014-06-30", small["2014-06-30"]), (DAY, small.iloc[-1])] == ends(marks["B8"][0])

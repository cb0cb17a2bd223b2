"""Where marks land on the chart: hand-worked on ten sessions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from commentary.claims import marks_of
from commentary.marks import Mark, On, Shape
from components.figures.chart import chart
from components.figures.marks import placed
from components.figures.model import Kind
from tests.components.generated import generated, view_of
from tests.page.prices import FramePrices

if TYPE_CHECKING:
    from components.figures.model import Chart

DAY = 86_400_000.0  # milliseconds
MONDAY = date(2014, 1, 6)
THURSDAY = date(2014, 1, 9)
_KEYS = {"rebased": ["price", "relative", "rsi", "ppo-small", "ppo-large", "roc"]}


@pytest.fixture
def shown() -> Chart:
    """Return ten sessions from Monday 6 January 2014; the small one starts at 50, the large one at 400."""
    sessions = pd.bdate_range(MONDAY, periods=10, name="session", unit="ns")
    closes = {"^RUT": 50.0, "^GSPC": 400.0}
    prices = FramePrices(
        {name: pd.DataFrame({"close": [start + n for n in range(10)]}, sessions) for name, start in closes.items()}
    )
    return chart(view_of(prices, "?range=Max&roc=21"))


def _mark(shape: Shape, on: On, start: date, end: date, *values: float) -> Mark:
    low, high = values or (None, None)
    return Mark(shape, on, start, end, low, high, "label")


def _placed(shown: Chart, mark: Mark) -> dict[str, Any]:
    ((found,),) = placed(shown, {"B1": (mark,)}).values()
    return found


def _milliseconds(day: date) -> float:
    return pd.Timestamp(day).timestamp() * 1000


def test_a_price_is_rebased_where_the_pane_is(shown: Chart) -> None:
    """55 of a price that started at 50 is 110; 410 of one that started at 400 is 102.5."""
    small = _placed(shown, _mark(Shape.DOT, On.SMALL, THURSDAY, THURSDAY, 55, 55))
    when = _milliseconds(THURSDAY)
    expected = {"pane": 0, "shape": "dot", "who": "small", "label": "label", "x": [when, when]}
    assert {**expected, "y": [pytest.approx(110)] * 2} == small
    large = _placed(shown, _mark(Shape.BAND, On.LARGE, MONDAY, THURSDAY, 400, 410))
    assert ("large", "band", [pytest.approx(100), pytest.approx(102.5)]) == (large["who"], large["shape"], large["y"])


@pytest.mark.parametrize(("on", "pane"), [(On.RATIO, 1), (On.RSI, 2), (On.ROC21, 5)])
def test_what_compares_both_goes_to_its_own_pane(shown: Chart, on: On, pane: int) -> None:
    """Values stay as they are, and the mark has the colour of neither."""
    found = _placed(shown, _mark(Shape.SEGMENT, on, THURSDAY, THURSDAY, 1.5, 2.5))
    assert (pane, "both", [1.5, 2.5]) == (found["pane"], found["who"], found["y"])


def test_a_horizon_that_is_not_shown_has_no_mark(shown: Chart) -> None:
    """The chart shows ROC(21); a claim whose only mark is on ROC(252) has none."""
    marks = {"B7": (_mark(Shape.SEGMENT, On.ROC252, THURSDAY, THURSDAY, 1, 2),)}
    assert placed(shown, marks) == {}


def test_a_mark_from_before_the_first_session_begins_at_it(shown: Chart) -> None:
    """A segment that rises from 40 to 60 over eight days, the fifth of which is the Monday, has 52.5 there."""
    before = date(2014, 1, 1)
    segment = _placed(shown, _mark(Shape.SEGMENT, On.SMALL, before, THURSDAY, 40, 60))
    assert [_milliseconds(MONDAY), _milliseconds(THURSDAY)] == segment["x"]
    assert [pytest.approx(2 * 52.5), pytest.approx(2 * 60)] == segment["y"]
    band = _placed(shown, _mark(Shape.BAND, On.SMALL, before, THURSDAY, 40, 60))
    assert [80, 120] == band["y"]
    assert _milliseconds(MONDAY) == band["x"][0]
    span = _placed(shown, _mark(Shape.SPAN, On.SMALL, before, THURSDAY))
    assert span["y"] is None
    assert 3 * DAY == span["x"][1] - span["x"][0]


def test_a_mark_that_ends_before_the_first_session_is_left_out(shown: Chart) -> None:
    """One that ends on it is there."""
    friday = date(2014, 1, 3)
    assert placed(shown, {"B1": (_mark(Shape.SPAN, On.SMALL, date(2014, 1, 2), friday),)}) == {}
    found = _placed(shown, _mark(Shape.SPAN, On.SMALL, friday, MONDAY))
    assert [_milliseconds(MONDAY)] * 2 == found["x"]


@pytest.mark.parametrize("scale", ["rebased", "levels", "log"])
def test_a_dot_on_a_close_lies_on_the_line_that_draws_it(scale: str) -> None:
    """For every session of a year, as the product places it and as the product draws it."""
    view = view_of(generated(), f"?range=1Y&scale={scale}")
    shown = chart(view)
    for on, symbol in ((On.SMALL, "^RUT"), (On.LARGE, "^GSPC")):
        closes = view.pair.small.frame if symbol == "^RUT" else view.pair.large.frame
        for number, session in enumerate(shown.sessions):
            when = pd.Timestamp(session)
            value = closes["close"][when]
            found = _placed(shown, _mark(Shape.DOT, on, when.date(), when.date(), value, value))
            pane = shown.panes[found["pane"]]
            (line,) = [line for line in pane.lines if line.kind is Kind.MAIN and line.who == on]
            assert found["y"] == [pytest.approx(line.points[number])] * 2


def test_the_marks_of_the_claims_find_their_places() -> None:
    """What the claims of a generated view point at lies within the chart's sessions, in a pane that is there."""
    view = view_of(generated(), "?range=2Y")
    shown = chart(view)
    found = placed(shown, marks_of(view.market))
    assert {"B5", "B7", "U3"} <= found.keys()
    first, last = (pd.Timestamp(shown.sessions[at]).timestamp() * 1000 for at in (0, -1))
    for mark in (mark for marks in found.values() for mark in marks):
        assert first <= mark["x"][0] <= mark["x"][1] <= last
        assert 0 <= mark["pane"] < len(shown.panes)


def test_labels_say_of_which_instrument_they_speak_where_a_claim_marks_both(shown: Chart) -> None:
    """Colour alone would tell them apart; a claim that marks one of them, or a ratio, needs no name."""
    small, large = (_mark(Shape.DOT, on, MONDAY, MONDAY, 50, 50) for on in (On.SMALL, On.LARGE))
    ratio = _mark(Shape.DOT, On.RATIO, MONDAY, MONDAY, 1, 1)
    said = {
        key: [mark["label"] for mark in found]
        for key, found in placed(shown, {"B5": (small, large, ratio), "B1": (small, ratio)}).items()
    }
    assert said == {"B5": ["Russell 2000, label", "S&P 500, label", "label"], "B1": ["label", "label"]}

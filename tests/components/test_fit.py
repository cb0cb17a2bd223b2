"""What an axis spans and where its ticks are; answers worked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.figures import fit
from components.figures.model import Line, Pane, Size, Who


def _pane(*values: float, **more: object) -> Pane:
    line = Line("line", "line", np.array(values), Who.SMALL)
    pane = Pane("price", "title", "detail", (line,), Size.LOW, "needs a session")
    return replace(pane, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("pane", "expected"),
    [
        (_pane(100.0, 200.0), (94.0, 206.0)),
        (_pane(np.nan, 40.0, 60.0, guides=(30.0, 70.0)), (27.6, 72.4)),
        (_pane(10.0, 1000.0, log=True), (0.88, 3.12)),
        (_pane(50.0), (47.0, 53.0)),
        (_pane(0.0), (-0.06, 0.06)),
        (_pane(100.0, 100.00000000000001), (94.0, 106.0)),
    ],
)
def test_a_pane_spans_its_values_and_guides_and_six_percent_more(pane: Pane, expected: tuple[float, float]) -> None:
    """On a logarithmic scale in powers of ten; a single value has 6 % of itself around it."""
    assert fit.ranges([pane]) == [pytest.approx(expected)]


def test_panes_that_are_alike_span_alike() -> None:
    """One has no value and no range; the other two span both."""
    one, other = _pane(-1.0, 1.0, alike="ppo"), _pane(0.0, 3.0, alike="ppo")
    apart, bare = _pane(5.0, 6.0), _pane(np.nan, alike="ppo")
    both = pytest.approx((-1.24, 3.24))
    assert fit.ranges([one, apart, other, bare]) == [both, pytest.approx((4.94, 6.06)), both, both]
    assert fit.ranges([_pane(np.nan)]) == [None]


@pytest.mark.parametrize(
    ("pane", "span", "expected"),
    [
        (_pane(1.0, size=Size.TALL), (93.9, 149.6), ["100", "110", "120", "130", "140"]),
        (_pane(1.0), (-2.3, 2.1), ["−2", "0", "2"]),
        (_pane(1.0), (0.545, 0.651), ["0.55", "0.60", "0.65"]),
        (_pane(1.0, size=Size.HALF), (800.0, 2100.0), ["1,000", "1,500", "2,000"]),
        (_pane(1.0), (-0.004, 0.0049), ["0.000"]),
        (_pane(1.0, ticks=(30.0, 50.0, 70.0)), (12.0, 88.0), ["30", "50", "70"]),
        (_pane(1.0, log=True), (1.72, 3.46), ["100", "200", "500", "1,000", "2,000"]),
        (_pane(1.0, log=True), (1.96, 2.2), ["100", "120", "140"]),
    ],
)
def test_ticks_are_round_numbers_within_the_range(pane: Pane, span: tuple[float, float], expected: list[str]) -> None:
    """Linear: steps of 2, 5 or 10. Logarithmic: 1, 2 and 5 a decade, or even steps over less than fourfold."""
    found = fit.ticks(pane, span)
    assert expected == [text for _, text in found]
    scaled = [float(text.replace(",", "").replace("−", "-")) for text in expected]
    assert [value for value, _ in found] == pytest.approx(np.log10(scaled) if pane.log else scaled)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2012, 10, 31), date(2014, 10, 28), ["Jan 2013", "Jul 2013", "Jan 2014", "Jul 2014"]),
        (date(2014, 4, 28), date(2014, 10, 28), ["May 2014", "Jul 2014", "Sep 2014"]),
        (date(2004, 10, 28), date(2014, 10, 28), ["2006", "2008", "2010", "2012", "2014"]),
        (date(1987, 9, 10), date(2026, 8, 21), ["1990", "2000", "2010", "2020"]),
        (date(2014, 10, 6), date(2014, 10, 28), []),
        (date(2014, 10, 1), date(2014, 10, 1), []),
    ],
)
def test_dates_are_few_enough_for_a_phone(first: date, last: date, expected: list[str]) -> None:
    """At most four months or six years, the first of each at its share of the time."""
    found = fit.dates(np.array([first, last], dtype="datetime64[ns]"))
    assert expected == [text for _, text in found]
    if found:
        day = date(int(expected[0][-4:]), {"Jan": 1, "May": 5}.get(expected[0][:3], 1), 1)
        assert found[0][0] == pytest.approx((day - first) / (last - first))


@given(st.lists(st.floats(0, 110), max_size=6))
def test_labels_keep_a_line_apart_and_their_order(places: list[float]) -> None:
    """Six labels of 13 pixels fit into a low pane; where none is in the way none moves."""
    found = fit.apart(places, 13, 6, 106)
    order = np.argsort(places, kind="stable")
    placed = np.array(found)[order]
    assert np.all(np.diff(placed) >= 13 - 1e-9)
    assert all(6 <= place <= 106 for place in placed)
    if np.all(np.diff(np.sort(places)) >= 13) and all(6 <= place <= 106 for place in places):
        assert places == found

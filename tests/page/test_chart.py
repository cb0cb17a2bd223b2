from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.page.conftest import Desk

pytestmark = pytest.mark.page

_BOXES = """[...gd.querySelectorAll('.annotation')].map(box => box.getBoundingClientRect())
    .filter(box => box.left > gd.getBoundingClientRect().left + gd._fullLayout._size.l + gd._fullLayout._size.w)
    .map(box => [box.left, box.top, box.right, box.bottom])"""


def _shown(desk: Desk) -> list[float]:
    """Return the range of the price axis and the lowest and highest price that is visible, by a search of its own."""
    return desk.chart("""(() => {
        const [from, to] = gd.layout.xaxis.range.map(end => new Date(end).getTime());
        const seen = gd.data.filter(line => line.yaxis === 'y')
            .flatMap(line => [...line.y].filter((_, i) => line.x[i] >= from && line.x[i] <= to)).filter(y => !isNaN(y));
        return [...gd.layout.yaxis.range, Math.min(...seen), Math.max(...seen)];
    })()""")


def test_nothing_after_the_as_of_date_is_drawn(desk: Desk) -> None:
    """The last date of every line, and the right edge of the axis, is the as-of session."""
    desk.open("?asof=2014-10-28&range=Max")
    last = desk.chart("[...gd.data.map(line => line.x[line.x.length - 1]), gd.layout.xaxis.range[1]]")
    assert set(last) == {1414454400000}  # 2014-10-28T00:00Z, by `date -u -d 2014-10-28 +%s`


def test_one_axis_of_dates_serves_all_panels(desk: Desk) -> None:
    """Every line hangs on the same horizontal axis, so that one crosshair can run through; no panel has two scales."""
    desk.open()
    assert desk.chart("[...new Set(gd.data.map(line => line.xaxis))]") == ["x"]
    assert desk.chart("Object.keys(gd._fullLayout).filter(key => key.startsWith('yaxis')).length") == 6
    assert desk.chart("Object.values(gd._fullLayout).filter(axis => axis && axis.overlaying).length") == 0


def test_each_index_in_levels_has_a_panel_of_its_own(desk: Desk) -> None:
    """The two prices stand on different vertical axes, one below the other."""
    desk.open("?scale=levels")
    assert desk.chart("gd.data.filter(line => line.name.endsWith('close')).map(line => line.yaxis)") == ["y", "y2"]


def test_the_vertical_range_follows_what_is_visible(desk: Desk) -> None:
    """After a zoom to half a year the price panel holds the visible prices with a small margin; on reset, all again."""
    desk.open("?range=10Y")
    whole = _shown(desk)
    desk.page.evaluate(
        """Plotly.relayout(document.querySelector('#chart'), {'xaxis.range': ['2020-01-02', '2020-06-30']})"""
    )
    desk.page.wait_for_function("low => document.querySelector('#chart').layout.yaxis.range[0] !== low", arg=whole[0])
    bottom, top, low, high = _shown(desk)
    assert bottom < low < high < top
    assert (top - bottom) / (high - low) == pytest.approx(1.12)
    assert (high - low) < (whole[3] - whole[2])
    desk.page.locator("#chart .nsewdrag").first.dblclick()
    desk.page.wait_for_function("low => document.querySelector('#chart').layout.yaxis.range[0] === low", arg=whole[0])


def test_labels_carry_the_values_at_the_right_edge_of_what_is_visible(desk: Desk) -> None:
    """Zoomed to end on 30 June 2020, the label of each price is its value of that day; on reset, of the last day."""
    desk.open("?range=10Y&scale=levels")
    ends = """[...gd.querySelectorAll('.annotation-text')].map(text => text.textContent)
        .filter(text => /^(Russell 2000|S&P 500) [0-9]/.test(text))"""
    last = desk.chart(ends)
    desk.page.evaluate(
        "Plotly.relayout(document.querySelector('#chart'), {'xaxis.range': ['2020-01-02', '2020-06-30']})"
    )
    at_edge = desk.chart("""gd.data.filter(line => line.name.endsWith('close')).map(line => {
        const day = [...line.x].indexOf(Date.UTC(2020, 5, 30));
        return [line.name.replace('close', line.y[day].toFixed(2).replace(/\\B(?=(\\d{3})+\\.)/, ',')), line.y[day]];
    })""")
    assert desk.chart(ends)[: len(at_edge)] == [text for text, _ in at_edge]
    heights = (
        "gd.layout.annotations.filter(note => /^(Russell 2000|S&P 500) [0-9]/.test(note.text)).map(note => note.y)"
    )
    assert desk.chart(heights)[: len(at_edge)] == pytest.approx([value for _, value in at_edge])
    desk.page.locator("#chart .nsewdrag").first.dblclick()
    desk.page.wait_for_function(
        """text => [...document.querySelectorAll('.annotation-text')].some(note => note.textContent === text)""",
        arg=last[0],
    )


def test_a_phone_tells_averages_from_prices_in_words(visit: Callable[..., Desk], address: str) -> None:
    """At 390 pixels the price panel's labels are two bare prices and two that begin with "avg"; all in sight."""
    desk = visit(address, width=390)
    desk.open()
    labels = desk.chart(
        "gd.layout.annotations.filter(note => note.yref === 'y' && note.x === 1).map(note => note.text)"
    )
    assert [label.startswith("avg ") for label in labels] == [False, True, False, True]
    assert all(re.fullmatch(r"(avg )?[\d,]+\.\d\d", label) for label in labels)
    right = desk.chart("gd.getBoundingClientRect().right")
    assert all(box[2] <= right for box in desk.chart(_BOXES))


def test_a_zoom_survives_a_change_that_keeps_the_dates(desk: Desk) -> None:
    """Another average redraws the chart within the dates that the reader had zoomed to."""
    page = desk.open("?range=10Y")
    page.evaluate("Plotly.relayout(document.querySelector('#chart'), {'xaxis.range': ['2020-01-02', '2020-06-30']})")
    with desk.redrawn():
        page.get_by_role("button", name="50-day average").click()
    assert desk.chart("gd.layout.xaxis.range.map(end => String(end).slice(0, 10))") == ["2020-01-02", "2020-06-30"]


@pytest.mark.parametrize("query", ["", "?scale=levels", "?scale=log&range=Max", "?avg=2&range=6M", "?asof=2014-10-28"])
def test_labels_at_the_line_ends_do_not_overlap(desk: Desk, query: str) -> None:
    """No two labels at the right edge share a pixel, and none leaves the chart."""
    desk.open(query)
    boxes = desk.chart(_BOXES)
    right = desk.chart("gd.getBoundingClientRect().right")
    assert len(boxes) >= 10
    for i, (left, top, end, bottom) in enumerate(boxes):
        assert end <= right
        for other in boxes[i + 1 :]:
            apart = other[1] >= bottom - 4 or other[3] <= top + 4 or other[0] >= end or other[2] <= left
            assert apart, (boxes[i], other)


def test_the_crosshair_reads_every_line_on_one_date(desk: Desk) -> None:
    """Over the chart one box names the date and a value of each of the sixteen lines."""
    page = desk.open("?asof=2014-10-28")
    box = page.locator("#chart .nsewdrag").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(box["x"] + box["width"] / 2 + 2, box["y"] + box["height"] / 2)
    readout = page.locator("#chart .hoverlayer .legend")
    readout.wait_for()
    assert readout.locator(".traces").count() == desk.chart("gd.data.length") == 16
    assert "2013" in readout.text_content()
    assert "Russell 2000 200-day average, 29 Oct 2012 = 100 : " in readout.text_content()
    assert "close" not in readout.text_content()

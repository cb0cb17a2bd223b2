from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from playwright.sync_api import expect

from tests.page.conftest import QUESTIONS
from tests.page.reference import milliseconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.page.conftest import Desk

pytestmark = pytest.mark.page

_BOXES = """[...document.querySelectorAll('.overlay text.end')].map(text => text.getBoundingClientRect())
    .map(box => [box.left, box.top, box.right, box.bottom])"""
_ENDS = "[...document.querySelectorAll('.overlay text.end')].map(text => text.textContent)"
_CORNERS = "box => [box.left, box.top, box.right, box.bottom]"
_HALF_A_YEAR = "[Date.UTC(2020, 0, 2), Date.UTC(2020, 5, 30)]"
# The pixel of a time within the window, by Plotly's own scale.
_PIXEL = "gd.getBoundingClientRect().left + gd._fullLayout.xaxis._offset + gd._fullLayout.xaxis.l2p({time})"


def _zoom(desk: Desk) -> None:
    """Show the first half of 2020, as a drag over it would."""
    desk.chart(f"Plotly.relayout(gd, {{'xaxis.range': {_HALF_A_YEAR}}}).then(() => null)")


def _shown(desk: Desk) -> list[float]:
    """Return the range of the price axis and the lowest and highest price that is visible, by a search of its own."""
    return desk.chart("""(() => {
        const [from, to] = gd.layout.xaxis.range;
        const seen = gd.data.filter(line => line.yaxis === 'y')
            .flatMap(line => [...line.y].filter((_, i) => line.x[i] >= from && line.x[i] <= to)).filter(y => !isNaN(y));
        return [...gd.layout.yaxis.range, Math.min(...seen), Math.max(...seen)];
    })()""")


def _point_at(desk: Desk, day: str) -> None:
    """Put the pointer on a session, in the middle of the price panel."""
    box = desk.page.locator("[data-plot=price]").bounding_box()
    x = desk.chart(_PIXEL.format(time=f"Date.parse('{day}')"))
    desk.page.mouse.move(x, box["y"] + box["height"] / 2)


def test_nothing_after_the_as_of_date_is_drawn(desk: Desk) -> None:
    """The last date of every line, and the right edge of the axis, is the as-of session."""
    desk.open("?asof=2014-10-28&range=Max")
    last = desk.chart("[...gd.data.map(line => line.x[line.x.length - 1]), gd.layout.xaxis.range[1]]")
    assert set(last) == {1414454400000}  # 2014-10-28T00:00Z, by `date -u -d 2014-10-28 +%s`


def test_one_axis_of_dates_serves_all_panels(desk: Desk) -> None:
    """Every line hangs on the same horizontal axis, so that one crosshair can run through; no panel has two scales."""
    desk.open()
    assert desk.chart("[...new Set(gd.data.map(line => line.xaxis))]") == ["x"]
    assert desk.chart("Object.keys(gd._fullLayout).filter(key => key.startsWith('yaxis')).length") == 8
    assert desk.chart("Object.values(gd._fullLayout).filter(axis => axis && axis.overlaying).length") == 0


def test_each_index_in_levels_has_a_panel_of_its_own(desk: Desk) -> None:
    """The two prices stand on different vertical axes, one below the other."""
    desk.open("?scale=levels")
    assert desk.chart("gd.data.filter(line => line.name.endsWith('close')).map(line => line.yaxis)") == ["y", "y2"]


@pytest.mark.parametrize("query", ["", "?scale=levels&theme=dark"])
def test_each_panel_is_drawn_where_it_stands_in_the_page(desk: Desk, query: str) -> None:
    """Plotly's box of each vertical axis lies on the place that the page keeps below the panel's heading."""
    desk.open(query)
    boxes = desk.chart("""desk.chart.figure.panes.map(pane => {
        const axis = gd._fullLayout[pane.axis];
        const place = document.querySelector(`[data-plot="${pane.key}"]`).getBoundingClientRect();
        const top = gd.getBoundingClientRect().top + axis._offset;
        return [top, axis._length, place.top, place.height];
    })""")
    for top, length, place_top, place_height in boxes:
        assert (top, length) == pytest.approx((place_top, place_height), abs=1)


def test_the_live_chart_takes_the_place_of_the_served_one(desk: Desk) -> None:
    """Before any script there is a picture of each panel; the live lines run where its lines ran, to a pixel or two."""
    page = desk.page
    with desk.held("**/assets/vendor/plotly*"):
        page.goto(desk.base, wait_until="commit")
        page.locator(".snapshot").last.wait_for()
        served = page.evaluate(f"""() => [...document.querySelectorAll('.snapshot .line-main')].slice(0, 2)
            .map(line => line.getBoundingClientRect()).map({_CORNERS})""")
    page.wait_for_selector("#chart[data-drawn]", state="attached")
    expect(page.locator(".snapshot").first).to_be_hidden()
    live = page.evaluate(f"""() => [...document.querySelectorAll('#chart .js-line')].slice(0, 3)
        .filter(line => !line.style.strokeDasharray.includes('px')).map(line => line.getBoundingClientRect())
        .map({_CORNERS})""")
    desk.ready()
    for first, later in zip(served, live, strict=True):
        assert first == pytest.approx(later, abs=3)


def test_the_vertical_range_follows_what_is_visible(desk: Desk) -> None:
    """After a zoom to half a year the price panel holds the visible prices with a small margin; on reset, all again."""
    desk.open("?range=10Y")
    whole = _shown(desk)
    _zoom(desk)
    bottom, top, low, high = _shown(desk)
    assert bottom < low < high < top
    assert (top - bottom) / (high - low) == pytest.approx(1.12)
    assert (high - low) < (whole[3] - whole[2])
    desk.page.locator("#chart .nsewdrag").first.dblclick()
    desk.page.wait_for_function("low => document.querySelector('#chart').layout.yaxis.range[0] === low", arg=whole[0])


def test_a_drag_zooms_and_a_double_click_shows_all_again(desk: Desk) -> None:
    """The dates from where the button went down to where it came up fill the width."""
    page = desk.open("?range=10Y")
    whole = desk.chart("gd.layout.xaxis.range")
    left, right, top = (desk.chart(_PIXEL.format(time=f"Date.UTC(2020, {month}, 1)")) for month in (0, 6, 0))
    box = page.locator("[data-plot=price]").bounding_box()
    top = box["y"] + box["height"] / 2
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(right, top, steps=4)
    page.mouse.up()
    page.wait_for_selector("#chart[data-zoomed=yes]", state="attached")
    day = 86_400_000
    assert desk.chart("gd.layout.xaxis.range") == pytest.approx([1577836800000, 1593561600000], abs=5 * day)
    page.locator("#chart .nsewdrag").first.dblclick()
    page.wait_for_selector("#chart[data-zoomed='']", state="attached")
    assert desk.chart("gd.layout.xaxis.range") == whole


def test_labels_carry_the_values_at_the_right_edge_of_what_is_visible(
    desk: Desk, frames: dict[str, pd.DataFrame]
) -> None:
    """Zoomed to end on 30 June 2020, the label of each price is its close of that day; on reset, of the last day."""
    desk.open("?range=10Y&scale=levels")

    def labels(day: str) -> list[str]:
        """Return what stands at the ends of the two prices, from the histories themselves."""
        named = (("Russell 2000", "^RUT"), ("S&P 500", "^GSPC"))
        return [f"{name} {frames[symbol].loc[day, 'close']:,.2f}" for name, symbol in named]

    def shown() -> list[str]:
        return [text for text in desk.chart(_ENDS) if re.match(r"(Russell 2000|S&P 500) [\d,.]+$", text)][:2]

    assert shown() == labels("2026-08-21")
    _zoom(desk)
    assert shown() == labels("2020-06-30")
    for line, label in enumerate(shown()):
        middle = desk.page.get_by_text(label, exact=True).locator("visible=true").first.bounding_box()
        pixel = desk.chart(f"""(() => {{
            const trace = gd._fullData.filter(trace => trace.name.endsWith('close'))[{line}];
            const axis = gd._fullLayout[trace.yaxis.replace('y', 'yaxis')];
            const at = [...trace.x].indexOf(Date.UTC(2020, 5, 30));
            return gd.getBoundingClientRect().top + axis._offset + axis.l2p(trace.y[at]);
        }})()""")
        assert middle["y"] + middle["height"] / 2 == pytest.approx(pixel, abs=14)  # a line of text, for room
    desk.page.locator("#chart .nsewdrag").first.dblclick()
    desk.page.wait_for_selector("#chart[data-zoomed='']", state="attached")
    assert shown() == labels("2026-08-21")


def test_a_phone_tells_averages_from_prices_in_words(visit: Callable[..., Desk], address: str) -> None:
    """At 390 pixels the price panel's labels have symbols, and two begin with "avg"; all in sight."""
    desk = visit(address, width=390)
    desk.open()
    labels = desk.chart(_ENDS)[:4]
    assert [label.startswith("avg ") for label in labels] == [False, True, False, True]
    assert all(re.fullmatch(r"(avg|RUT|GSPC) [\d,]+\.\d\d", label) for label in labels)
    assert all(0 <= left and right <= 390 for left, _, right, _ in desk.chart(_BOXES))


def _expect_half_a_year(desk: Desk) -> None:
    assert desk.chart(f"JSON.stringify(gd.layout.xaxis.range) === JSON.stringify({_HALF_A_YEAR})")
    expect(desk.page.locator("#chart")).to_have_attribute("data-zoomed", "yes")


def _expect_all(desk: Desk) -> None:
    assert desk.chart("gd.layout.xaxis.range") == desk.chart("[gd.data[0].x.at(0), gd.data[0].x.at(-1)]")
    expect(desk.page.locator("#chart")).to_have_attribute("data-zoomed", "")


def test_a_zoom_survives_a_change_that_keeps_the_dates(desk: Desk) -> None:
    """Another average redraws the chart within the dates that the reader had zoomed to; another range shows its own."""
    page = desk.open("?range=10Y")
    _zoom(desk)
    with desk.redrawn():
        page.get_by_role("button", name="50-day average").click()
    _expect_half_a_year(desk)
    with desk.redrawn():
        page.get_by_role("radio", name="5Y").click()
    _expect_all(desk)


def test_a_zoom_survives_another_date_that_it_has(desk: Desk) -> None:
    """The next session leaves the reader in the first half of 2020; a date before that half shows its own range."""
    page = desk.open("?range=10Y&asof=2020-03-02&after=shown")
    _zoom(desk)
    with desk.redrawn():
        page.get_by_role("button", name="Next session").click()
    _expect_half_a_year(desk)
    with desk.redrawn():
        page.get_by_role("button", name="28 Oct 2014").click()
    _expect_all(desk)


def test_a_double_click_shows_all_of_the_range_that_is_shown_now(desk: Desk) -> None:
    """Opened on two years, changed to ten, zoomed: the ten come back, not the two that the chart began with."""
    page = desk.open()
    with desk.redrawn():
        page.get_by_role("radio", name="10Y").click()
    whole = desk.chart("gd.layout.xaxis.range")
    _zoom(desk)
    page.wait_for_selector("#chart[data-zoomed=yes]", state="attached")
    page.locator("#chart .nsewdrag").first.dblclick()
    page.wait_for_selector("#chart[data-zoomed='']", state="attached")
    assert desk.chart("gd.layout.xaxis.range") == whole


def test_a_range_shown_ahead_of_its_answer_is_no_zoom(desk: Desk) -> None:
    """Six months are there at once, to the day that pandas counts; without the answer, or with it, no zoom is left."""
    page = desk.open("?asof=2015-08-31")
    whole = desk.chart("gd.layout.xaxis.range")
    start = pd.Timestamp("2015-08-31") - pd.DateOffset(months=6)  # February has no 31st
    ahead = [milliseconds(start), whole[1]]
    with desk.held(QUESTIONS):
        page.get_by_role("radio", name="6M").click()
        assert desk.chart("gd.layout.xaxis.range") == ahead
        expect(page.locator("#chart")).to_have_attribute("data-zoomed", "")
        page.evaluate("window.dispatchEvent(new Event('offline'))")
        assert desk.chart("gd.layout.xaxis.range") == whole
        page.get_by_role("radio", name="1Y").click()
        assert desk.chart("gd.layout.xaxis.range[0]") > whole[0]
    desk.asks("?asof=2015-08-31&range=1Y")
    page.wait_for_selector("main[aria-busy=false]")
    _expect_all(desk)


def test_a_range_shown_ahead_goes_with_the_next_figure_and_on_a_step_back(desk: Desk) -> None:
    """An answer to an earlier question shows its own dates; a step back in the history leaves the range behind."""
    page = desk.open()
    with desk.redrawn():
        page.get_by_role("button", name="28 Oct 2014").click()
    whole = desk.chart("gd.layout.xaxis.range")
    with desk.held(QUESTIONS) as questions:
        with page.expect_request(QUESTIONS):
            page.get_by_role("button", name="50-day average").press("Enter")
        page.get_by_role("radio", name="6M").press("Space")
        assert desk.chart("gd.layout.xaxis.range[0]") > whole[0]
        with page.expect_request(QUESTIONS):
            questions.pop(0).continue_()
        assert desk.chart("gd.layout.xaxis.range") == whole
        page.get_by_role("radio", name="1Y").press("Space")
        assert desk.chart("gd.layout.xaxis.range[0]") > whole[0]
        page.evaluate("history.back()")
        page.wait_for_function("first => desk.chart.range()[0] === first", arg=whole[0])
    expect(page.get_by_label("Average, sessions")).to_have_value("200")
    assert desk.query == "?asof=2014-10-28"


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


def test_the_readout_at_the_as_of_date_is_the_same_before_and_after_the_script(desk: Desk) -> None:
    """What the server wrote and what the script writes after a visit with the pointer agree to the letter."""
    page = desk.page
    with desk.held("**/assets/vendor/plotly*"):
        page.goto(f"{desk.base}/?asof=2014-10-28", wait_until="commit")
        page.locator("#readout [data-reading='8'] dd").first.wait_for()
        served = page.locator("#readout").text_content()
    desk.ready()
    _point_at(desk, "2013-12-31")
    expect(page.locator("#readout [data-cursor]")).to_have_text("Tue 31 Dec 2013")
    page.mouse.move(5, 5)
    expect(page.locator("#readout [data-cursor]")).to_have_text("Tue 28 Oct 2014")
    assert page.locator("#readout").text_content().replace("\xa0", " ") == served.replace("\xa0", " ")


def test_on_a_phone_the_momentum_panels_unfold(visit: Callable[..., Desk], address: str) -> None:
    """Price and relative strength stand there at first, the other four at a tap, drawn where they then stand."""
    desk = visit(address, width=390, height=844)
    page = desk.open()
    button = page.locator("#momentum")
    expect(page.locator("[data-pane=price]")).to_be_visible()
    expect(page.locator("[data-pane=roc]")).to_be_hidden()
    before = desk.chart("gd.querySelectorAll('.js-line').length")
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(page.locator("[data-pane=roc]")).to_be_visible()
    page.wait_for_function("count => document.querySelectorAll('#chart .js-line').length > count", arg=before)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

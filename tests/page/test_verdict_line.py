"""The verdict through time under the chart: what is drawn and read there, and going to a session from it."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from playwright.sync_api import expect

from tests.page.accessibility import violations
from tests.page.reference import written

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.page.conftest import Desk

pytestmark = pytest.mark.page

_AS_OF = "?asof=2014-10-28&range=1Y"
# What is asked for from now on, by the script's own words: a click asks ahead at once and goes there a moment later.
_RECORD = """() => { window.heard = []; ["change", "expect"].forEach(name => { const was = desk[name];
    desk[name] = (...given) => { window.heard.push([name, ...given.slice(0, 2)]); was(...given); }; }); }"""


def _middle(page: Page, place: str, share: float) -> tuple[float, float]:
    """Return the pixel at a share of the plot's width in the middle of a place's height."""
    page.locator(place).scroll_into_view_if_needed()
    plot = page.locator("#chart .nsewdrag").first.bounding_box()
    box = page.locator(place).bounding_box()
    return round(plot["x"] + share * plot["width"]), box["y"] + box["height"] / 2


def _file(desk: Desk, pane: str) -> pd.DataFrame:
    with desk.page.expect_download() as waiting:
        desk.page.locator(f"#csv-{pane}").click()
    return pd.read_csv(StringIO(waiting.value.path().read_text()), index_col="session", parse_dates=True)


@pytest.mark.parametrize(
    "place", ["[data-plot=claims]", "[data-plot=probability]", ".strip >> nth=0 >> .strip-picture"]
)
def test_a_click_on_the_verdict_line_goes_to_the_session_under_it(desk: Desk, place: str) -> None:
    """The crosshair names the session and says what a click does; then the page, its link and its words stand there."""
    page = desk.open(_AS_OF)
    page.mouse.move(*_middle(page, place, 0.4))
    label = page.locator(".crosshair")
    expect(label).to_contain_text(" · click to go there")
    session = label.inner_text().partition(" · ")[0]
    with desk.redrawn():
        page.mouse.down()
        page.mouse.up()
    day = pd.Timestamp(session)
    assert desk.query == f"?asof={day.date()}&range=1Y"
    expect(page.locator("#verdict h2")).to_contain_text(written(day))


def test_a_click_elsewhere_on_the_chart_goes_nowhere(desk: Desk) -> None:
    """On the price a click asks for nothing, and the crosshair promises nothing."""
    page = desk.open(_AS_OF)
    page.evaluate(_RECORD)
    page.mouse.move(*_middle(page, "[data-plot=price]", 0.4))
    expect(page.locator(".crosshair")).to_be_visible()
    assert "click" not in page.locator(".crosshair").inner_text()
    page.mouse.down()
    page.mouse.up()
    assert page.evaluate("window.heard") == []


def test_a_drag_over_the_verdict_line_zooms_and_goes_nowhere(desk: Desk) -> None:
    """Nor do a drag that comes back to where it began, a click with Shift, which pans, and the other button."""
    page = desk.open(_AS_OF)
    page.evaluate(_RECORD)
    start, end = (_middle(page, "[data-plot=claims]", share) for share in (0.3, 0.6))
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=4)
    page.mouse.up()
    page.wait_for_selector("#chart[data-zoomed=yes]", state="attached")
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=4)
    page.mouse.move(*start, steps=4)
    page.mouse.up()
    page.keyboard.down("Shift")
    page.mouse.click(*start)
    page.keyboard.up("Shift")
    page.mouse.click(*start, button="right")
    assert page.evaluate("window.heard") == []


def test_a_double_click_on_the_verdict_line_shows_all_and_goes_nowhere(desk: Desk) -> None:
    """The second click takes back what the first would have done a moment later."""
    desk.page.clock.install()
    page = desk.open(_AS_OF)
    page.evaluate("desk.chart.show([Date.UTC(2014, 3, 1), Date.UTC(2014, 7, 1)])")
    page.evaluate(_RECORD)
    page.mouse.dblclick(*_middle(page, "[data-plot=claims]", 0.4))
    page.wait_for_selector("#chart[data-zoomed='']", state="attached")
    page.clock.fast_forward(1000)
    assert [name for name, *_ in page.evaluate("window.heard")] == ["expect"]


def test_enter_moves_the_as_of_date_to_the_session_under_the_cursor(
    desk: Desk, frames: dict[str, pd.DataFrame]
) -> None:
    """By keys alone, as the chart's name says; without a cursor Enter does nothing."""
    page = desk.open(_AS_OF)
    chart = page.locator("#chart")
    expect(chart).to_have_accessible_name(
        "Chart: arrow keys move along the sessions and speak their values, Enter moves the as-of date to the session"
    )
    page.evaluate(_RECORD)
    chart.press("Enter")
    assert page.evaluate("window.heard") == []
    sessions = frames["^RUT"].loc[:"2014-10-28"].index
    with desk.redrawn():
        for key in ("ArrowLeft", "PageUp", "Enter"):
            page.keyboard.press(key)
    day = sessions[-22]
    assert desk.query == f"?asof={day.date()}&range=1Y"
    expect(chart).to_be_focused()
    expect(page.locator("#announcer")).to_contain_text(f"as of {day:%a} {written(day)}")


def test_the_crosshair_reads_what_the_files_hold(desk: Desk) -> None:
    """Counts and rates of a session under the cursor are those of its row in the two panels' files."""
    page = desk.open(_AS_OF)
    counts, rates = _file(desk, "claims"), _file(desk, "probability")
    page.locator("#chart").focus()
    for key in ("End", "PageUp", "PageUp"):
        page.keyboard.press(key)
    day = counts.index[-43]
    expect(page.locator("#readout [data-cursor]")).to_have_text(f"{day:%a} {written(day)}")
    read = page.locator("#readout .reading").evaluate_all(
        "all => all.slice(-3).map(one => [...one.querySelectorAll('[data-who]')]"
        ".map(cell => parseFloat(cell.textContent)))"
    )
    base_up, up, base_ahead, ahead = rates.loc[day]
    assert read[0] == list(counts.loc[day, ["Bear claims that hold", "Bull claims that hold"]])
    assert read[1:] == [
        [pytest.approx(up, abs=0.051), pytest.approx(base_up, abs=0.051)],
        [pytest.approx(ahead, abs=0.051), pytest.approx(base_ahead, abs=0.051)],
    ]


def test_the_strips_are_drawn_as_served_and_follow_the_zoom(desk: Desk) -> None:
    """Each run of the served picture is there in the live one; zoomed, the box looked at is that of the dates shown."""
    page = desk.page
    boxes = """() => [...document.querySelectorAll('.strip-bear')]
        .map(path => (path.getAttribute('d').match(/Z/g) || []).length)"""
    with desk.held("**/assets/vendor/plotly*"):
        page.goto(f"{desk.base}/{_AS_OF}", wait_until="commit")
        page.locator(".strip").last.wait_for()
        served = page.evaluate(boxes)
    desk.ready()
    page.wait_for_selector("#chart[data-drawn]", state="attached")
    assert page.evaluate(boxes) == served
    assert sum(served) > 0
    page.evaluate("desk.chart.show([Date.UTC(2014, 3, 1), Date.UTC(2014, 7, 1)])")
    first = pd.Timestamp(page.evaluate("desk.chart.figure.x[0]"), unit="ms")
    start, top, width, height = map(float, page.locator(".strip-picture").first.get_attribute("viewBox").split())
    april, august = pd.Timestamp("2014-04-01"), pd.Timestamp("2014-08-01")
    assert (start, width) == ((april - first).days, (august - april).days)
    assert (top, height) == (0, 2)


def test_the_table_has_a_column_for_each_group(desk: Desk) -> None:
    """Of the newest session: the counts of the file, side by side."""
    page = desk.open(_AS_OF)
    counts = _file(desk, "claims").iloc[-1]
    page.locator("#table-claims").click()
    cells = page.locator("#rows-claims tr").evaluate_all(
        "rows => rows.slice(0, 2).map(row => [...row.cells].map(c => c.textContent))"
    )
    shown = dict(zip(*cells, strict=True))
    assert shown["Session"] == "28 Oct 2014"
    assert shown["Bear claims that hold"] == str(counts["Bear claims that hold"])
    bear, bull = (counts[f"{side} claims that hold: trend"] for side in ("Bear", "Bull"))
    assert shown["trend"] == f"{bear} bear, {bull} bull"
    assert shown["momentum"] == f"{counts['Bear claims that hold: momentum']} bear"


def test_what_came_after_is_shaded_in_the_strips_too(desk: Desk) -> None:
    """Nothing is shaded while it is hidden."""
    page = desk.open(_AS_OF)
    shades = "() => [...document.querySelectorAll('.strip-after')].map(path => path.getAttribute('d') !== '')"
    assert set(page.evaluate(shades)) == {False}
    with desk.redrawn():
        page.get_by_role("switch", name="Show what came after").click()
    assert set(page.evaluate(shades)) == {True}


def test_on_a_phone_the_verdict_line_unfolds(visit: Callable[..., Desk], address: str) -> None:
    """Folded away at first with its readings; at a tap both panels are drawn where they stand, within the width."""
    desk = visit(address, width=320, height=700)
    page = desk.open(_AS_OF)
    panes = page.locator(":is([data-pane=claims], [data-pane=probability])")
    readings = page.locator("#readout .reading").locator("nth=-1")
    expect(panes.first).to_be_hidden()
    expect(readings).to_be_hidden()
    before = desk.chart("gd.querySelectorAll('.js-line').length")
    page.get_by_role("button", name="Through time: claims that hold, probability").click()
    expect(panes).to_have_count(2)
    expect(panes.last).to_be_visible()
    expect(readings).to_be_visible()
    expect(page.locator("[data-pane=roc]")).to_be_hidden()
    page.wait_for_function("count => document.querySelectorAll('#chart .js-line').length > count", arg=before)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_verdict_line_has_no_barrier(desk: Desk, theme: str) -> None:
    """With the table open and the replay's settings unfolded, on a wide screen."""
    page = desk.open(f"{_AS_OF}&theme={theme}")
    page.locator("#table-claims").click()
    page.get_by_text("Replay settings").click()
    assert violations(page) == []

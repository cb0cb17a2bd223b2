from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from playwright.sync_api import expect

from tests.page.reference import AS_OF, TWO_YEARS, milliseconds, readings, written

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.page.conftest import Desk

pytestmark = pytest.mark.page

_READ = """() => [...document.querySelectorAll('#readout [data-who]')].map(cell =>
    [cell.closest('.reading').querySelector('dt').textContent, cell.dataset.who, cell.textContent])"""
_WITH_SIGN = {"vs 200-day", "PPO", "Signal", "Histogram", "ROC(63)"}
_VERDICT = {
    "Bear/bull claims that hold",
    "Russell 2000 up in 21 sessions",
    "Russell 2000 ahead of S&P 500 in 63 sessions",
}  # read in test_verdict_line.py
_DAY = 86_400_000  # milliseconds
_OUTLINE = "rgb(11, 92, 173) solid 2px"  # --accent: #0b5cad


@pytest.fixture(scope="module")
def expected(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the values of the default pair on every session, by pandas."""
    return readings(frames)


def _shows(page: Page, session: pd.Timestamp, expected: pd.DataFrame) -> None:
    """Assert that the readout has the date, and all seventeen values of it, signed and with their unit."""
    expect(page.locator("#readout [data-cursor]")).to_have_text(f"{session:%a} {written(session)}")
    cells = {(label, who): text for label, who, text in page.evaluate(_READ) if label not in _VERDICT}
    assert set(expected.columns) == set(cells)
    for key, text in cells.items():
        number, *unit = text.replace(",", "").split("\N{NO-BREAK SPACE}")
        assert float(number) == pytest.approx(expected.loc[session, key], abs=0.6 * 10 ** -len(number.split(".")[1]))
        assert (number[0] in "+-", unit) == ((True, ["%"]) if key[0] in _WITH_SIGN else (False, [])), key


def _spot(page: Page, pane: str, share: float) -> tuple[float, float, float]:
    """Return the pixel in the middle of a pane's height about `share` from its left, and its place as a share."""
    page.locator(f"[data-plot={pane}]").scroll_into_view_if_needed()
    plot = page.locator("#chart .nsewdrag").first.bounding_box()
    place = page.locator(f"[data-plot={pane}]").bounding_box()
    x = round(plot["x"] + share * plot["width"])
    return x, place["y"] + place["height"] / 2, (x - plot["x"]) / plot["width"]


def _nearest(sessions: pd.DatetimeIndex, share: float) -> pd.Timestamp:
    spread = (sessions - sessions[0]) / (sessions[-1] - sessions[0])
    return sessions[abs(spread - share).argmin()]


def _range(page: Page) -> list[float]:
    return page.evaluate("desk.chart.range()")


@pytest.mark.parametrize(("pane", "share"), [("price", 0.3), ("relative", 0.61), ("rsi", 0.002), ("roc", 0.997)])
def test_the_crosshair_stands_on_the_nearest_session_and_reads_all_its_values(
    desk: Desk, expected: pd.DataFrame, pane: str, share: float
) -> None:
    """Over any pane one line runs from the top of the first to the foot of the last; the values are those by pandas."""
    page = desk.open("?asof=2014-10-28")
    x, y, share = _spot(page, pane, share)
    page.mouse.move(x, y)
    nearest = _nearest(expected.loc[TWO_YEARS].index, share)
    _shows(page, nearest, expected)
    line = page.locator(".crosshair")
    expect(line).to_have_count(1)
    expect(line).to_have_text(written(nearest))
    box, first, last = (
        page.locator(name).bounding_box() for name in (".crosshair", "[data-plot=price]", "[data-plot=probability]")
    )
    assert box["x"] == pytest.approx(x, abs=2)  # half a session and half a pixel
    assert (box["y"], box["y"] + box["height"]) == pytest.approx((first["y"], last["y"] + last["height"]), abs=1)


def test_off_the_chart_the_readout_goes_back_to_the_as_of_session(desk: Desk, expected: pd.DataFrame) -> None:
    """Before the pointer comes and after it has left, and in the margin where the labels are."""
    page = desk.open("?asof=2014-10-28&after=shown")
    _shows(page, AS_OF, expected)
    for elsewhere in ("h1", ".end >> nth=0"):
        page.mouse.move(*_spot(page, "price", 0.8)[:2])
        expect(page.locator(".crosshair")).to_be_visible()
        box = page.locator(elsewhere).bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        expect(page.locator(".crosshair")).to_be_hidden()
        _shows(page, AS_OF, expected)


def test_a_touch_reads_the_values_under_the_finger(
    visit: Callable[..., Desk], address: str, expected: pd.DataFrame
) -> None:
    """On a phone a tap on the price pane shows the session there, and it stays to be read."""
    page = visit(address, width=390, height=844, has_touch=True).open("?asof=2014-10-28")
    x, y, share = _spot(page, "price", 0.4)
    page.touchscreen.tap(x, y)
    expect(page.locator(".crosshair")).to_be_visible()
    _shows(page, _nearest(expected.loc[TWO_YEARS].index, share), expected)


def test_keys_walk_along_the_sessions(desk: Desk, expected: pd.DataFrame) -> None:
    """Tab reaches the chart, visibly; an arrow is a session, a page key 21, Home and End the ends of what is shown."""
    page = desk.open("?asof=2014-10-28")
    page.locator("[data-pane=probability] .pane-tools summary").focus()
    page.keyboard.press("Tab")
    chart = page.locator("#chart")
    expect(chart).to_be_focused()
    expect(chart).to_have_css("outline", _OUTLINE)
    sessions = expected.loc[TWO_YEARS].index
    for key, position in (
        ("ArrowLeft", -1),
        ("ArrowLeft", -2),
        ("PageUp", -23),
        ("ArrowRight", -22),
        ("Home", 0),
        ("PageDown", 21),
        ("End", -1),
        ("ArrowRight", -1),
    ):
        page.keyboard.press(key)
        _shows(page, sessions[position], expected)
        expect(page.locator(".crosshair")).to_have_text(written(sessions[position]))
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    expect(page.locator(".crosshair")).to_be_hidden()
    _shows(page, AS_OF, expected)


def test_keys_zoom_about_the_cursor_and_take_the_range_along(desk: Desk, expected: pd.DataFrame) -> None:
    """Plus halves the time shown to each side, minus doubles it, zero shows all; a step past the edge moves it."""
    page = desk.open("?asof=2014-10-28")
    sessions = expected.loc[TWO_YEARS].index
    whole = [milliseconds(sessions[0]), milliseconds(sessions[-1])]
    assert _range(page) == whole
    page.locator("#chart").focus()
    for _ in range(5):
        page.keyboard.press("PageUp")
    at = milliseconds(sessions[-1 - 5 * 21])
    page.keyboard.press("+")
    half = [(whole[0] + at) / 2, (at + whole[1]) / 2]
    assert _range(page) == pytest.approx(half)
    page.keyboard.press("+")
    page.keyboard.press("-")
    assert _range(page) == pytest.approx(half)
    page.keyboard.press("Home")
    first = sessions.searchsorted(pd.Timestamp(half[0], unit="ms"))
    _shows(page, sessions[first], expected)
    page.keyboard.press("ArrowLeft")
    _shows(page, sessions[first - 1], expected)
    start = milliseconds(sessions[first - 1])
    assert _range(page) == pytest.approx([start, start + half[1] - half[0]])
    page.keyboard.press("0")
    assert _range(page) == whole


def test_a_zoom_has_an_end_and_a_way_back(desk: Desk) -> None:
    """Twenty times plus leaves about five sessions, a week of them; minus then doubles the time, as ever."""
    page = desk.open("?asof=2014-10-28")
    page.locator("#chart").focus()
    for _ in range(20):
        page.keyboard.press("+")
    start, end = _range(page)
    assert (end - start) / _DAY == pytest.approx(7, abs=0.1)
    page.keyboard.press("-")
    assert _range(page) == pytest.approx([end - 2 * (end - start), end])


@pytest.mark.parametrize("key", ["ArrowLeft", "ArrowRight"])
def test_the_first_arrow_stands_on_the_last_session_in_sight(desk: Desk, expected: pd.DataFrame, key: str) -> None:
    """Zoomed to September 2014 either arrow begins on the 30th, and the dates shown stay."""
    page = desk.open("?asof=2014-10-28")
    page.evaluate("desk.chart.show([Date.UTC(2014, 8, 1), Date.UTC(2014, 8, 30)])")
    before = _range(page)
    page.locator("#chart").press(key)
    _shows(page, pd.Timestamp("2014-09-30"), expected)
    assert _range(page) == before


def test_the_crosshair_keeps_its_date_in_another_range(desk: Desk, expected: pd.DataFrame) -> None:
    """Under a pointer that rests, five years in place of two: the same session; half a year has it no more."""
    page = desk.open("?asof=2014-10-28")
    x, y, share = _spot(page, "price", 0.3)
    page.mouse.move(x, y)
    session = _nearest(expected.loc[TWO_YEARS].index, share)
    _shows(page, session, expected)
    with desk.redrawn():
        page.evaluate("document.querySelector('#range [value=\"5Y\"]').click()")
    _shows(page, session, expected)
    expect(page.locator(".crosshair")).to_have_text(written(session))
    with desk.redrawn():
        page.evaluate("document.querySelector('#range [value=\"6M\"]').click()")
    expect(page.locator(".crosshair")).to_be_hidden()
    _shows(page, AS_OF, expected)


def test_with_shift_a_drag_moves_the_dates_and_stops_where_they_end(desk: Desk) -> None:
    """Zoomed to the first months and pulled far to the right, the chart begins with its first session, as wide."""
    page = desk.open("?asof=2014-10-28")
    whole = _range(page)
    x, y, _ = _spot(page, "price", 0.2)
    page.evaluate("([from, to]) => desk.chart.show([from, to])", [whole[0] + 20 * _DAY, whole[0] + 110 * _DAY])
    page.keyboard.down("Shift")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 500, y, steps=4)
    page.mouse.up()
    page.keyboard.up("Shift")
    page.wait_for_function("from => desk.chart.range()[0] === from", arg=whole[0])
    assert _range(page) == pytest.approx([whole[0], whole[0] + 90 * _DAY])
    assert desk.chart("gd.layout.xaxis.range") == _range(page)
    expect(page.locator("#chart")).to_have_attribute("data-zoomed", "yes")


def test_at_rest_the_readout_is_the_servers_own(desk: Desk) -> None:
    """What stood in it before the pointer came stands in it again, letter by letter; nothing is written anew."""
    page = desk.open("?asof=2014-10-28")
    page.locator("#readout [data-who=small]").first.evaluate("cell => { cell.textContent = 'as served'; }")
    served = page.locator("#readout").text_content()
    page.mouse.move(*_spot(page, "price", 0.3)[:2])
    expect(page.locator("#readout")).not_to_contain_text("as served")
    page.locator("h1").hover()
    expect(page.locator("#readout")).to_have_text(served, use_inner_text=False)


@pytest.mark.parametrize("decimals", [0, 2])
def test_numbers_are_rounded_as_python_rounds_them(desk: Desk, decimals: int) -> None:
    """Exactly half goes to the even digit, on both sides of zero; what only looks like half goes where it is nearer."""
    values = [164.625, 164.635, 0.125, 0.375, 2.5, 3.5, -0.125, -2.5, 1.005, 1149.445, 4e-300, 26000.5, 0.5]
    shown = desk.open().evaluate(
        "([values, decimals]) => values.map(value => desk.written(value, { decimals }))", [values, decimals]
    )
    assert shown == [f"{round(value, decimals) + 0.0:,.{decimals}f}" for value in values]


def test_values_are_spoken_once_when_the_keys_rest(desk: Desk) -> None:
    """Five quick steps are one message in the polite region: the date and every value that the readout then shows."""
    page = desk.open("?asof=2014-10-28")
    page.locator("#chart").focus()
    said = page.evaluate("""() => new Promise(resolve => {
        const said = [], region = document.getElementById('announcer');
        new MutationObserver(() => {
            said.push(region.textContent);
            window.setTimeout(() => resolve(said), 400);  // longer than the rest before a message
        }).observe(region, {childList: true});
        for (let i = 0; i < 5; i += 1)
            document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowLeft', bubbles: true}));
    })""")
    assert len(said) == 1
    assert said[0].startswith(
        "Wed 22 Oct 2014. Close: Russell 2000 "
    )  # the fifth session from the 28th, itself the first
    assert [text for _, _, text in page.evaluate(_READ) if text not in said[0]] == []
    expect(page.locator("#announcer")).to_have_role("status")


def test_the_wheel_scrolls_the_page_and_zooms_with_ctrl(desk: Desk) -> None:
    """Without a key the page moves and the dates stay; with Ctrl the dates close in on the pointer, the page stays."""
    page = desk.open("?asof=2014-10-28")
    whole = _range(page)
    page.mouse.move(*_spot(page, "price", 0.5)[:2])
    page.mouse.wheel(0, 150)
    page.wait_for_function("() => window.scrollY > 0")
    assert _range(page) == whole
    page.mouse.move(*_spot(page, "price", 0.5)[:2])
    scrolled = page.evaluate("window.scrollY")
    page.keyboard.down("Control")
    page.mouse.wheel(0, -208)  # e ^ (-208 / 300) is a half
    page.wait_for_function("() => document.querySelector('#chart').dataset.zoomed === 'yes'")
    page.keyboard.up("Control")
    quarter = (whole[1] - whole[0]) / 4
    assert _range(page) == pytest.approx([whole[0] + quarter, whole[1] - quarter], abs=3 * _DAY)
    assert page.evaluate("window.scrollY") == scrolled

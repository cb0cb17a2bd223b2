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
    [cell.parentElement.querySelector('dt').textContent, cell.dataset.who, cell.textContent])"""
_WITH_SIGN = {"vs 200-day", "PPO", "Signal", "Histogram", "ROC(63)"}
_OUTLINE = "rgb(11, 92, 173) solid 2px"  # --accent: #0b5cad


@pytest.fixture(scope="module")
def expected(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the values of the default pair on every session, by pandas."""
    return readings(frames)


def _shows(page: Page, session: pd.Timestamp, expected: pd.DataFrame) -> None:
    """Assert that the readout has the date, and all seventeen values of it, signed and with their unit."""
    expect(page.locator("#readout [data-cursor]")).to_have_text(f"{session:%a} {written(session)}")
    cells = {(label, who): text for label, who, text in page.evaluate(_READ)}
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
        page.locator(name).bounding_box() for name in (".crosshair", "[data-plot=price]", "[data-plot=roc]")
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
    page.locator("#csv-roc").focus()
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
    at = milliseconds(sessions[len(sessions) - 5 * 21])
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
    page.wait_for_function("window.scrollY > 0")
    assert _range(page) == whole
    page.mouse.move(*_spot(page, "price", 0.5)[:2])
    scrolled = page.evaluate("window.scrollY")
    page.keyboard.down("Control")
    page.mouse.wheel(0, -208)  # e ^ (-208 / 300) is a half
    page.wait_for_function("document.querySelector('#chart').dataset.zoomed === 'yes'")
    page.keyboard.up("Control")
    quarter = (whole[1] - whole[0]) / 4
    day = 86_400_000
    assert _range(page) == pytest.approx([whole[0] + quarter, whole[1] - quarter], abs=3 * day)
    assert page.evaluate("window.scrollY") == scrolled

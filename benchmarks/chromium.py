"""Chromium as a stopwatch: first visits with an empty cache, and single steps on a page that is up."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

WIDTH, HEIGHT = 1440, 900
_WAIT = 30_000  # milliseconds
_STOPWATCH = Path(__file__).with_name("stopwatch.js").read_text()


@dataclass(slots=True)
class Visit:
    """A first visit: milliseconds since its start by what happened, and what was sent."""

    times: dict[str, float]
    requests: int = 0
    bytes: int = 0
    compressed: set[str] = field(default_factory=set)


@contextmanager
def window(browser: Browser) -> Iterator[Page]:
    """Open a window with an empty cache and the stopwatch in it."""
    size = {"width": WIDTH, "height": HEIGHT}
    with closing(browser.new_context(viewport=size, bypass_csp=True)) as context:  # for the stopwatch's own words
        page = context.new_page()
        page.set_default_timeout(_WAIT)
        page.add_init_script(_STOPWATCH)
        yield page


def visit(browser: Browser, address: str) -> Visit:
    """Visit an address with an empty cache until its chart is drawn and nothing more comes."""
    with window(browser) as page:
        found = Visit({})
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.on("Network.loadingFinished", lambda event: _count(found, event))
        page.on("response", lambda response: _note(found, response.url, response.headers))
        open_page(page, address)
        found.times = page.evaluate("bench.times()")
        return found


def open_page(page: Page, address: str) -> None:
    """Go to an address and wait until its chart is drawn, its scripts are up and nothing more comes."""
    page.goto(address)
    page.wait_for_function("() => bench.up()")
    page.wait_for_load_state("networkidle")


def click(page: Page, selector: str) -> tuple[float, float]:
    """Click what is at `selector`; return the milliseconds until a redraw, and until the answer is drawn."""
    script = """async (selector) => {
        const drawn = bench.redrawn(() => {}, "data-drawn");
        const shown = bench.redrawn(() => document.querySelector(selector).click(), "data-shown");
        return [await shown, await drawn];
    }"""
    first, settled = page.evaluate(script, selector)
    return first, settled


def click_after_rest(page: Page, selector: str) -> float:
    """Rest the pointer on what is at `selector`, as a reader does, and return the milliseconds from click to redraw."""
    place = page.locator(selector)
    with page.expect_response("**/_dash-update-component*"):
        place.hover()
    page.wait_for_function("() => document.querySelector('main').getAttribute('aria-busy') !== 'true'")
    return click(page, selector)[0]


def zoom_to_a_year(page: Page) -> float:
    """Show the last year of the bare page's chart and return the milliseconds that it takes."""
    taken: float = page.evaluate("bench.zoomed(365)")
    return taken


def drag_to_a_year(page: Page) -> float:
    """Drag over the last tenth of either page's chart and return the milliseconds from letting go to the redraw."""
    page.evaluate("() => { window.dragged = bench.dragged(); }")
    plot = page.locator("#chart .nsewdrag").first.bounding_box()
    if plot is None:
        raise RuntimeError("the chart has no place to drag on")
    right, middle = plot["x"] + plot["width"] - 1, plot["y"] + plot["height"] / 2
    page.mouse.move(right - plot["width"] / 10, middle)
    page.mouse.down()
    page.mouse.move(right, middle, steps=5)
    page.mouse.up()
    taken: float = page.evaluate("window.dragged")
    return taken


def _count(found: Visit, event: dict[str, Any]) -> None:
    found.requests += 1
    found.bytes += event["encodedDataLength"]


def _note(found: Visit, url: str, headers: dict[str, str]) -> None:
    if headers.get("content-encoding") == "br" and ("/assets/" in url or "/_dash-component-suites/" in url):
        found.compressed.add(url)

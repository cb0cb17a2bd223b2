"""Take pictures of the page at the widths and in the states it is designed for: ``./desk screenshots [DIR]``."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from data.build import build_service
from data.model import Source, State
from data.settings import DataSettings
from scripts.serving import launch, served

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from playwright.sync_api import Browser, Page

    from components.view import Prices
    from data.model import Instrument, Pair, YearEnd

WIDE, MIDDLE, PHONE, SMALLEST = (1440, 900), (1024, 800), (390, 844), (320, 640)
ANSWERS = "**/_dash-update-component*"


@dataclass
class Ailing:
    """A data service whose prices are stale and offline, or that fails."""

    prices: Prices
    failing: bool = False

    def pair(self, small: str, large: str) -> Pair:
        """Return the pair as if its source had been away for long."""
        if self.failing:
            raise RuntimeError("the prices are made to fail, for a picture")
        pair = self.prices.pair(small, large)
        ill = {"state": State.STALE, "source": Source.LAST_GOOD}
        return replace(pair, small=replace(pair.small, **ill), large=replace(pair.large, **ill))

    def instrument(self, symbol: str) -> Instrument:
        """Name a symbol."""
        return self.prices.instrument(symbol)

    def year_end(self, day: date) -> YearEnd:
        """Return the end of a year."""
        return self.prices.year_end(day)


def _still(_: Page) -> None:
    """Leave the page as it opens."""


def _crosshair(page: Page) -> None:
    plot = page.locator("[data-plot=price]")
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box() or {}
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.4)


def _table(page: Page) -> None:
    page.locator("#table-price").click()
    page.locator("#rows-price").scroll_into_view_if_needed()


def _waiting(page: Page) -> None:
    page.route(ANSWERS, lambda _: None)
    page.locator("#range label", has_text="5Y").click()
    page.wait_for_selector("main[aria-busy=true]")


def _offline(page: Page) -> None:
    page.context.set_offline(True)
    page.wait_for_selector("#offline:not([hidden])")


def _refused(page: Page) -> None:
    page.locator("#as-of").fill("03/04/2009")
    page.locator("#as-of").press("Enter")
    page.wait_for_selector("#as-of-refused:not(:empty)")


def _share(page: Page) -> None:
    page.locator("#share").click()
    page.wait_for_function("() => document.getElementById('share-snapshot').value")


def _snapshot(page: Page) -> None:
    _share(page)
    page.goto(page.locator("#share-snapshot").input_value())


def _embed(page: Page) -> None:
    with page.expect_response("**/share") as made:
        page.locator("#share").click()
    origin, theme = page.evaluate("[location.origin, desk.page.theme]")
    page.goto(f"{origin}{made.value.json()['embed']}?theme={theme}")


View = tuple[str, tuple[int, int], str, "Callable[[Page], None]"]
VIEWS: tuple[View, ...] = (
    ("1440-light", WIDE, "", _still),
    ("1440-dark", WIDE, "theme=dark", _still),
    ("1024-light", MIDDLE, "", _still),
    ("390-light", PHONE, "", _still),
    ("390-dark", PHONE, "theme=dark", _still),
    ("320-light", SMALLEST, "", _still),
    ("claims-light", WIDE, "show=B4,U3", _still),
    ("claims-dark", WIDE, "show=B1,B5&range=1Y&theme=dark", _still),
    ("after-light", WIDE, "after=shown&range=1Y&show=U3", _still),
    ("crosshair-light", WIDE, "", _crosshair),
    ("table-light", WIDE, "", _table),
    ("levels-light", WIDE, "scale=levels&range=10Y", _still),
    ("loading-light", WIDE, "", _waiting),
    ("empty-light", WIDE, "asof=1900-01-02", _still),
    ("replaced-light", WIDE, "pair=FOO,BAR", _still),
    ("refused-light", WIDE, "", _refused),
    ("zoom-light", WIDE, "zoom=2014-07-01,2014-10-28", _still),
    *(
        (f"{name}-{size[0]}-{theme}", size, f"theme={theme}", do)
        for name, do in (("share", _share), ("snapshot", _snapshot), ("embed", _embed))
        for size, theme in ((WIDE, "light"), (PHONE, "dark"))
    ),
    ("offline-light", WIDE, "", _offline),
    ("offline-dark", WIDE, "theme=dark", _offline),
)
"""Name, window, what the link holds beside the query, and what is done before the picture is taken."""


def main() -> int:
    """Serve the page on a free port, photograph it, stop."""
    options = argparse.ArgumentParser(prog="./desk screenshots")
    options.add_argument("folder", nargs="?", type=Path, default=Path("screenshots"))
    options.add_argument("--query", default="asof=2014-10-28", help="the view, as in a link without its question mark")
    options.add_argument("--full", action="store_true", help="whole pages instead of the first screen")
    given = options.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with closing(build_service(DataSettings.from_environ(os.environ))) as prices, sync_playwright() as playwright:
        browser = launch(playwright)
        with served(prices) as base:
            for name, size, more, do in VIEWS:
                query = more if "asof" in more else f"{given.query}&{more}".removesuffix("&")
                _take(browser, f"{base}/?{query}", size, do, given.folder / f"{name}.png", full=given.full)
            _print(browser, f"{base}/?{given.query}", given.folder / "print.pdf")
        for name, failing in (("stale", False), ("error", True)):
            with served(Ailing(prices, failing)) as base:
                for theme in ("light", "dark"):
                    file = given.folder / f"{name}-{theme}.png"
                    _take(browser, f"{base}/?theme={theme}", WIDE, _still, file, full=given.full)
        browser.close()
    return 0


def _take(
    browser: Browser, address: str, size: tuple[int, int], do: Callable[[Page], None], file: Path, *, full: bool
) -> None:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    _open(page, address)
    do(page)
    page.wait_for_function("() => document.getAnimations().every(one => one.playState === 'finished')")
    page.screenshot(path=file, full_page=full)
    print(file)
    page.close()


def _print(browser: Browser, address: str, file: Path) -> None:
    page = browser.new_page()
    _open(page, address)
    page.pdf(path=file, prefer_css_page_size=True)
    print(file)
    page.close()


def _open(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("html[data-ready]")
    page.evaluate("document.fonts.ready")


if __name__ == "__main__":
    sys.exit(main())

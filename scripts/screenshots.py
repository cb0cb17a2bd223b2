"""Take pictures of the page at the widths it is designed for: ``./desk screenshots [DIR] [--query QUERY]``."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import closing
from pathlib import Path

from playwright.sync_api import sync_playwright

from data.build import build_service
from data.settings import DataSettings
from scripts.serving import launch, served

PICTURES = {
    "1440-light": (1440, 1000, "light"),
    "1440-dark": (1440, 1000, "dark"),
    "1024-light": (1024, 900, "light"),
    "390-light": (390, 844, "light"),
    "390-dark": (390, 844, "dark"),
    "320-light": (320, 640, "light"),
}


def main() -> int:
    """Serve the page on a free port, photograph it, stop."""
    options = argparse.ArgumentParser(prog="./desk screenshots")
    options.add_argument("folder", nargs="?", type=Path, default=Path("screenshots"))
    options.add_argument("--query", default="asof=2014-10-28", help="the view, as in a link without its question mark")
    options.add_argument("--full", action="store_true", help="whole pages instead of the first screen")
    given = options.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with closing(build_service(DataSettings.from_environ(os.environ))) as prices, served(prices) as base:
        _photograph(f"{base}/?{given.query}", given.folder, full=given.full)
    return 0


def _photograph(address: str, folder: Path, *, full: bool) -> None:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for name, (width, height, theme) in PICTURES.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(f"{address}&theme={theme}")
            page.wait_for_selector("#chart[data-drawn]:not([data-drawn=''])")
            page.wait_for_function("document.getAnimations().every(one => one.playState === 'finished')")
            page.screenshot(path=folder / f"{name}.png", full_page=full)
            print(folder / f"{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    sys.exit(main())

"""A snapshot beside the main page of the same view: when its first chart stands on the screen, and when it is live."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from benchmarks import chromium
from benchmarks.prices import price_folder
from benchmarks.processes import gunicorn, until_compressed
from benchmarks.table import Row, compared
from scripts.serving import launch
from sharing.keys import Keys
from sharing.tokens import Grant, Purpose, Signer

if TYPE_CHECKING:
    from collections.abc import Iterator

ROUNDS = 7
_KEY = "a key for benches, long enough to be one"


def rows() -> Iterator[Row]:
    """Yield the lines of a first visit to the default view, as a snapshot and as the page."""
    with (
        price_folder() as (prices, _),
        gunicorn("app:server", {"DATA_SOURCE": "csv", "DATA_DIR": str(prices), "SECRET_KEY": _KEY}) as served,
        sync_playwright() as playwright,
        closing(launch(playwright)) as browser,
    ):
        addresses = (f"{served.base}/s/{_token()}", served.base)
        files = {file for address in addresses for file in chromium.visit(browser, address).compressed}
        until_compressed(served, len(files))
        turns = [[chromium.visit(browser, address) for address in addresses] for _ in range(ROUNDS)]
    still, page = zip(*turns, strict=True)
    for what, step, limit in (
        ("snapshot: a readable chart on the screen / main page's", "readable chart", 1.0),
        ("snapshot: live chart drawn / main page's", "chart drawn", 1.0),
        ("snapshot: all of it up / main page's, with Dash", "Dash up", 1.0),
    ):
        times = [[found.times[step] for found in visits] for visits in (still, page)]
        yield compared(what, *times, limit)
    sizes = [median(found.bytes for found in visits) / 1e6 for visits in (still, page)]
    measured = f"{still[0].requests} requests / {page[0].requests}, {sizes[1]:.2f} MB"
    yield Row("  bytes of a snapshot, plotly.js included / main page's", measured, sizes[0], "MB")


def _token() -> str:
    with TemporaryDirectory() as empty:
        return Signer(_KEY, Keys(Path(empty))).token(Purpose.SHARE, Grant("", "a bench", date(2199, 12, 31)))

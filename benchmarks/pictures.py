"""What a picture costs, beside an empty page of its size from the same browser, and once it is kept."""

from __future__ import annotations

import tempfile
from contextlib import closing
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.prices import price_folder
from benchmarks.table import Row, compared, milliseconds
from benchmarks.views import ten_years
from components.view import viewer
from data.build import build_service
from data.settings import DataSettings, DataSource
from sharing.asked import Asked
from sharing.drawing import drawn
from sharing.pictures import Pictures
from sharing.rendering import Page, png
from sharing.settings import SharingSettings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from components.view import View

ROUNDS = 5
CARD, CHART, PDF = Asked("png", "card"), Asked("png"), Asked("pdf")
ANSWERED = 1.0  # s, for a picture of a view that the server knows
EMPTY = '<svg xmlns="http://www.w3.org/2000/svg"/>'


def rows() -> Iterator[Row]:
    """Yield the lines of the pictures."""
    browser = SharingSettings.from_environ({}).chromium
    if browser is None:
        yield Row("pictures: not measured", "no Chromium is installed")
        return
    with (
        price_folder() as (folder, sessions),
        tempfile.TemporaryDirectory() as kept,
        closing(build_service(DataSettings(data_source=DataSource.CSV, data_dir=folder))) as prices,
    ):
        pictures, view = Pictures(browser, Path(kept)), viewer(prices)
        views = [view(query) for query in ten_years(sessions, ROUNDS)]
        for what, asked in (("card", CARD), ("all panels", CHART), ("all panels as PDF", PDF)):
            yield from _measured(pictures, browser, views, f"picture, {what}", asked)


def _measured(pictures: Pictures, browser: str, views: list[View], what: str, asked: Asked) -> Iterator[Row]:
    """Yield what a picture takes that is not kept, in turns with an empty one, and what the browser has no part in."""
    page = drawn(views[0], asked).page
    if page is None:
        raise ValueError(f"{asked} needs no browser")
    empty = partial(png, browser, Page(EMPTY, page.width, page.height, "#ffffff"))
    empty()
    times = [(milliseconds(partial(pictures.get, view, asked)), milliseconds(empty)) for view in views]
    made, bare = ([pair[side] for pair in times] for side in (0, 1))
    yield compared(f"{what} / an empty page", made, bare)
    slowest = f"{page.width} x {page.height}, the slowest of {len(views)} views"
    yield Row("  answered, with the view known", slowest, max(made) / 1000, "s", ANSWERED)
    drawing = [milliseconds(partial(drawn, view, asked)) for view in views]
    yield Row("  its SVG alone", f"slowest {max(drawing):.1f} ms", median(drawing), "ms")
    again = [milliseconds(partial(pictures.get, view, asked)) for view in views]
    yield Row("  the same once it is kept", f"slowest {max(again):.1f} ms", median(again), "ms")

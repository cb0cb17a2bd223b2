"""What a view costs the server before a byte is sent: its figure, its claims, all of it, and how that grows."""

from __future__ import annotations

from contextlib import closing
from functools import partial
from statistics import median
from typing import TYPE_CHECKING

import brotli
import orjson

from benchmarks.prices import daily, price_folder, walk
from benchmarks.table import Row, milliseconds
from benchmarks.views import ten_years
from callbacks.context import Context
from callbacks.drawer import KEPT, Drawer, Known
from commentary.claims import judge_all
from components.figures.build import figure
from components.figures.chart import chart
from components.view import viewer
from data.build import build_service
from data.instruments import PAIRS
from data.settings import DataSettings, DataSource
from indicators.panel import pair_panel
from tests.page.prices import FramePrices

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from components.view import View

LENGTHS = (10_000, 100_000)
LINEAR = 1.5  # a session in the long history / one in the short; 10 would be quadratic
ROUNDS = 5


def rows() -> Iterator[Row]:
    """Yield the lines of the server's own work."""
    with price_folder() as (folder, sessions), closing(build_service(_settings(folder))) as prices:
        view = viewer(prices)
        queries = ten_years(sessions)
        views = [view(query) for query in ten_years(sessions, seed=2)]
        updates = [milliseconds(partial(_update, shown)) for shown in views]
        yield Row("indicators, build and encode of a ten-year figure", _spread(updates), median(updates), "ms", 3)
        drawer = Drawer.on(Context(view, PAIRS))
        whole = [milliseconds(partial(drawer.text, query, Known())) for query in queries]
        yield Row("  the whole answer, with claims and words", _spread(whole), median(whole), "ms")
        again = [milliseconds(partial(drawer.text, query, Known())) for query in queries[-KEPT // 2 :]]
        yield Row("  the same view asked for again", _spread(again), median(again), "ms")
        judged = [milliseconds(partial(judge_all, shown.market)) for shown in views]
        yield Row("all claims at any as-of date, the slowest", _spread(judged), max(judged), "ms", 20)
        plain = _encoded(view(""))
        small = len(brotli.compress(plain, quality=4)) / 1000
        yield Row("figures of the default view, compressed", f"{len(plain) / 1000:,.0f} kB before", small, "kB", 140)
    yield _growth()


def _settings(folder: Path) -> DataSettings:
    return DataSettings(data_source=DataSource.CSV, data_dir=folder)


def _spread(times: list[float]) -> str:
    return f"median {median(times):.1f}, slowest {max(times):.1f} ms"


def _update(view: View) -> None:
    """Do what a change of the date costs the figure: cut the indicators, build, encode."""
    view.whole.panel.until(view.as_of)
    _encoded(view)


def _encoded(view: View) -> bytes:
    return orjson.dumps(figure(chart(view), view.marks))


def _growth() -> Row:
    """Return how indicators, figure and encoding of a whole history grow with its length."""
    times = []
    for length in LENGTHS:
        small, large = walk(daily(length), 1), walk(daily(length), 2)
        view = viewer(FramePrices({"^RUT": small, "^GSPC": large}))("?range=Max")
        measure, draw = partial(pair_panel, small, large), partial(_encoded, view)
        times.append(median(milliseconds(measure) + milliseconds(draw) for _ in range(ROUNDS)))
    more = LENGTHS[1] // LENGTHS[0]
    measured = f"{times[1]:,.0f} ms / {more} x {times[0]:,.1f} ms"
    return Row(
        f"indicators and figure of {LENGTHS[1]:,} / {LENGTHS[0]:,} sessions",
        measured,
        times[1] / times[0] / more,
        "x",
        LINEAR,
    )

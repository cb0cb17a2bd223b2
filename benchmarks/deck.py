"""Time the deck of the default view against python-pptx alone with as many charts, points and slides; and its size."""

from __future__ import annotations

from contextlib import closing
from functools import partial
from io import BytesIO
from statistics import median
from typing import TYPE_CHECKING

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from benchmarks.prices import price_folder
from benchmarks.table import Row, compared, milliseconds
from components.figures.zoomed import shown_chart
from components.view import pinned, viewer
from data.build import build_service
from data.settings import DataSettings, DataSource
from sharing.deck.deck import deck
from sharing.scorecard import calls_in, cards_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from components.figures.model import Chart

ROUNDS = 5
LIMIT = 2.0  # times the library alone, which makes no tables, notes, labels or texts
SECONDS, MEGABYTES = 2, 1


def rows() -> Iterator[Row]:
    """Yield what a deck takes, and how large it is."""
    with price_folder() as (folder, _), closing(build_service(_settings(folder))) as prices:
        ask = viewer(prices)
        view = ask("")
        cards = cards_of(calls_in(None)()[0], view, ask)
        make = partial(deck, view, cards, f"https://desk.example.com/{pinned(view)}")
        plain = partial(bare, shown_chart(view))
        turns = [(milliseconds(make), milliseconds(plain)) for _ in range(ROUNDS)]
        ours, alone = zip(*turns, strict=True)
        yield compared("deck of the default view / python-pptx alone, as many points", ours, alone, LIMIT)
        yield Row("  the same, in seconds", f"median of {ROUNDS}", median(ours) / 1000, "s", SECONDS)
        yield Row("  its size", "", len(make()) / 1_000_000, "MB", MEGABYTES)


def bare(shown: Chart) -> bytes:
    """Return slides with the same lines, by the library's own charts."""
    slides = Presentation()
    days: list[date] = shown.sessions.astype("datetime64[D]").tolist()
    for pane in shown.panes:
        data = CategoryChartData()
        data.categories = days
        for line in pane.lines:
            data.add_series(line.label, [None if value != value else value for value in line.points.tolist()])  # noqa: PLR0124 - NaN
        slide = slides.slides.add_slide(slides.slide_layouts[5])
        slide.shapes.add_chart(XL_CHART_TYPE.LINE, Inches(1), Inches(2), Inches(8), Inches(5), data)
    made = BytesIO()
    slides.save(made)
    return made.getvalue()


def _settings(folder: Path) -> DataSettings:
    return DataSettings(data_source=DataSource.CSV, data_dir=folder)

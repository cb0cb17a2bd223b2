"""Decks for tests, and what is read back from them by the libraries that others open them with."""

from __future__ import annotations

import re
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import numpy as np
import pandas as pd
from lxml import etree
from pptx import Presentation

from components.view import viewer
from sharing.deck.deck import deck
from sharing.scorecard import calls_in, cards_of
from tests.page.prices import FramePrices

if TYPE_CHECKING:
    from collections.abc import Callable

    from commentary.calls.model import Scorecard
    from components.view import View

LINK = "https://desk.example.com/?asof=2014-10-28&range=2Y"
SPACES = {
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
}
_TOKENS = Path(__file__).resolve().parents[2] / "assets" / "tokens.css"


def walk(seed: int, start: str = "2004-01-02") -> pd.DataFrame:
    """Return a generated history up to some months after the day that the tests look at."""
    sessions = pd.bdate_range(start, "2015-06-30", name="session", unit="ns")
    steps = np.random.default_rng(seed).normal(0.0002, 0.01, len(sessions))
    return pd.DataFrame({"close": 1000 * np.exp(np.cumsum(steps))}, index=sessions)


@cache
def prices() -> FramePrices:
    """Return prices of both indices."""
    return FramePrices({"^RUT": walk(1), "^GSPC": walk(2)})


@cache
def _asking() -> Callable[[str], View]:
    return viewer(prices())


def seen(query: str, of: FramePrices | None = None) -> tuple[View, tuple[Scorecard, ...]]:
    """Return a view, and the calls that come with the product judged for it."""
    ask = viewer(of) if of else _asking()
    view = ask(query)
    return view, cards_of(calls_in(None)()[0], view, ask)


def made(query: str = "?asof=2014-10-28", of: FramePrices | None = None, **options: Any) -> bytes:  # noqa: ANN401 - those of a deck
    """Return the deck of a view."""
    return deck(*seen(query, of), LINK, **options)


def slides_of(file: bytes) -> list[Any]:
    """Return the slides, read by python-pptx."""
    return list(Presentation(BytesIO(file)).slides)


def charts_of(file: bytes) -> dict[str, Any]:
    """Return the charts by the names of their shapes, read by python-pptx."""
    shapes = [shape for slide in slides_of(file) for shape in slide.shapes]
    return {shape.name.removeprefix("Chart "): shape.chart for shape in shapes if shape.has_chart}


def markup(chart: Any) -> Any:  # noqa: ANN401 - an element
    """Return a chart's markup, parsed anew by lxml."""
    return etree.fromstring(chart.part.blob)


def entries(file: bytes) -> dict[str, bytes]:
    """Return what is in the file, read by the standard library."""
    with ZipFile(BytesIO(file)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def token(name: str, theme: str = "light") -> str:
    """Return a colour of a theme as slides write it, read from the style sheet."""
    light, dark = _TOKENS.read_text(encoding="utf-8").split(':root[data-theme="dark"]')[:2]
    found = re.search(rf"--{name}: #([0-9a-f]{{6}});", dark if theme == "dark" else light)
    assert found is not None
    return found[1].upper()

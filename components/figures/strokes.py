"""How lines are drawn, for everything that draws them: widths, dashes, and what their colours are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.figures.model import Kind, Who

if TYPE_CHECKING:
    from components.figures.model import Line

WIDTH = {Who.SMALL: 1.8, Who.LARGE: 1.2, Who.BOTH: 1.8, Who.BEAR: 2.6, Who.BULL: 1.2}
"""Pixels: two lines of a pane are told apart without their colours, and both seen where one lies on the other."""
_NARROW = {Kind.AVERAGE: 1.4, Kind.SIGNAL: 1.2, Kind.HISTOGRAM: 0.5, Kind.BASE: 1.4}
DASHES = {Kind.AVERAGE: (6, 4), Kind.SIGNAL: (2, 3), Kind.BASE: (6, 4)}
"""Pixels drawn and left out; a kind that is not here is drawn through."""


def width(line: Line) -> float:
    """Return how wide a line is, in pixels."""
    return _NARROW.get(line.kind) or WIDTH[line.who]


def token(line: Line) -> str:
    """Return what the colour of a line is called in the style sheet."""
    if line.kind is Kind.HISTOGRAM:
        return "shade"
    return "neutral" if line.who is Who.BOTH else line.who.value

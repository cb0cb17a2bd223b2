"""Texts before they are drawn: how much room they take, since no library knows the reader's fonts."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from pptx.util import Emu

if TYPE_CHECKING:
    from collections.abc import Sequence

INCH = 914400  # of the unit that slides are measured in
_LINE = 1.2  # of the size of its letters
_LETTER = 0.52  # of its size is the mean width of a letter
_BOLD = 1.07  # times as wide


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float

    @property
    def emu(self) -> tuple[Emu, Emu, Emu, Emu]:
        """The place as the library takes it."""
        left, top, width, height = (Emu(round(INCH * part)) for part in (self.left, self.top, self.width, self.height))
        return left, top, width, height


def plain(text: str) -> str:
    """Return a text in one line without what markup cannot hold."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def rows_of(text: str, points: float, width: float, *, bold: bool = False) -> int:
    """Return how many rows a text takes in letters of so many points over a width in inches."""
    room = max(int(72 * width / (points * _LETTER * (_BOLD if bold else 1))), 1)
    rows = 0
    for line in text.split("\n"):
        used, rows = 0, rows + 1
        for word in line.split():
            if used and used + 1 + len(word) > room:
                used, rows = 0, rows + 1
            used += len(word) + (1 if used else 0)
            rows, used = rows + used // (room + 1), used % (room + 1)
    return rows


def height_of(rows: int, points: float) -> float:
    """Return how tall rows of letters are, in inches."""
    return rows * points * _LINE / 72


def pages(heights: Sequence[float], room: float) -> list[range]:
    """Return which rows go on which slide, so that each slide's rows fit in its room, as even as they come."""
    found: list[range] = []
    start, used = 0, 0.0
    least = max(ceil(sum(heights) / room), 1)
    even = max(sum(heights) / least, max(heights, default=0.0))
    for number, height in enumerate(heights):
        over = used + height > room or (used + height / 2 > even and len(found) < least - 1)
        if number > start and over:
            found.append(range(start, number))
            start, used = number, 0.0
        used += height
    return [*found, range(start, len(heights))]

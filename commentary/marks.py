"""What a claim points at: marks to be drawn over the lines of the chart, in the units of those lines."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


class On(StrEnum):
    """The line whose scale the values of a mark are on."""

    SMALL = "small"
    """The close of the small instrument, price points."""
    LARGE = "large"
    """The close of the large instrument, price points."""
    RATIO = "ratio"
    """The close of the small instrument over that of the large one."""
    RSI = "rsi"
    """RSI(14), 0 to 100."""
    ROC21 = "roc21"
    """ROC(21), %."""
    ROC63 = "roc63"
    """ROC(63), %."""
    ROC126 = "roc126"
    """ROC(126), %."""
    ROC252 = "roc252"
    """ROC(252), %."""


class Shape(StrEnum):
    """How a mark is drawn."""

    SEGMENT = "segment"
    """A straight line from the start, at its value, to the end, at its value."""
    BAND = "band"
    """All between the two values, the first below the second, from start to end."""
    DOT = "dot"
    """A point: start and end are the same, and so are their values."""
    SPAN = "span"
    """The time from start to end, over the whole height."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that a claim speaks of, as it lies on the chart.

    Parameters
    ----------
    shape : Shape
    on : On
        What the values are measured in; for a span, the line it speaks of.
    start, end : date
        Sessions, the first not after the second, neither later than the as-of session.
    start_value, end_value : float or None
        Finite, in the unit of `on`; None for a span.
    label : str
        A few words to be drawn beside it, with numbers that stand in the claim's evidence; empty for none.
    """

    shape: Shape
    on: On
    start: date
    end: date
    start_value: float | None
    end_value: float | None
    label: str

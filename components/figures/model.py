"""What the chart shows before it is drawn: panes of lines over one row of sessions. Figure and CSV both start here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from indicators.arrays import Days, Floats
    from indicators.panel import PairPanel


class Who(StrEnum):
    """Whom a line speaks of."""

    SMALL = "small"
    LARGE = "large"
    BOTH = "both"


class Kind(StrEnum):
    """How a line is drawn."""

    MAIN = "main"
    AVERAGE = "average"
    SIGNAL = "signal"
    HISTOGRAM = "histogram"


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One line of the chart and one column of the CSV.

    Parameters
    ----------
    label : str
        What it is, with name and window: "Russell 2000 RSI(14)".
    end : str
        What its end is called beside the last value; empty for a line that is not labelled.
    points : array of shape (n_sessions,), float
        In the unit of the pane; NaN where undefined.
    who : Who
    kind : Kind
    decimals : int
        Digits after the point, as far as they mean something.
    """

    label: str
    end: str
    points: Floats
    who: Who
    kind: Kind = Kind.MAIN
    decimals: int = 2

    @property
    def drawn(self) -> bool:
        """Whether it has a value in the range."""
        return not np.isnan(self.points).all()


@dataclass(frozen=True, slots=True, eq=False)
class Pane:
    """Lines that share one vertical axis.

    Parameters
    ----------
    title : str
        Short enough for a phone.
    detail : str
        The rest: unit, windows, what is drawn with it.
    lines : tuple of Line
    height : int, pixels
    wanting : str
        What stands there while no line has a value: "needs 252 earlier sessions".
    guides : tuple of float
        Levels drawn across, always in sight.
    log : bool
        Whether equal distances are equal ratios.
    alike : str
        Panes with the same text here keep the same vertical scale; empty for a scale of its own.
    """

    title: str
    detail: str
    lines: tuple[Line, ...]
    height: int
    wanting: str
    guides: tuple[float, ...] = ()
    log: bool = False
    alike: str = ""

    @property
    def empty(self) -> bool:
        """Whether no line has a value in the range."""
        return not any(line.drawn for line in self.lines)


def averages_of(lines: Iterable[Line], sessions: int) -> str:
    """Return what a pane's title says of the averages among its lines: drawn, or still without enough sessions."""
    averages = [line for line in lines if line.kind is Kind.AVERAGE]
    word = "average" if len(averages) == 1 else "averages"
    if all(line.drawn for line in averages):
        return f"with {sessions}-day {word}"
    return f"an average needs {sessions} sessions"


@dataclass(frozen=True, slots=True, eq=False)
class Chart:
    """All panes over the sessions that both instruments have, and by name the closes themselves, in price points."""

    sessions: Days
    panes: tuple[Pane, ...]
    closes: Mapping[str, Floats]

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines, top to bottom."""
        return tuple(line for pane in self.panes for line in pane.lines)


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """The visible sessions of a pair, and how to name its instruments."""

    panel: PairPanel
    rows: slice  # of the sessions that both have
    small: str
    large: str

    @property
    def sessions(self) -> Days:
        """The visible sessions, oldest first."""
        return self.panel.relative.sessions[self.rows]

    def of_small(self, values: Floats) -> Floats:
        """Cut an array of the small panel to the visible sessions."""
        return values[self.panel.relative.small_at[self.rows]]

    def of_large(self, values: Floats) -> Floats:
        """Cut an array of the large panel to the visible sessions."""
        return values[self.panel.relative.large_at[self.rows]]

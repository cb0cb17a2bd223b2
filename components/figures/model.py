"""What the chart shows before it is drawn: panes of lines over one row of sessions, for figure, snapshot and CSV.

Values alone; long because their fields are what the rest of the chart is written against.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from commentary.marks import On
    from commentary.model import Codes
    from indicators.arrays import Days, Floats


class Who(StrEnum):
    """Whom a line speaks of."""

    SMALL = "small"
    LARGE = "large"
    BOTH = "both"
    BEAR = "bear"
    BULL = "bull"
    BASE = "base"
    """What an outcome does anyway, read beside its probability."""


class Kind(StrEnum):
    """How a line is drawn."""

    MAIN = "main"
    AVERAGE = "average"
    SIGNAL = "signal"
    HISTOGRAM = "histogram"
    BASE = "base"
    """The rate that a probability is read against."""
    STEPS = "steps"
    """A count: its value at a session is drawn up to that session, so that the last one is in sight."""


_SHORT = {Kind.AVERAGE: "avg", Kind.SIGNAL: "signal"}


class Size(StrEnum):
    """How tall a pane is; the style sheet says how many pixels."""

    TALL = "tall"
    HALF = "half"
    LOW = "low"


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
    short : str
        What its end is called where there is little room; empty for the name that goes with its kind or its symbol.
    """

    label: str
    end: str
    points: Floats
    who: Who
    kind: Kind = Kind.MAIN
    decimals: int = 2
    short: str = ""

    @property
    def drawn(self) -> bool:
        """Whether it has a value in the range."""
        return not np.isnan(self.points).all()

    @property
    def labelled(self) -> bool:
        """Whether its end is named, beside a last value."""
        return bool(self.end) and not np.isnan(self.points[-1])


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """A narrow band under the lines of a pane: where claims of a group hold, bear in its upper half, bull in its lower.

    Parameters
    ----------
    label : str
        The group; its first word stands where there is little room.
    bear, bull : array of shape (n_sessions,), int8
        How many hold; -1 where none can be decided.
    """

    label: str
    bear: Codes
    bull: Codes

    @property
    def sides(self) -> dict[str, Codes]:
        """Both, by name, from the top."""
        return {"bear": self.bear, "bull": self.bull}


@dataclass(frozen=True, slots=True, eq=False)
class Pane:
    """Lines that share one vertical axis.

    Parameters
    ----------
    key : str
        What the page calls it: ``price`` (``small`` and ``large`` for levels), ``relative``, ``rsi``, ``ppo-small``,
        ``ppo-large``, ``roc``, ``claims``, ``probability``.
    title : str
        Short enough for a phone.
    detail : str
        The rest: unit, windows, what is drawn with it.
    lines : tuple of Line
    size : Size
    wanting : str
        What stands there while no line has a value: "needs 252 earlier sessions".
    guides : tuple of float
        Levels drawn across, always in sight.
    ticks : tuple of float
        Where the axis has its ticks; empty for round values as they fit.
    log : bool
        Whether equal distances are equal ratios.
    alike : str
        Panes with the same text here keep the same vertical scale; empty for a scale of its own.
    measures : mapping of On to float
        What a mark may be measured in to be drawn here, and what its values are multiplied by.
    strips : tuple of Strip
        What stands below the lines, on the same dates.
    """

    key: str
    title: str
    detail: str
    lines: tuple[Line, ...]
    size: Size
    wanting: str
    guides: tuple[float, ...] = ()
    ticks: tuple[float, ...] = ()
    log: bool = False
    alike: str = ""
    measures: Mapping[On, float] = field(default_factory=dict)
    strips: tuple[Strip, ...] = ()

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
class Reading:
    """What the crosshair says on each session.

    Parameters
    ----------
    label : str
    unit : str
        ``%``, or empty for price points, ratios and scales of their own.
    decimals : int
    signed : bool
        Whether a plus sign is written.
    of : tuple of pairs of Who and array of shape (n_sessions,), float
        The very array that a line draws where there is one.
    exact : bool
        Whether it is a price, which the browser must know to its last digit.
    """

    label: str
    unit: str
    decimals: int
    signed: bool
    of: tuple[tuple[Who, Floats], ...]
    exact: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Chart:
    """All panes over the sessions that both instruments have.

    Parameters
    ----------
    sessions : array of shape (n_sessions,), datetime64
    panes : tuple of Pane
        Top to bottom.
    closes : mapping of str to array of shape (n_sessions,), float, price points
        The closes themselves, by name.
    known : int, sessions
        How many of `sessions` lie up to and including the as-of session: all, unless what came after is shown.
    readings : tuple of Reading
    symbols : mapping of Who to str
        Short enough for the end of a line on a phone or on paper: "RUT".
    """

    sessions: Days
    panes: tuple[Pane, ...]
    closes: Mapping[str, Floats]
    known: int
    readings: tuple[Reading, ...]
    symbols: Mapping[Who, str]

    def short(self, line: Line) -> str:
        """Return the shortest name of a line's end: its own, of an average or a signal what it is, else whose it is."""
        return line.short or _SHORT.get(line.kind) or self.symbols.get(line.who, "")

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines, top to bottom."""
        return tuple(line for pane in self.panes for line in pane.lines)

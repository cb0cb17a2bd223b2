"""The price panes: both closes with their averages, on one scale or each in a pane of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commentary.marks import On
from commentary.wording import day
from components.figures.model import Kind, Line, Pane, Size, Who, averages_of
from data.model import Kind as InstrumentKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.model import Instrument
    from indicators.arrays import Days, Floats


def price_panes(
    visible: Days,
    instruments: Mapping[Who, Instrument],
    closes: Mapping[Who, Floats],
    averages: Mapping[Who, Floats],
    sessions: int,
    scale: str,
) -> tuple[Pane, ...]:
    """Return one pane with both instruments rebased to 100, or one pane each in their own levels.

    Parameters
    ----------
    visible : array of shape (n_visible,), datetime64
        The visible sessions; the first is where both are 100.
    instruments : mapping of Who to Instrument
        The small and the large one.
    closes, averages : mapping of Who to array of shape (n_visible,), float, price points
    sessions : int, sessions
        Window of the averages.
    scale : str
        ``rebased``, ``levels`` or ``log``; ``log`` is rebased too, and equal distances are equal percentages for both.
    """
    if scale == "levels":
        return tuple(_levels(who, instruments[who], sessions, closes[who], averages[who]) for who in closes)
    start = f"{day(visible[0].astype('datetime64[D]').item())} = 100"
    base = {who: 100 / float(close[0]) for who, close in closes.items()}
    lines = [
        line
        for who, close in closes.items()
        for line in _lines(
            who, instruments[who].short, sessions, close * base[who], averages[who] * base[who], f", {start}"
        )
    ]
    return (
        Pane(
            "price",
            f"Price, {start}",
            averages_of(lines, sessions) + (", logarithmic scale" if scale == "log" else ""),
            tuple(lines),
            Size.TALL,
            "needs a session",
            log=scale == "log",
            measures={On(who): factor for who, factor in base.items()},
        ),
    )


def _levels(who: Who, instrument: Instrument, sessions: int, close: Floats, average: Floats) -> Pane:
    lines = _lines(who, instrument.short, sessions, close, average)
    unit = "index points" if instrument.kind is InstrumentKind.INDEX else "price"
    detail = f"{unit}, {averages_of(lines, sessions)}"
    return Pane(who.value, instrument.short, detail, lines, Size.HALF, "needs a session", measures={On(who): 1.0})


def _lines(who: Who, name: str, sessions: int, close: Floats, average: Floats, rebased: str = "") -> tuple[Line, Line]:
    return (
        Line(f"{name}{rebased or ' close'}", name, close, who),
        Line(f"{name} {sessions}-day average{rebased}", f"{sessions}-day", average, who, Kind.AVERAGE),
    )

"""The price panes: both closes with their averages, on one scale or each in a pane of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from commentary.wording import day
from components.figures.model import Kind, Line, Pane, Who, averages_of
from data.model import Kind as InstrumentKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from components.figures.model import Window
    from data.model import Instrument
    from indicators.arrays import Floats

TALL, HALF = 320, 200


def price_panes(
    window: Window, instruments: Mapping[Who, Instrument], averages: Mapping[Who, Floats], sessions: int, scale: str
) -> tuple[Pane, ...]:
    """Return one pane with both instruments rebased to 100, or one pane each in their own levels.

    Parameters
    ----------
    window : Window
    instruments : mapping of Who to Instrument
        The small and the large one.
    averages : mapping of Who to array of shape (n_visible,), float, price points
    sessions : int, sessions
        Window of the averages.
    scale : str
        ``rebased``, ``levels`` or ``log``; ``log`` is rebased too, and equal distances are equal percentages for both.
    """
    panel = window.panel
    closes = {Who.SMALL: window.of_small(panel.small.close), Who.LARGE: window.of_large(panel.large.close)}
    if scale == "levels":
        return tuple(_levels(who, instruments[who], sessions, closes[who], averages[who]) for who in closes)
    start = f"{day(window.sessions[0].astype('datetime64[D]').item())} = 100"
    lines: list[Line] = []
    for who, close in closes.items():
        base = 100 / close[0]
        lines += _lines(who, instruments[who].short, sessions, close * base, averages[who] * base, f", {start}")
    detail = averages_of(lines, sessions) + (", logarithmic scale" if scale == "log" else "")
    return (Pane(f"Price, {start}", detail, tuple(lines), TALL, "needs a session", log=scale == "log"),)


def _levels(who: Who, instrument: Instrument, sessions: int, close: Floats, average: Floats) -> Pane:
    lines = _lines(who, instrument.short, sessions, close, average)
    detail = f"{_unit(instrument)}, {averages_of(lines, sessions)}"
    return Pane(instrument.short, detail, lines, HALF, "needs a session")


def _lines(who: Who, name: str, sessions: int, close: Floats, average: Floats, rebased: str = "") -> tuple[Line, Line]:
    label = f"{name} {sessions}-day average{rebased}"
    return (
        Line(f"{name}{rebased or ' close'}", name, close, who),
        Line(label, "" if np.isnan(average[-1]) else f"{sessions}-day", average, who, Kind.AVERAGE),
    )


def _unit(instrument: Instrument) -> str:
    return "index points" if instrument.kind is InstrumentKind.INDEX else "price"

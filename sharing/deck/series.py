"""From a pane to what its chart on a slide holds: few enough sessions, and a series for each line drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from commentary.wording import day
from components.cells import neutral
from components.figures import fit, strokes, thin
from components.figures.axes import TICKS
from components.figures.model import Kind
from components.figures.palette import palette

if TYPE_CHECKING:
    from components.figures.fit import Range
    from components.figures.model import Chart, Line, Pane
    from indicators.arrays import Days, Floats, Ints

POINTS = 600  # sessions drawn, at most
PALE = 0.45  # of a colour's strength, for what came after
_HAIR = 0.75  # points


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """One series of a chart.

    Parameters
    ----------
    name : str
    values : array of shape (n_sessions,), float
        NaN where there is none.
    colour : str
        ``rrggbb``.
    width : float, points
        0 for an area without an edge.
    dash : tuple of float
        Drawn and left out, in widths; empty for a line drawn through.
    strength : float
        1 for the full colour.
    area : bool
        Whether it is filled down to zero.
    tick : bool
        Whether it stands for a grid line of a logarithmic axis, with its value at its left end.
    """

    name: str
    values: Floats
    colour: str
    width: float
    dash: tuple[float, ...] = ()
    strength: float = 1.0
    area: bool = False
    tick: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Plot:
    """What a native chart is written from.

    Parameters
    ----------
    days : array of shape (n_sessions,), datetime64[D]
    series : tuple of Series
    span : pair of float
        What the value axis spans, in the unit of the values.
    step : float
        From tick to tick; 0 on a logarithmic axis, whose grid lines are series.
    log : bool
    """

    days: Days
    series: tuple[Series, ...]
    span: Range
    step: float
    log: bool


def kept(pane: Pane, known: int) -> Ints:
    """Return which sessions a slide draws of a pane: at most `POINTS`, the extremes of every stretch among them."""
    lines = [line.points for line in pane.lines if line.drawn]
    always, limit = (max(known - 1, 0),), POINTS
    found = thin.kept(lines, always, limit=limit)
    while found.size > POINTS:
        limit = limit * POINTS // found.size - 1
        found = thin.kept(lines, always, limit=limit)
    return found


def plot(shown: Chart, pane: Pane, span: Range) -> Plot:
    """Return the chart of a pane that spans `span`, which `fit.ranges` gives of all panes of its view."""
    keep = kept(pane, shown.known)
    days = shown.sessions[keep].astype("datetime64[D]")
    ends, step = _axis(pane, span)
    series = [part for line in pane.lines if line.drawn for part in _parts(line, keep, shown)]
    grid = [_level(value, days.size, "grid", tick=True) for value, _ in _log_ticks(pane, span)]
    guides = [_level(value, days.size, "muted") for value in pane.guides if ends[0] < value < ends[1]]
    areas = [one for one in series if one.area]
    lines = [one for one in series if not one.area]
    return Plot(days, (*areas, *grid, *guides, *lines), ends, step, pane.log)


def _parts(line: Line, keep: Ints, shown: Chart) -> list[Series]:
    """Return a line as one series, or as two where what came after is shown: up to the as-of session, and from it."""
    values = line.points[keep]
    width = 0.0 if line.kind is Kind.HISTOGRAM else strokes.width(line)
    dash = tuple(part / width for part in strokes.DASHES.get(line.kind, ()))
    look = {"colour": _hex(strokes.token(line)), "width": width, "dash": dash, "area": line.kind is Kind.HISTOGRAM}
    name = neutral(line.label)
    if shown.known == len(shown.sessions):
        return [Series(name, values, **look)]
    last = shown.known - 1
    after = Series(
        f"{name}, after {day(known_until(shown))}" if last >= 0 else name,
        np.where(keep >= last, values, np.nan),
        strength=PALE,
        **look,
    )
    before = Series(name, np.where(keep <= last, values, np.nan), **look)
    return [one for one in (before, after) if not np.isnan(one.values).all()]


def _axis(pane: Pane, span: Range) -> tuple[Range, float]:
    """Return the span widened to whole ticks, since the ticks of a native axis start at its end, and their distance."""
    if pane.log:
        return (10 ** span[0], 10 ** span[1]), 0.0
    ticks = [value for value, _ in fit.ticks(pane, span)]
    if len(ticks) < 2:  # noqa: PLR2004 - one has no distance
        ticks = [value for value, _ in fit.steps(span, 2 * TICKS[pane.size])]
    step = ticks[1] - ticks[0]
    low = ticks[0] - step * np.ceil(max(ticks[0] - _lowest(pane, span[0]), 0) / step - 1e-9)
    high = ticks[-1] + step * np.ceil(max(_highest(pane, span[1]) - ticks[-1], 0) / step - 1e-9)
    return (float(low), float(high)), float(step)


def _lowest(pane: Pane, low: float) -> float:
    """Return where an axis must reach down to; a count starts at none."""
    return 0.0 if all(line.kind is Kind.STEPS for line in pane.lines) else low


def _highest(pane: Pane, high: float) -> float:
    return max(pane.guides) if all(line.kind is Kind.STEPS for line in pane.lines) else high


def _log_ticks(pane: Pane, span: Range) -> list[tuple[float, str]]:
    return [(10**value, text) for value, text in fit.ticks(pane, span)] if pane.log else []


def _level(value: float, count: int, colour: str, *, tick: bool = False) -> Series:
    dash = () if tick else (1.5, 3.0)
    name = f"Level {value:,.10g}"
    return Series(name, np.full(count, round(value, 10)), _hex(colour), _HAIR, dash, tick=tick)


def _hex(name: str) -> str:
    return palette("light")[name].strip("#").upper()


def known_until(shown: Chart) -> object:
    """Return the as-of session of a chart."""
    return shown.sessions[shown.known - 1].astype("datetime64[D]").item()

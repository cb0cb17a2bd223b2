"""From a pane to what its chart on a slide holds: few enough sessions, and a series for each line drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from commentary.wording import day
from components.cells import neutral
from components.figures import fit, strokes, thin
from components.figures.model import Kind
from components.figures.palette import palette

if TYPE_CHECKING:
    from datetime import date

    from components.figures.fit import Range
    from components.figures.model import Chart, Line, Pane
    from indicators.arrays import Days, Floats, Ints

POINTS = 600  # sessions drawn, at most
PALE = 0.45  # of a colour's strength, for what came after
_HAIR = 0.75  # points
_TICKS = 9  # at most
_NEAR = 1e-9  # of a step, by which a sum of steps may miss


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
    guides = [_level(value, days.size, "muted") for value in pane.guides if not _counted(pane)]
    areas = [one for one in series if one.area]
    lines = [one for one in series if not one.area]
    return Plot(days, (*areas, *grid, *guides, *lines), ends, step, pane.log)


def _parts(line: Line, keep: Ints, shown: Chart) -> list[Series]:
    """Return a line as one series, or as two where what came after is shown: up to the as-of session, and from it."""
    values = line.points[keep]
    area = line.kind is Kind.HISTOGRAM
    width = 0.0 if area else strokes.width(line)
    dash = tuple(part / width for part in strokes.DASHES.get(line.kind, ()))
    one = Series(neutral(line.label), values, _hex(strokes.token(line)), width, dash, area=area)
    if shown.known == len(shown.sessions):
        return [one]
    last = shown.known - 1
    after = replace(one, values=np.where(keep >= last, values, np.nan), strength=PALE)
    if shown.known:
        after = replace(after, name=f"{one.name}, after {day(known_until(shown))}")
    before = replace(one, values=np.where(keep <= last, values, np.nan))
    return [part for part in (before, after) if not np.isnan(part.values).all()]


def _axis(pane: Pane, span: Range) -> tuple[Range, float]:
    """Return the span widened to whole ticks, since the ticks of a native axis start at its end, and their distance."""
    if pane.log:
        return (10 ** span[0], 10 ** span[1]), 0.0
    low, high = span
    if len(pane.ticks) > 1:
        bare = (high - low) / (1 + 2 * fit.PAD)
        low, high = low + fit.PAD * bare, high - fit.PAD * bare
        distance = pane.ticks[1] - pane.ticks[0]
        step = distance / 2 if distance > 1 else distance
    else:
        first, second, *_ = (value for value, _ in fit.steps(span, _TICKS))
        step = second - first
    low, high = step * np.floor(low / step + _NEAR), step * np.ceil(high / step - _NEAR)
    return (float(low), float(high)), float(step)


def _counted(pane: Pane) -> bool:
    """Return whether a pane shows counts, whose guides are what they may reach."""
    return all(line.kind is Kind.STEPS for line in pane.lines)


def _log_ticks(pane: Pane, span: Range) -> list[tuple[float, str]]:
    return [(10**value, text) for value, text in fit.ticks(pane, span)] if pane.log else []


def _level(value: float, count: int, colour: str, *, tick: bool = False) -> Series:
    dash = () if tick else (1.5, 3.0)
    name = f"Level {value:,.10g}"
    return Series(name, np.full(count, round(value, 10)), _hex(colour), _HAIR, dash, tick=tick)


def _hex(name: str) -> str:
    return palette("light")[name].strip("#").upper()


def known_until(shown: Chart) -> date:
    """Return the as-of session of a chart."""
    found: date = shown.sessions[shown.known - 1].astype("datetime64[D]").item()
    return found

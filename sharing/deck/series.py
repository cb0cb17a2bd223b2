"""From a pane to what its chart on a slide holds: few enough sessions, and a series for each line drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from commentary.wording import day
from components.cells import neutral
from components.figures import fit, strokes
from components.figures.model import Kind
from components.figures.palette import palette
from sharing.deck.sampling import counted, sampled

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from components.figures.fit import Range
    from components.figures.model import Chart, Line, Pane
    from indicators.arrays import Days, Floats
    from sharing.deck.sampling import Rows

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
    values : array of shape (n_rows,), float
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
    days : array of shape (n_rows,), datetime64[D]
        Increasing; a day on which a count changes is there twice.
    series : tuple of Series
    span : pair of float
        What the value axis spans, in the unit of the values.
    step : float
        From tick to tick; 0 on a logarithmic axis, whose grid lines are series.
    log : bool
    sessions : int
        How many sessions can be read off it.
    """

    days: Days
    series: tuple[Series, ...]
    span: Range
    step: float
    log: bool
    sessions: int


def plot(shown: Chart, pane: Pane, span: Range, theme: str) -> Plot:
    """Return the chart of a pane that spans `span`, which `fit.ranges` gives of all panes of its view."""
    rows = sampled(pane, shown.known)
    days = shown.sessions[rows.dates].astype("datetime64[D]")
    colours = {name: colour.strip("#").upper() for name, colour in palette(theme).items()}
    ends, step = _axis(pane, span)
    series = [part for line in pane.lines if line.drawn for part in _parts(line, rows, shown, colours)]
    grid = [_level(value, days.size, colours["grid"], tick=True) for value, _ in _log_ticks(pane, span)]
    guides = [_level(value, days.size, colours["muted"]) for value in pane.guides if not counted(pane)]
    areas = [one for one in series if one.area]
    lines = [one for one in series if not one.area]
    return Plot(days, (*areas, *grid, *guides, *lines), ends, step, pane.log, rows.sessions)


def _parts(line: Line, rows: Rows, shown: Chart, colours: Mapping[str, str]) -> list[Series]:
    """Return a line as one series, or as two where what came after is shown: up to the as-of session, and from it."""
    values = line.points[rows.points]
    area = line.kind is Kind.HISTOGRAM
    width = 0.0 if area else strokes.width(line)
    dash = tuple(part / width for part in strokes.DASHES.get(line.kind, ()))
    one = Series(neutral(line.label), values, colours[strokes.token(line)], width, dash, area=area)
    if shown.known == len(shown.sessions):
        return [one]
    last = shown.known - 1
    after = replace(one, values=np.where(rows.dates >= last, values, np.nan), strength=PALE)
    if shown.known:
        after = replace(after, name=f"{one.name}, after {day(known_until(shown))}")
    before = replace(one, values=np.where(rows.points <= last, values, np.nan))
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
        step = float(f"{second - first:.6g}")
    low, high = step * np.floor(low / step + _NEAR), step * np.ceil(high / step - _NEAR)
    return (float(low), float(high)), float(step)


def _log_ticks(pane: Pane, span: Range) -> list[tuple[float, str]]:
    return [(10**value, text) for value, text in fit.ticks(pane, span)] if pane.log else []


def _level(value: float, count: int, colour: str, *, tick: bool = False) -> Series:
    dash = () if tick else (1.5, 3.0)
    name = f"Level {value:,.10g}"
    return Series(name, np.full(count, round(value, 10)), colour, _HAIR, dash, tick=tick)


def known_until(shown: Chart) -> date:
    """Return the as-of session of a chart."""
    found: date = shown.sessions[shown.known - 1].astype("datetime64[D]").item()
    return found

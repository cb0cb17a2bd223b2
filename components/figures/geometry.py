"""Where the values of a chart lie in what is drawn without a script: in the first chart, and in pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from components.figures import encode, fit, thin
from components.figures.model import Kind

if TYPE_CHECKING:
    from commentary.model import Codes
    from components.figures.fit import Range
    from components.figures.model import Chart, Line, Pane
    from indicators.arrays import Days, Floats

LABEL = 13  # pixels that a label at a line's end needs
_TOP, _BOTTOM = 6, 4  # pixels from the edges of a pane to the middle of a label


def across(sessions: Days, width: float) -> Floats:
    """Return where each session lies, from 0 to `width`."""
    times = encode.milliseconds(sessions)
    places: Floats = width * (times - times[0]) / max(times[-1] - times[0], 1)
    return places


def after(chart: Chart, across: Floats) -> float | None:
    """Return where what came after the as-of session begins; None where nothing of it is shown."""
    return float(across[max(chart.known - 1, 0)]) if chart.known < across.size else None


def on_scale(pane: Pane, value: float) -> float:
    """Return a value as the scale of its pane has it: as its power of ten where that is logarithmic."""
    return float(np.log10(value)) if pane.log else value


def down(value: float, span: Range) -> float:
    """Return a value of a pane's scale as a share of its height, from the top."""
    return (span[1] - value) / (span[1] - span[0])


def path(line: Line, pane: Pane, span: Range, across: Floats, height: float, *, stretches: int, parts: int = 1) -> str:
    """Return a line from point to point; a histogram as an area down to zero, a count as stairs.

    Parameters
    ----------
    line : Line
        One that is drawn.
    pane : Pane
    span : pair of float
        What the pane spans, as `fit.ranges` gives it.
    across : array of shape (n_sessions,), float
        Where the sessions lie.
    height : float
        Of the pane, in the unit of `across`.
    stretches : int
        Of a longer line the highest and the lowest value of so many stretches are drawn.
    parts : int
        A place is given to a whole unit, or to one of so many parts of it.

    Returns
    -------
    str
        What an SVG path takes as ``d``.
    """
    keep = thin.kept([line.points], limit=stretches)
    keep = keep[~np.isnan(line.points[keep])]
    values = np.log10(line.points[keep]) if pane.log else line.points[keep]
    x, y = np.rint(parts * across[keep]), np.rint(parts * height * (span[1] - values) / (span[1] - span[0]))
    if line.kind is Kind.HISTOGRAM:
        zero = round(parts * height * down(0.0, span))
        x, y = np.concatenate([x[:1], x, x[-1:]]), np.concatenate([[zero], y, [zero]])
    if line.kind is Kind.STEPS:
        turns = np.flatnonzero(np.diff(y))
        x, y = x[[0, *np.repeat(turns, 2), -1]], y[[0, *np.column_stack([turns, turns + 1]).ravel(), -1]]
    steps = zip(_written(np.diff(x), parts), _written(np.diff(y), parts), strict=True)
    moves = " ".join(f"{right}{down}" if down < 0 else f"{right} {down}" for right, down in steps)
    start = " ".join(map(str, _written(np.array([x[0], y[0]]), parts)))
    return f"M{start}" + (f"l{moves}" if moves else "h0")


def _written(counts: Floats, parts: int) -> list[float] | list[int]:
    """Return counts of parts of a unit in units, without a point where there are no parts."""
    written: list[float] | list[int] = (counts.astype(int) if parts == 1 else counts / parts).tolist()
    return written


def boxes(counts: Codes, across: Floats, top: float, height: float) -> str:
    """Return a box for each run of sessions on which a claim holds, from the session before it to its last."""
    held = np.concatenate([[False], counts > 0, [False]])
    starts, ends = np.flatnonzero(~held[:-1] & held[1:]), np.flatnonzero(held[:-1] & ~held[1:])
    edges = np.concatenate([across[:1], across])
    return "".join(
        f"M{left:g} {top:g}H{right:g}V{top + height:g}H{left:g}Z"
        for left, right in zip(edges[starts], edges[ends], strict=True)
    )


def ends(pane: Pane, span: Range, height: float) -> list[tuple[Line, float, float]]:
    """Return each line that is labelled at its end, its last value, and how far down the middle of its label stands."""
    lines = [line for line in pane.lines if line.labelled]
    last = [float(line.points[-1]) for line in lines]
    middles = [height * down(on_scale(pane, value), span) for value in last]
    return list(zip(lines, last, fit.apart(middles, LABEL, _TOP, height - _BOTTOM), strict=True))

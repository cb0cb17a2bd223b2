"""The figure as a plain dict, as small as it can be said: dates once, each array once, values as 32-bit floats.

The page's scripts put the panes where their places in the page are, attach the dates to each line, set the vertical
ranges to what is visible (`assets/chart.js`) and draw all but the lines themselves (`assets/overlay.js`). A dict takes
2 ms where Plotly's own figure classes take 76.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from components.figures import encode, strokes, thin
from components.figures.axes import TICKS, axis, axis_key, layout
from components.figures.marks import placed
from components.figures.model import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from commentary.marks import Mark
    from components.figures.axes import Json
    from components.figures.model import Chart, Line, Pane, Reading, Strip
    from indicators.arrays import Floats, Ints

FULL = 260  # sessions up to the as-of one that are never thinned: a year can be read day by day in any range


def figure(chart: Chart, marks: Mapping[str, tuple[Mark, ...]], zoom: slice | None = None) -> Json:
    """Return what the page's script draws.

    Parameters
    ----------
    chart : Chart
    marks : mapping of str to tuple of Mark
        What the claims point at, by key.
    zoom : slice, optional
        Sessions that are looked at from the start: they are thinned as a chart of theirs alone would be.

    Returns
    -------
    dict
        ``x``: encoded dates; ``known``: how many of them lie up to and including the as-of session;
        ``sessions``: how many there are, of which fewer are drawn where they are thinned; ``data`` and
        ``layout``: as Plotly takes them, without dates, vertical places and ranges; ``colors``: the token of each
        trace's colour, which the page takes from its style sheet; ``panes``: for each its key, axis, traces, guides,
        scale, kinship, how many ticks it has room for or where they are, and its strips; ``ends``: for each labelled
        line its trace, pane and names; ``readings``: for each the values by whom it speaks of, as the number of a trace
        where one draws them; ``marks``: as `placed`.
    """
    always = [*range(max(chart.known - FULL, 0), chart.known)]
    if zoom is not None:
        always += (zoom.start + thin.kept([line.points[zoom] for line in chart.lines])).tolist()
    keep = thin.kept([line.points for line in chart.lines], always)
    sessions = chart.sessions[keep]
    traces = [(number, line) for number, pane in enumerate(chart.panes) for line in pane.lines]
    drawn = {id(line.points): trace for trace, (_, line) in enumerate(traces)}
    return {
        "x": encode.dates(sessions),
        "known": int(np.searchsorted(keep, chart.known)),
        "sessions": len(chart.sessions),
        "data": [_trace(line, keep, axis(number)) for number, line in traces],
        "colors": [strokes.token(line) for _, line in traces],
        "layout": layout(chart.panes),
        "panes": _panes(chart.panes, keep),
        "ends": [
            _end(line, chart.short(line), trace, number) for trace, (number, line) in enumerate(traces) if line.labelled
        ],
        "readings": [_reading(reading, keep, drawn) for reading in chart.readings],
        "marks": placed(chart, marks),
    }


def _panes(panes: tuple[Pane, ...], keep: Ints) -> list[Json]:
    found, first = [], 0
    for number, pane in enumerate(panes):
        traces = list(range(first, first + len(pane.lines)))
        first += len(traces)
        found.append(
            {
                "key": pane.key,
                "axis": axis_key(number),
                "traces": traces,
                "guides": [] if pane.empty else list(pane.guides),
                "log": pane.log,
                "alike": pane.alike,
                "ticks": TICKS[pane.size],
                "at": list(pane.ticks),
                "strips": [_strip(strip, keep) for strip in pane.strips],
            }
        )
    return found


def _strip(strip: Strip, keep: Ints) -> Json:
    return {"label": strip.label, **{side: encode.counts(held[keep]) for side, held in strip.sides.items()}}


def _end(line: Line, short: str, trace: int, pane: int) -> Json:
    names = {"name": line.end, "short": short}
    return {"trace": trace, "pane": pane, **names, "decimals": line.decimals, "who": line.who.value}


def _reading(reading: Reading, keep: Ints, drawn: Mapping[int, int]) -> Json:
    of: dict[str, Any] = {
        who.value: _values(points[keep], drawn.get(id(points)), exact=reading.exact) for who, points in reading.of
    }
    words = {"label": reading.label, "unit": reading.unit, "decimals": reading.decimals, "signed": reading.signed}
    return {**words, "of": of}


def _values(points: Floats, trace: int | None, *, exact: bool) -> Json:
    """Return values as the number of the trace that draws them, or encoded: prices exactly, since they are quoted."""
    if exact:
        return encode.exact(points)
    return encode.values(points) if trace is None else {"trace": trace}


def _trace(line: Line, keep: Ints, on: str) -> Json:
    stroke: Json = {"width": strokes.width(line)}
    if line.kind in strokes.DASHES:
        stroke["dash"] = ",".join(f"{pixels}px" for pixels in strokes.DASHES[line.kind])
    if line.kind is Kind.STEPS:
        stroke["shape"] = "vh"
    return {
        "type": "scatter",
        "mode": "lines",
        "name": line.label,
        "y": encode.values(line.points[keep]),
        "xaxis": "x",
        "yaxis": on,
        "hoverinfo": "skip",
        "line": stroke,
        **({"fill": "tozeroy"} if line.kind is Kind.HISTOGRAM else {}),
    }

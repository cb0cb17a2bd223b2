"""The figure as a plain dict, as small as it can be said: dates once, values as 32-bit floats.

The page's script attaches the dates to each line, sets the vertical ranges to what is visible and keeps the labels at
the line ends apart (`assets/chart.js`). A dict takes 2 ms where Plotly's own figure classes take 76.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from components.figures import encode, thin
from components.figures.axes import axis, domains, layout
from components.figures.model import Kind, Who

if TYPE_CHECKING:
    from components.figures.axes import Json
    from components.figures.model import Chart, Line, Pane
    from components.figures.palette import Palette

_SHORT = {Kind.AVERAGE: "avg", Kind.SIGNAL: "signal"}  # on a phone; a price or an oscillator is told by its bare value


def figure(chart: Chart, palette: Palette) -> Json:
    """Return what the page's script draws.

    Returns
    -------
    dict
        ``x``: encoded dates; ``data`` and ``layout``: as Plotly takes them, without dates and vertical ranges;
        ``panes``: for each its axis, short title (the full one is the annotation of the same number), lines, guides,
        scale and kinship; ``ends``: for each labelled line its annotation, line, name, short name and last value.
    """
    keep = thin.kept([line.points for line in chart.lines if line.kind is not Kind.AVERAGE])
    sessions = chart.sessions[keep]
    heights = domains(chart.panes)
    around = layout(chart.panes, palette, heights)
    span = encode.milliseconds(sessions)
    around["xaxis"] |= {"range": [span[0], span[-1]], "anchor": axis(len(chart.panes) - 1)}
    annotations = [_title(pane, top, palette) for pane, (_, top) in zip(chart.panes, heights, strict=True)]
    data: list[Json] = []
    panes: list[Json] = []
    ends: list[Json] = []
    for number, pane in enumerate(chart.panes):
        panes.append(_fitting(pane, axis(number), len(data)))
        if pane.empty:
            annotations.append(_wanting(pane, axis(number), palette))
        for line in pane.lines:
            if line.end and not np.isnan(line.points[-1]):
                ends.append(_end(line, annotation=len(annotations), trace=len(data)))
                annotations.append(_end_label(line, pane, axis(number), palette))
            data.append(_trace(line, line.points[keep], axis(number), palette))
    around["annotations"] = annotations
    return {"x": encode.dates(sessions), "data": data, "layout": around, "panes": panes, "ends": ends}


def _title(pane: Pane, top: float, palette: Palette) -> Json:
    place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": top, "yanchor": "bottom", "yshift": 3}
    font = {"size": 12, "color": palette.ink}
    return {"text": f"<b>{pane.title}</b>  {pane.detail}", "showarrow": False, "font": font, **place}


def _end_label(line: Line, pane: Pane, on: str, palette: Palette) -> Json:
    last = float(line.points[-1])
    color = {Who.SMALL: palette.small_text, Who.LARGE: palette.large_text, Who.BOTH: palette.neutral}[line.who]
    place = {"xref": "paper", "x": 1, "xanchor": "left", "yref": on, "y": float(np.log10(last)) if pane.log else last}
    return {
        "text": f"{line.end} {_value(line)}",
        "showarrow": False,
        "xshift": 4,
        "font": {"size": 11, "color": color},
        **place,
    }


def _wanting(pane: Pane, on: str, palette: Palette) -> Json:
    place = {"xref": "paper", "x": 0.5, "yref": f"{on} domain", "y": 0.5}
    return {"text": pane.wanting, "showarrow": False, "font": {"size": 12, "color": palette.muted}, **place}


def _end(line: Line, *, annotation: int, trace: int) -> Json:
    words = {"name": line.end, "short": _SHORT.get(line.kind, ""), "value": _value(line), "decimals": line.decimals}
    return {"annotation": annotation, "trace": trace, **words}


def _value(line: Line) -> str:
    return f"{line.points[-1]:,.{line.decimals}f}"


def _fitting(pane: Pane, on: str, first: int) -> Json:
    traces = list(range(first, first + len(pane.lines)))
    return {
        "axis": f"yaxis{on[1:]}",
        "title": f"<b>{pane.title}</b>",
        "traces": traces,
        "guides": list(pane.guides),
        "log": pane.log,
        "alike": pane.alike,
    }


def _trace(line: Line, values: Any, on: str, palette: Palette) -> Json:  # noqa: ANN401
    color = {Who.SMALL: palette.small, Who.LARGE: palette.large, Who.BOTH: palette.neutral}[line.who]
    styles: dict[Kind, Json] = {
        Kind.MAIN: {"line": {"color": color, "width": 1.6}},
        Kind.AVERAGE: {"line": {"color": color, "width": 1.4, "dash": "6px,4px"}},
        Kind.SIGNAL: {"line": {"color": color, "width": 1.2, "dash": "2px,3px"}},
        Kind.HISTOGRAM: {"line": {"color": palette.shade, "width": 0.5}, "fill": "tozeroy", "fillcolor": palette.shade},
    }
    return {
        "type": "scatter",
        "mode": "lines",
        "name": line.label,
        "y": encode.values(values),
        "xaxis": "x",
        "yaxis": on,
        "hovertemplate": f"%{{y:,.{line.decimals}f}}",
        **styles[line.kind],
    }

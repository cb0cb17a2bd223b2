"""The figure as a plain dict, as small as it can be said: dates once, values as 32-bit floats.

The page's script attaches the dates to each line, sets the vertical ranges to what is visible and keeps the labels at
the line ends apart (`assets/chart.js`). A dict takes 2 ms where Plotly's own figure classes take 76.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from components.figures import encode, thin
from components.figures.model import Kind, Who

if TYPE_CHECKING:
    from components.figures.model import Chart, Line, Pane
    from components.figures.palette import Palette

GAP = 30  # pixels between panes: room for a title
TOP, BOTTOM, LEFT, RIGHT = 26, 30, 56, 132
FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif'

Json = dict[str, Any]


def figure(chart: Chart, palette: Palette) -> Json:
    """Return what the page's script draws.

    Returns
    -------
    dict
        ``x``: encoded dates; ``data`` and ``layout``: as Plotly takes them, without dates and vertical ranges;
        ``panes``: for each its axis, short title (the full one is the annotation of the same number), lines, guides,
        scale and kinship; ``ends``: for each labelled line its annotation, line and both wordings.
    """
    keep = thin.kept([line.points for line in chart.lines if line.kind is not Kind.AVERAGE])
    sessions = chart.sessions[keep]
    domains = _domains(chart.panes)
    layout = _layout(chart.panes, palette, domains)
    span = encode.milliseconds(sessions)
    layout["xaxis"] |= {"range": [span[0], span[-1]], "anchor": _axis(len(chart.panes) - 1)}
    annotations = [_title(pane, top, palette) for pane, (_, top) in zip(chart.panes, domains, strict=True)]
    data: list[Json] = []
    panes: list[Json] = []
    ends: list[Json] = []
    for number, pane in enumerate(chart.panes):
        panes.append(_fitting(pane, _axis(number), len(data)))
        for line in pane.lines:
            if line.end and not np.isnan(line.points[-1]):
                ends.append(_end(line, annotation=len(annotations), trace=len(data)))
                annotations.append(_end_label(line, pane, _axis(number), palette))
            data.append(_trace(line, line.points[keep], _axis(number), palette))
    layout["annotations"] = annotations
    return {"x": encode.dates(sessions), "data": data, "layout": layout, "panes": panes, "ends": ends}


def _axis(number: int) -> str:
    return "y" if number == 0 else f"y{number + 1}"


def _inner_height(panes: tuple[Pane, ...]) -> int:
    return sum(pane.height for pane in panes) + GAP * (len(panes) - 1)


def _domains(panes: tuple[Pane, ...]) -> list[tuple[float, float]]:
    total, used, domains = _inner_height(panes), 0, []
    for pane in panes:
        domains.append((1 - (used + pane.height) / total, 1 - used / total))
        used += pane.height + GAP
    return [(max(bottom, 0.0), top) for bottom, top in domains]


def _layout(panes: tuple[Pane, ...], palette: Palette, domains: list[tuple[float, float]]) -> Json:
    line = {"gridcolor": palette.grid, "zerolinecolor": palette.grid, "linecolor": palette.grid}
    axes: Json = {
        f"yaxis{_axis(number)[1:]}": {
            **line,
            "domain": domain,
            "type": "log" if pane.log else "linear",
            "fixedrange": True,
            "nticks": 7 if pane.height > _TALL else 4,
            "side": "left",
            "zeroline": False,
            "separatethousands": True,
        }
        for number, (pane, domain) in enumerate(zip(panes, domains, strict=True))
    }
    return {
        **axes,
        "xaxis": {
            **line,
            "type": "date",
            "showspikes": True,
            "spikemode": "across",
            "spikethickness": 1,
            "spikedash": "solid",
            "spikecolor": palette.muted,
            "spikesnap": "hovered data",
            "unifiedhovertitle": {"text": "%{x|%a %-d %b %Y}"},
        },
        "shapes": [_guide(level, _axis(n), palette) for n, pane in enumerate(panes) for level in pane.guides],
        "height": _inner_height(panes) + TOP + BOTTOM,
        "margin": {"t": TOP, "b": BOTTOM, "l": LEFT, "r": RIGHT},
        "hovermode": "x unified",
        "hoversubplots": "axis",
        "hoverlabel": {
            "bgcolor": palette.surface,
            "bordercolor": palette.grid,
            "font": {"color": palette.ink, "size": 12},
        },
        "showlegend": False,
        "paper_bgcolor": palette.surface,
        "plot_bgcolor": palette.surface,
        "font": {"family": FONT, "size": 12, "color": palette.muted},
        "dragmode": "zoom",
    }


_TALL = 250


def _guide(level: float, axis: str, palette: Palette) -> Json:
    line = {"color": palette.muted, "width": 1, "dash": "dot"}
    place = {"xref": "paper", "x0": 0, "x1": 1, "yref": axis, "y0": level, "y1": level}
    return {"type": "line", "line": line, "layer": "below", **place}


def _title(pane: Pane, top: float, palette: Palette) -> Json:
    place = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": top, "yanchor": "bottom", "yshift": 3}
    font = {"size": 12, "color": palette.ink}
    return {"text": f"<b>{pane.title}</b>  {pane.detail}", "showarrow": False, "font": font, **place}


def _end_label(line: Line, pane: Pane, axis: str, palette: Palette) -> Json:
    last = float(line.points[-1])
    color = {Who.SMALL: palette.small_text, Who.LARGE: palette.large_text, Who.BOTH: palette.neutral}[line.who]
    place = {"xref": "paper", "x": 1, "xanchor": "left", "yref": axis, "y": float(np.log10(last)) if pane.log else last}
    return {"text": _worded(line), "showarrow": False, "xshift": 4, "font": {"size": 11, "color": color}, **place}


def _end(line: Line, *, annotation: int, trace: int) -> Json:
    return {"annotation": annotation, "trace": trace, "text": _worded(line), "short": _value(line)}


def _worded(line: Line) -> str:
    return f"{line.end} {_value(line)}"


def _value(line: Line) -> str:
    return f"{line.points[-1]:,.{line.decimals}f}"


def _fitting(pane: Pane, axis: str, first: int) -> Json:
    traces = list(range(first, first + len(pane.lines)))
    return {
        "axis": f"yaxis{axis[1:]}",
        "title": f"<b>{pane.title}</b>",
        "traces": traces,
        "guides": list(pane.guides),
        "log": pane.log,
        "alike": pane.alike,
    }


def _trace(line: Line, values: Any, axis: str, palette: Palette) -> Json:  # noqa: ANN401
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
        "yaxis": axis,
        "hovertemplate": f"%{{y:,.{line.decimals}f}}",
        **styles[line.kind],
    }

"""Where the panes stand, and what surrounds the lines: axes, guides, margins, hover."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from components.figures.model import Pane
    from components.figures.palette import Palette

GAP = 30  # pixels between panes: room for a title
TOP, BOTTOM, LEFT, RIGHT = 26, 30, 56, 132
FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif'
_TALL = 250  # pixels: panes above it have room for more ticks

Json = dict[str, Any]


def axis(number: int) -> str:
    """Return what Plotly calls the vertical axis of a pane, counted from the top."""
    return "y" if number == 0 else f"y{number + 1}"


def domains(panes: tuple[Pane, ...]) -> list[tuple[float, float]]:
    """Return the bottom and the top of each pane as shares of the height inside the margins."""
    total, used, domains = _inner_height(panes), 0, []
    for pane in panes:
        domains.append((1 - (used + pane.height) / total, 1 - used / total))
        used += pane.height + GAP
    return [(max(bottom, 0.0), top) for bottom, top in domains]


def layout(panes: tuple[Pane, ...], palette: Palette, heights: list[tuple[float, float]]) -> Json:
    """Return axes, guides, margins, hover and colours; ranges and annotations are set by others."""
    line = {"gridcolor": palette.grid, "zerolinecolor": palette.grid, "linecolor": palette.grid}
    axes: Json = {
        f"yaxis{axis(number)[1:]}": {
            **line,
            "domain": domain,
            "type": "log" if pane.log else "linear",
            "fixedrange": True,
            "nticks": 7 if pane.height > _TALL else 4,
            "side": "left",
            "zeroline": False,
            "separatethousands": True,
            "showgrid": not pane.empty,
            "showticklabels": not pane.empty,
        }
        for number, (pane, domain) in enumerate(zip(panes, heights, strict=True))
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
        "shapes": [
            _guide(level, axis(n), palette) for n, pane in enumerate(panes) if not pane.empty for level in pane.guides
        ],
        "height": _inner_height(panes) + TOP + BOTTOM,
        "margin": {"t": TOP, "b": BOTTOM, "l": LEFT, "r": RIGHT},
        "hovermode": "x unified",
        "hoversubplots": "axis",
        "hoverlabel": {
            "bgcolor": palette.surface,
            "bordercolor": palette.grid,
            "font": {"color": palette.ink, "size": 12},
            "namelength": -1,
        },
        "showlegend": False,
        "paper_bgcolor": palette.surface,
        "plot_bgcolor": palette.surface,
        "font": {"family": FONT, "size": 12, "color": palette.muted},
        "dragmode": "zoom",
    }


def _inner_height(panes: tuple[Pane, ...]) -> int:
    return sum(pane.height for pane in panes) + GAP * (len(panes) - 1)


def _guide(level: float, on: str, palette: Palette) -> Json:
    line = {"color": palette.muted, "width": 1, "dash": "dot"}
    place = {"xref": "paper", "x0": 0, "x1": 1, "yref": on, "y0": level, "y1": level}
    return {"type": "line", "line": line, "layer": "below", **place}

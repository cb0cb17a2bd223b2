"""The axes of the panes and what surrounds them; where the panes stand and what they span is for the page to see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from components.figures.model import Size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from components.figures.model import Pane
    from components.figures.palette import Palette

BOTTOM, LEFT, RIGHT = 30, 56, 132  # pixels: dates, ticks, line ends
FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif'
TICKS = {Size.TALL: 7, Size.HALF: 5, Size.LOW: 4}  # at most
_CLEAR = "rgba(0,0,0,0)"  # what the page draws lies under the lines

Json = dict[str, Any]


def axis(number: int) -> str:
    """Return what Plotly calls the vertical axis of a pane, counted from the top."""
    return "y" if number == 0 else f"y{number + 1}"


def axis_key(number: int) -> str:
    """Return the key of that axis in a layout."""
    return f"yaxis{axis(number)[1:]}"


def layout(panes: Sequence[Pane], span: tuple[float, float], palette: Palette) -> Json:
    """Return axes, margins and colours; the vertical places and ranges are set by the page's script.

    Parameters
    ----------
    panes : sequence of Pane
    span : pair of float, milliseconds since 1970
        The first and the last session.
    palette : Palette
    """
    line = {"gridcolor": palette.grid, "zerolinecolor": palette.grid, "linecolor": palette.grid}
    axes: Json = {
        axis_key(number): {
            **line,
            "type": "log" if pane.log else "linear",
            "fixedrange": True,
            **({"tickvals": list(pane.ticks)} if pane.ticks else {"nticks": TICKS[pane.size]}),
            "side": "left",
            "zeroline": False,
            "separatethousands": True,
            "showgrid": not pane.empty,
            "showticklabels": not pane.empty,
        }
        for number, pane in enumerate(panes)
    }
    return {
        **axes,
        "xaxis": {**line, "type": "date", "range": list(span), "anchor": axis(len(panes) - 1)},
        "margin": {"t": 0, "b": BOTTOM, "l": LEFT, "r": RIGHT},
        "hovermode": False,
        "showlegend": False,
        "paper_bgcolor": _CLEAR,
        "plot_bgcolor": _CLEAR,
        "font": {"family": FONT, "size": 12, "color": palette.muted},
        "dragmode": "zoom",
    }

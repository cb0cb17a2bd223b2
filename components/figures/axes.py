"""What Plotly is told of the panes: their axes by name. Places, ranges and colours are for the page to see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from components.figures.model import Size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from components.figures.model import Pane

TICKS = {Size.TALL: 7, Size.HALF: 5, Size.LOW: 4}  # at most
_CLEAR = "rgba(0,0,0,0)"  # what the page draws lies under the lines

Json = dict[str, Any]


def axis(number: int) -> str:
    """Return what Plotly calls the vertical axis of a pane, counted from the top."""
    return "y" if number == 0 else f"y{number + 1}"


def axis_key(number: int) -> str:
    """Return the key of that axis in a layout."""
    return f"yaxis{axis(number)[1:]}"


def layout(panes: Sequence[Pane]) -> Json:
    """Return what does not depend on the screen: which scales are logarithmic, and what Plotly is to leave alone."""
    axes = {
        axis_key(number): {"type": "log" if pane.log else "linear", "fixedrange": True}
        for number, pane in enumerate(panes)
    }
    still = {"hovermode": False, "showlegend": False, "paper_bgcolor": _CLEAR, "plot_bgcolor": _CLEAR}
    return {**axes, **still}

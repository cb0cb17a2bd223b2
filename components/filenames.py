"""The names of files of a view: what is in one can be read from its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.figures.zoomed import shown_chart

if TYPE_CHECKING:
    from components.view import View


def file_name(view: View, ending: str, panel: str | None = None) -> str:
    """Return a name of letters, digits, dots and hyphens: pair, date, range or the dates zoomed to, scale, panel.

    Parameters
    ----------
    view : View
    ending : str
        "csv", without its dot.
    panel : str, optional
        One that the view has; None for a file of all.
    """
    pair = f"{view.pair.small.symbol}-{view.pair.large.symbol}".replace("^", "").replace("=", "-")
    after = ["and-after"] if view.state.after == "shown" else []
    parts = ["small-cap-desk", pair, view.as_of.isoformat(), *after, _dates(view), view.state.scale]
    return "-".join([*parts, *([panel] if panel else [])]) + f".{ending}"


def _dates(view: View) -> str:
    if view.state.zoom is None:
        return view.state.range
    first, last = shown_chart(view).sessions[[0, -1]].astype("datetime64[D]")
    return f"{first}-to-{last}"

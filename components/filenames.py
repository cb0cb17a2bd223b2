"""The names of files of a view: what is in one can be read from its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    state, pair = view.state, f"{view.pair.small.symbol}-{view.pair.large.symbol}".replace("^", "").replace("=", "-")
    after = ["and-after"] if state.after == "shown" else []
    dates = "-to-".join(day.isoformat() for day in state.zoom) if state.zoom else state.range
    parts = ["small-cap-desk", pair, view.as_of.isoformat(), *after, dates, state.scale]
    return "-".join([*parts, *([panel] if panel else [])]) + f".{ending}"

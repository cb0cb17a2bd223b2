"""The lines of the chart as CSV, every session of the range."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from components.figures.model import Kind
from components.figures.panels import panes_of
from components.figures.zoomed import shown_chart

if TYPE_CHECKING:
    from components.figures.model import Chart
    from components.view import View
    from indicators.arrays import Floats

_REBASED = "price"


def csv(view: View, panel: str | None = None) -> str:
    """Return a row for each session and a column for each line of the chart, or of one panel of it.

    A cell is empty where a line is undefined. No cell opens as a formula: the names of lines start with a symbol or a
    name, all other cells are dates and numbers.

    Parameters
    ----------
    view : View
    panel : str, optional
        Key of the panel; None takes all. Closes that a panel shows rebased have columns of their own, in price points.

    Returns
    -------
    str
        Where sessions after the as-of one are shown, ``after_as_of`` is 1 for them and 0 for the others.

    Raises
    ------
    PanelError
        If the view has no such panel.
    """
    shown = shown_chart(view)
    sessions = np.datetime_as_string(shown.sessions.astype("datetime64[D]"))
    columns: dict[str, object] = {}
    if shown.known < len(sessions):
        columns["after_as_of"] = (np.arange(len(sessions)) >= shown.known).astype(int)
    frame = pd.DataFrame({**columns, **_columns(shown, panel)}, index=pd.Index(sessions, name="session"))
    return frame.round(6).to_csv(lineterminator="\r\n")


def csv_name(view: View, panel: str | None = None) -> str:
    """Return the name of the file, of letters, digits, dots and hyphens: pair, date, range, scale, and panel if any."""
    pair = f"{view.pair.small.symbol}-{view.pair.large.symbol}".replace("^", "").replace("=", "-")
    state = view.state
    after = ["and-after"] if state.after == "shown" else []
    parts = [
        "small-cap-desk",
        pair,
        view.as_of.isoformat(),
        *after,
        state.range,
        state.scale,
        *([panel] if panel else []),
    ]
    return "-".join(parts) + ".csv"


def _columns(shown: Chart, panel: str | None) -> dict[str, object]:
    panes = panes_of(shown, panel)
    lines: dict[str, object] = {}
    for pane in panes:
        lines |= {line.label: line.points for line in pane.lines if line.kind is not Kind.STEPS}
        lines |= {line.label: _counts(line.points) for line in pane.lines if line.kind is Kind.STEPS}
        lines |= {
            f"{side.capitalize()} claims that hold: {strip.label}": _counts(np.where(counts < 0, np.nan, counts))
            for strip in pane.strips
            for side, counts in strip.sides.items()
            if (counts >= 0).any()
        }
    if any(pane.key == _REBASED for pane in panes):
        lines |= {f"{name} close": points for name, points in shown.closes.items()}
    return lines


def _counts(points: Floats) -> object:
    """Return counts as whole numbers; a cell is empty where there is none."""
    return pd.Series(points).astype("Int64").array

"""The lines of the chart as CSV, every session of the range."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from components.figures.chart import chart

if TYPE_CHECKING:
    from components.view import View


def csv(view: View) -> str:
    """Return a row for each session, a column for each line of the chart and for each close, rebased or not.

    A cell is empty where a line is undefined. No cell opens as a formula: the names of lines start with a symbol or a
    name, all other cells are dates and numbers.
    """
    shown = chart(view)
    sessions = np.datetime_as_string(shown.sessions.astype("datetime64[D]"))
    closes = {f"{name} close": points for name, points in shown.closes.items()}
    columns = {line.label: line.points for line in shown.lines} | closes
    frame = pd.DataFrame(columns, index=pd.Index(sessions, name="session"))
    return frame.round(6).to_csv(lineterminator="\r\n")


def csv_name(view: View) -> str:
    """Return the name of the file, of letters, digits, dots and hyphens: pair shown, date, range and scale."""
    pair = f"{view.pair.small.symbol}-{view.pair.large.symbol}".replace("^", "").replace("=", "-")
    return f"small-cap-desk-{pair}-{view.as_of}-{view.state.range}-{view.state.scale}.csv"

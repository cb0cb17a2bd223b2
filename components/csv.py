"""The lines of the chart as columns of numbers, every session that is shown, and as CSV."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from components.cells import neutral
from components.figures.model import Kind
from components.figures.panels import panes_of
from components.figures.zoomed import shown_chart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from components.figures.model import Chart
    from components.view import View
    from indicators.arrays import Days, Floats

_REBASED = "price"
DIGITS = 6  # after the point, in files


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column of numbers.

    Parameters
    ----------
    label : str
    points : array of shape (n_sessions,), float
        To `DIGITS` digits after the point; NaN where undefined.
    decimals : int
        As far as they mean something to a reader.
    whole : bool
        Whether it counts.
    """

    label: str
    points: Floats
    decimals: int
    whole: bool = False


def columns(view: View, panel: str | None = None) -> tuple[Days, tuple[Column, ...]]:
    """Return the sessions that are shown, and a column for each line of the chart, or of one panel of it.

    Parameters
    ----------
    view : View
    panel : str, optional
        Key of the panel; None takes all. Closes that a panel shows rebased have columns of their own, in price points.

    Returns
    -------
    sessions : array of shape (n_sessions,), datetime64[D]
    columns : tuple of Column
        Where sessions after the as-of one are shown, ``after_as_of`` is 1 for them and 0 for the others.

    Raises
    ------
    PanelError
        If the view has no such panel.
    """
    shown = shown_chart(view)
    days = shown.sessions.astype("datetime64[D]")
    after = (np.arange(len(days)) >= shown.known).astype(float)
    marked = [Column("after_as_of", after, 0, whole=True)] if shown.known < len(days) else []
    return days, (*marked, *_columns(shown, panel))


def csv(view: View, panel: str | None = None) -> str:
    """Return a row for each session and the columns of `columns`; a cell is empty where a line is undefined."""
    days, found = columns(view, panel)
    frame = pd.DataFrame(
        {neutral(column.label): _cells(column) for column in found},
        index=pd.Index(np.datetime_as_string(days), name="session"),
    )
    return frame.to_csv(lineterminator="\r\n")


def _columns(shown: Chart, panel: str | None) -> Iterator[Column]:
    panes = panes_of(shown, panel)
    for pane in panes:
        for line in pane.lines:
            yield Column(line.label, line.points.round(DIGITS), line.decimals, whole=line.kind is Kind.STEPS)
        for strip in pane.strips:
            for side, counts in strip.sides.items():
                if (counts >= 0).any():
                    points = np.where(counts < 0, np.nan, counts)
                    yield Column(f"{side.capitalize()} claims that hold: {strip.label}", points, 0, whole=True)
    if any(pane.key == _REBASED for pane in panes):
        for name, points in shown.closes.items():
            yield Column(f"{name} close", points.round(DIGITS), 2)


def _cells(column: Column) -> object:
    return pd.Series(column.points).astype("Int64").array if column.whole else column.points

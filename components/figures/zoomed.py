"""A chart cut to the dates that a reader has zoomed to: what leaves the page shows what the page showed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from components.figures.chart import chart
from components.figures.window import within

if TYPE_CHECKING:
    from components.figures.model import Chart, Pane
    from components.view import View


def shown_chart(view: View) -> Chart:
    """Return the chart of a view as it is to be seen: its range, or the part that the view is zoomed to."""
    whole = chart(view)
    return cut(whole, zoomed_to(view, whole))


def zoomed_to(view: View, whole: Chart) -> slice | None:
    """Return which sessions of a view's chart it is zoomed to; None for all."""
    return within(whole.sessions, view.state.zoom) if view.state.zoom else None


def cut(whole: Chart, rows: slice | None) -> Chart:
    """Return a chart of the sessions in `rows` alone, or as it is for None.

    Values stay as they are: what is rebased stays so to the first session of the range.
    """
    if rows is None:
        return whole
    return replace(
        whole,
        sessions=whole.sessions[rows],
        panes=tuple(_pane(pane, rows) for pane in whole.panes),
        closes={name: points[rows] for name, points in whole.closes.items()},
        known=min(max(whole.known - rows.start, 0), rows.stop - rows.start),
        readings=tuple(
            replace(reading, of=tuple((who, points[rows]) for who, points in reading.of)) for reading in whole.readings
        ),
    )


def ends(chart: Chart) -> list[str]:
    """Return the first and the last session of a chart, as links write dates."""
    found: list[str] = np.datetime_as_string(chart.sessions[[0, -1]], unit="D").tolist()
    return found


def _pane(pane: Pane, rows: slice) -> Pane:
    return replace(
        pane,
        lines=tuple(replace(line, points=line.points[rows]) for line in pane.lines),
        strips=tuple(replace(strip, bear=strip.bear[rows], bull=strip.bull[rows]) for strip in pane.strips),
    )

"""A chart cut to the dates that a reader has zoomed to: what leaves the page shows what the page showed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from components.figures.chart import chart

if TYPE_CHECKING:
    from components.figures.model import Chart, Pane
    from components.view import View

LEAST = 2  # sessions that a zoom must hold to be one


def shown_chart(view: View) -> Chart:
    """Return the chart of a view as it is to be seen: its range, or the part that the view is zoomed to.

    A zoom that lies outside the range, or holds fewer than `LEAST` sessions of it, shows the range.
    """
    whole, zoom = chart(view), view.state.zoom
    if zoom is None:
        return whole
    days = whole.sessions.astype("datetime64[D]")
    first = int(np.searchsorted(days, np.datetime64(zoom[0])))
    last = int(np.searchsorted(days, np.datetime64(zoom[1]), side="right"))
    return _cut(whole, slice(first, last)) if last - first >= LEAST else whole


def _cut(whole: Chart, rows: slice) -> Chart:
    """Return the sessions in `rows` alone, values as they are: what is rebased stays so to the first of the range."""
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


def _pane(pane: Pane, rows: slice) -> Pane:
    return replace(
        pane,
        lines=tuple(replace(line, points=line.points[rows]) for line in pane.lines),
        strips=tuple(replace(strip, bear=strip.bear[rows], bull=strip.bull[rows]) for strip in pane.strips),
    )

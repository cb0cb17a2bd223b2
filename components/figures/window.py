"""Which sessions of a pair are visible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from components.figures.model import Who

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from commentary.pooling.model import Timeline
    from components.view import View
    from indicators.arrays import Days, Floats
    from indicators.panel import PairPanel, Panel

MONTHS = {"6M": 6, "1Y": 12, "2Y": 24, "5Y": 60, "10Y": 120}
"""What each range reaches back; Max, all there is, has no such number."""
LEAST = 2  # sessions that a zoom must hold to be one


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """The visible sessions of a pair, and how to name its instruments.

    Parameters
    ----------
    panel : PairPanel
    timeline : Timeline
    rows : slice
        Of the sessions that both have.
    known : int, sessions
        How many of the visible sessions lie up to and including the as-of session.
    names : mapping of Who to str
    """

    panel: PairPanel
    timeline: Timeline
    rows: slice
    known: int
    names: Mapping[Who, str]

    @property
    def sessions(self) -> Days:
        """The visible sessions, oldest first."""
        return self.panel.relative.sessions[self.rows]

    def cut(self, values: Mapping[Who, Floats]) -> dict[Who, Floats]:
        """Cut an array of each instrument's panel to the visible sessions."""
        at = {Who.SMALL: self.panel.relative.small_at, Who.LARGE: self.panel.relative.large_at}
        return {who: points[at[who][self.rows]] for who, points in values.items()}

    def both(self, read: Callable[[Panel], Floats]) -> dict[Who, Floats]:
        """Return what `read` takes from each instrument's panel, cut to the visible sessions."""
        return self.cut({Who.SMALL: read(self.panel.small), Who.LARGE: read(self.panel.large)})


def window(view: View) -> Window:
    """Return the range of a view: it ends at the as-of session, or as long after it where what came after is shown."""
    source = view.whole if view.state.after == "shown" else view
    panel, timeline = source.panel, source.timeline
    sessions = panel.relative.sessions
    months = MONTHS.get(view.state.range)
    known = _until(sessions, pd.Timestamp(view.as_of))
    first, last = 0, len(sessions)
    if months is not None:
        reach = pd.DateOffset(months=months)
        first = int(np.searchsorted(sessions, (pd.Timestamp(view.as_of) - reach).to_datetime64()))
        last = _until(sessions, pd.Timestamp(view.as_of) + reach)
    names = {Who.SMALL: view.small.short, Who.LARGE: view.large.short}
    return Window(panel, timeline, slice(first, last), known - first, names)


def within(sessions: Days, zoom: tuple[date, date]) -> slice | None:
    """Return which of some sessions lie within two dates, both included; None for fewer than `LEAST`."""
    first, last = (pd.Timestamp(day) for day in zoom)
    rows = slice(int(np.searchsorted(sessions, first.to_datetime64())), _until(sessions, last))
    return rows if rows.stop - rows.start >= LEAST else None


def _until(sessions: Days, day: pd.Timestamp) -> int:
    return int(np.searchsorted(sessions, day.to_datetime64(), side="right"))

"""The time since a call, as far as it is known: due dates, and what both instruments did until them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from commentary.calls.model import YEAR_END
from commentary.claims.u2_gap_closes import LEVEL
from commentary.evidence.outcomes import closes
from commentary.reference_classes import NEAR

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from commentary.calls.model import Due
    from indicators.panel import PairPanel


@dataclass(frozen=True, slots=True)
class Way:
    """What both instruments did from the call's session to a due date; NaN where the data do not say."""

    first: date
    last: date
    close_then: float  # of the small instrument, price points
    close: float
    small: float  # %
    large: float  # %
    year: float  # %: of the small instrument, in the calendar year of the due date
    gap_then: float  # points: year-to-date return small minus large
    gap: float

    @property
    def relative(self) -> float:
        """Small minus large, in points."""
        return self.small - self.large

    @property
    def closed(self) -> float:
        """Share of the gap that was made up, %; NaN where there was none."""
        return 100 * (1 - self.gap / self.gap_then) if self.gap_then <= -LEVEL else np.nan


@dataclass(frozen=True, slots=True)
class Course:
    """What is known of the time since a call.

    Parameters
    ----------
    panel : PairPanel
        Cut at the last session that may be looked at, which is that of the call or later.
    start : int
        Number of the call's session among the common ones.
    year_end : date
        The last session of the call's year, by the exchange calendar; on New Year's Day a year after its session.
    """

    panel: PairPanel
    start: int
    year_end: date

    def day(self, session: int) -> date:
        """Return the date of a common session."""
        day: date = self.panel.relative.sessions[session].astype("datetime64[D]").item()
        return day

    @property
    def passed(self) -> int:
        """Sessions since the call."""
        return len(self.panel.relative.sessions) - 1 - self.start

    def due_date(self, due: Due) -> date | None:
        """Return a due date; None for a number of sessions that have not passed: nobody knows that date yet."""
        if due == YEAR_END:
            return self.year_end
        return self.day(self.start + int(due)) if int(due) <= self.passed else None

    def in_order(self, dues: Iterable[Due]) -> list[Due]:
        """Return due dates in order of date; one that nobody knows yet by its number of weekdays."""
        return sorted(dues, key=lambda due: (self.due_date(due) or self._weekdays_on(int(due)), due == YEAR_END))

    def _weekdays_on(self, number: int) -> date:
        day: date = np.busday_offset(self.day(self.start), number, roll="forward").astype("datetime64[D]").item()
        return day

    def is_due(self, due: Due) -> bool:
        """Whether a due date has come."""
        when = self.due_date(due)
        return when is not None and when <= self.day(-1)

    def way(self, due: Due) -> Way | None:
        """Return the way to a due date; None if that has not come, or if the data hold no close for it."""
        if not self.is_due(due):
            return None
        sessions, last = self.panel.relative.sessions, np.datetime64(self.due_date(due))
        end = int(sessions.searchsorted(last, side="right")) - 1
        return self._way(end) if end > self.start and last - sessions[end] <= NEAR else None

    def _way(self, end: int) -> Way:
        panel, start = self.panel, self.start
        small, large = (each[[start, end]] for each in closes(panel).values())
        gap = panel.relative.ytd_gap
        return Way(
            first=self.day(start),
            last=self.day(end),
            close_then=float(small[0]),
            close=float(small[1]),
            small=float(100 * (small[1] / small[0] - 1)),
            large=float(100 * (large[1] / large[0] - 1)),
            year=float(panel.small.ytd[panel.relative.small_at[end]]),
            gap_then=float(gap[start]),
            gap=float(gap[end]),
        )

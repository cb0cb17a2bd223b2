"""What followed each session, and on which of them the claims had their events: what all records are counted from.

The quick records of a page and the long study are made of the same rows.
Sessions are the common ones, by number. Everything is causal but the events and windows of a year's end, which look
at the date of the last session in earlier years.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from commentary.claims import RULES
from commentary.evidence.model import HORIZONS, YEAR_END, RowKey, Target
from commentary.reference_classes import past_sessions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from indicators.arrays import Floats, Ints
    from indicators.panel import PairPanel

YEAR_END_TARGETS = {"U2": Target.RELATIVE, "U3": Target.SMALL}
"""Claims whose outcome is due at the year's end, and the one target that each speaks of."""


@dataclass(frozen=True, slots=True)
class Windows:
    """All valid windows of one horizon whose outcome is known, and what followed. Arrays of shape (n_windows,)."""

    start: Ints  # number of the session of entry among the common ones, increasing
    returns: Mapping[Target, Floats]  # %, from the close of entry to the close that ends the window

    def of(self, sessions: Ints) -> Ints:
        """Return the positions of the windows that begin on one of some sessions, both increasing."""
        place = np.searchsorted(self.start, sessions)
        inside = place < self.start.size
        place, sessions = place[inside], sessions[inside]
        return np.asarray(place[self.start[place] == sessions])


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a track record, before it is summed up.

    Parameters
    ----------
    key : RowKey
    returns : array of shape (n_windows,), float, %
        What followed each valid window, oldest first; shared by all rows of a target and a horizon.
    events : array of shape (n_events,), int
        Positions in `returns` of the windows that began with an event.
    """

    key: RowKey
    returns: Floats
    events: Ints

    @property
    def difference_pct(self) -> float | None:
        """Mean after the events minus mean of all windows, in points of %; None without an event."""
        if not self.events.size:
            return None
        return float(self.returns[self.events].mean() - self.returns.mean())


def first_valid(panel: PairPanel) -> int:
    """Return the number of the first common session with a slope of the small instrument's 200-day average.

    The number of common sessions where there is none.
    """
    known = np.isfinite(panel.small.trend.slope[panel.relative.small_at])
    return int(known.argmax()) if known.any() else known.size


def closes(panel: PairPanel) -> Mapping[Target, Floats]:
    """Return the closes of both on the common sessions."""
    relative = panel.relative
    return {
        Target.SMALL: panel.small.close[relative.small_at],
        Target.LARGE: panel.large.close[relative.large_at],
    }


def windows(panel: PairPanel) -> Mapping[int, Windows]:
    """Return the valid windows of each horizon: 5, 21 and 63 sessions, and `YEAR_END`.

    Parameters
    ----------
    panel : PairPanel
        Cut at the as-of date.

    Returns
    -------
    mapping of int to Windows
        Those of the year's end begin on the date of the last session in each earlier year, with at least one session
        of that year left; the others on each session from `first_valid` on.
    """
    prices, first, sessions = closes(panel), first_valid(panel), len(panel.relative.sessions)
    found = {
        horizon: _between(prices, np.arange(first, max(sessions - horizon, first)), horizon) for horizon in HORIZONS
    }
    past = past_sessions(panel.relative.sessions)
    known = (past.then >= 0) & (past.end > past.then)
    return found | {YEAR_END: _between(prices, past.then[known], past.end[known] - past.then[known])}


def _between(prices: Mapping[Target, Floats], start: Ints, length: Ints | int) -> Windows:
    small, large = (100 * (prices[each][start + length] / prices[each][start] - 1) for each in prices)
    return Windows(start, {Target.SMALL: small, Target.LARGE: large, Target.RELATIVE: small - large})


def events(panel: PairPanel) -> Mapping[tuple[str, str], Ints]:
    """Return the numbers of the sessions with an event, by claim and event; also those whose outcome is open."""
    return {(rule.KEY, name): np.flatnonzero(flags) for rule in RULES for name, flags in rule.events(panel).items()}


def shown(claim: str) -> tuple[tuple[Target, ...], tuple[int, ...]]:
    """Return the targets and the horizons that a claim has rows for."""
    target = YEAR_END_TARGETS.get(claim)
    return (tuple(Target), HORIZONS) if target is None else ((target,), (YEAR_END,))


def rows(panel: PairPanel) -> Iterator[Row]:
    """Return every row of every claim with events, as known at the last session of `panel`.

    Parameters
    ----------
    panel : PairPanel
        Cut at the as-of date.

    Returns
    -------
    iterator of Row
        Also those without events; claim by claim, event by event, horizon by horizon.
    """
    return rows_of(windows(panel), events(panel))


def rows_of(known: Mapping[int, Windows], found: Mapping[tuple[str, str], Ints]) -> Iterator[Row]:
    """Yield the rows of what `windows` and `events` return."""
    for (claim, event), sessions in found.items():
        targets, horizons = shown(claim)
        for horizon in horizons:
            counted = known[horizon].of(sessions)
            for target in targets:
                yield Row(RowKey(claim, event, target, horizon), known[horizon].returns[target], counted)

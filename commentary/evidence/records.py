"""Track records that a page can count at once."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from commentary.claims import RULES
from commentary.claims.u2_gap_closes import past_gaps
from commentary.evidence.model import YEAR_END, Case, History, PastYear, Path, Record, Target
from commentary.evidence.outcomes import closes, events, rows_of, shown, windows
from commentary.evidence.summary import quartiles, spread, spreads
from indicators.arrays import freeze

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from commentary.evidence.model import Spread
    from commentary.evidence.outcomes import Row, Windows
    from indicators.arrays import Days, Floats, Ints
    from indicators.panel import PairPanel

OFFSETS = tuple(range(-21, 64))  # sessions from the event


def histories(panel: PairPanel) -> Mapping[str, tuple[History, ...]]:
    """Return the past cases of each claim by its key, as known at the last session of `panel`.

    Parameters
    ----------
    panel : PairPanel
        Cut at the as-of date.

    Returns
    -------
    mapping of str to tuple of History
        A history for each event of the claim; none for a claim that prices cannot judge.
    """
    known, found = windows(panel), events(panel)
    records, along = _records(rows_of(known, found)), _along(panel, known)
    prices, sessions = closes(panel), panel.relative.sessions
    past: dict[str, list[History]] = {rule.KEY: [] for rule in RULES}
    for (claim, event), numbers in found.items():
        targets, horizons = shown(claim)
        yearly = known[YEAR_END] if YEAR_END in horizons else None
        counted = yearly.start[yearly.of(numbers)] if yearly else numbers
        paths = {} if yearly else _paths(prices, counted)
        outcomes = {(target, horizon): along[target, horizon][counted] for horizon in horizons for target in targets}
        years = _years(panel) if claim == "U2" else ()
        cases = _cases(_days(sessions[counted]), outcomes)
        past[claim].append(History(claim, event, records[claim, event], cases, paths, years))
    return {claim: tuple(each) for claim, each in past.items()}


def _days(sessions: Days) -> list[date]:
    days: list[date] = sessions.astype("datetime64[D]").tolist()
    return days


def _records(rows: Iterator[Row]) -> dict[tuple[str, str], tuple[Record, ...]]:
    """Return the records of each claim and event, in the order of the rows."""
    always: dict[tuple[Target, int], Spread] = {}
    found: dict[tuple[str, str], tuple[Record, ...]] = {}
    for (claim, event, _), each in groupby(rows, key=lambda row: (row.key.claim, row.key.event, row.key.horizon)):
        together = list(each)
        afters = spreads(np.stack([row.returns[row.events] for row in together]))
        for row, after in zip(together, afters, strict=True):
            window = row.key.target, row.key.horizon
            if window not in always:
                always[window] = spread(row.returns)
            record = Record(row.key, after, always[window], _difference(after, always[window]))
            found[claim, event] = (*found.get((claim, event), ()), record)
    return found


def _difference(after: Spread, always: Spread) -> float | None:
    return None if after.mean_pct is None or always.mean_pct is None else after.mean_pct - always.mean_pct


def _along(panel: PairPanel, known: Mapping[int, Windows]) -> dict[tuple[Target, int], Floats]:
    """Return what followed each common session; NaN where it is not known, or the session not valid."""
    found = {}
    for horizon, each in known.items():
        for target, returns in each.returns.items():
            found[target, horizon] = np.full(len(panel.relative.sessions), np.nan)
            found[target, horizon][each.start] = returns
    return found


def _cases(days: list[date], outcomes: Mapping[tuple[Target, int], Floats]) -> tuple[Case, ...]:
    """Return the case of each day; `outcomes` are arrays of shape (n_days,), NaN where not known."""
    values = np.stack(list(outcomes.values()), axis=1)
    table = values.astype(object)
    table[np.isnan(values)] = None
    rows = zip(days, table.tolist(), strict=True)
    return tuple(Case(when, dict(zip(outcomes, row, strict=True))) for when, row in rows)


def _paths(prices: Mapping[Target, Floats], sessions: Ints) -> Mapping[Target, Path]:
    """Return the ways around the sessions whose whole way is known; none where there is no such session."""
    total = len(prices[Target.SMALL])
    whole = sessions[(sessions + OFFSETS[0] >= 0) & (sessions + OFFSETS[-1] < total)]
    if not whole.size:
        return {}
    at = whole + np.array(OFFSETS)[:, None]
    small, large = (100 * (prices[target][at] / prices[target][whole] - 1) for target in prices)
    ways = np.stack([small, large, small - large])
    parts = np.stack([ways.mean(axis=-1), *quartiles(ways)])
    freeze(parts)
    mean, lower, _, upper = parts
    targets = (Target.SMALL, Target.LARGE, Target.RELATIVE)
    return {target: Path(OFFSETS, whole.size, mean[i], lower[i], upper[i]) for i, target in enumerate(targets)}


def _years(panel: PairPanel) -> tuple[PastYear, ...]:
    """Return U2's earlier years, oldest first: those whose gap is known on the date and, later, at the end."""
    gaps = past_gaps(panel)
    known = np.flatnonzero(~np.isnan(gaps.then + gaps.end) & (gaps.at.end > gaps.at.then))
    return tuple(
        PastYear(
            year=int(gaps.at.years[each]),
            session=session,
            gap_then_points=float(gaps.then[each]),
            gap_end_points=float(gaps.end[each]),
            closed_pct=float(100 * (1 - gaps.end[each] / gaps.then[each])) if gaps.behind[each] else None,
        )
        for each, session in zip(known, _days(panel.relative.sessions[gaps.at.then[known]]), strict=True)
    )

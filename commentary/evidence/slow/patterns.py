"""Chart patterns of both instruments, and how often the same returns in random order show them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from commentary.evidence.model import Bars, Kind, Pattern, PatternRate, Target
from indicators.patterns.formations import SPAN, formations
from indicators.patterns.weeks import Weeks, weeks

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from indicators.arrays import Days, Floats
    from indicators.patterns.formations import Formation

    Grids = Mapping[Bars, Weeks]
    Found = Mapping[Bars, tuple[Formation, ...]]

YEAR = 252  # sessions
SHUFFLES = 40  # of each instrument's returns
SEED = 2000
LAST = SPAN - 1  # the bar on which the first pattern can be known


def pattern_study(small: pd.DataFrame, large: pd.DataFrame) -> tuple[tuple[Pattern, ...], tuple[PatternRate, ...]]:
    """Return the patterns of the last year, and how often each kind comes beside its frequency in random data.

    Random data are the daily log returns of the instrument in random order, put on its own sessions; weeks are made of
    these days as they are of the real ones. A year is 252 sessions on which a pattern could become known.

    Parameters
    ----------
    small, large : DataFrame of shape (n_sessions, 1 or more), float, price points
        Column ``close``; the index are the sessions up to the as-of date, oldest first.

    Returns
    -------
    patterns : tuple of Pattern
        Known within the last 252 sessions of their instrument, newest first.
    rates : tuple of PatternRate
        Every kind for each instrument and kind of bars, where there is at least a year.

    Raises
    ------
    CloseError
        If a close is no positive number.
    """
    patterns: list[Pattern] = []
    rates: list[PatternRate] = []
    for target, frame in ((Target.SMALL, small), (Target.LARGE, large)):
        close = frame["close"].to_numpy(dtype=np.float64)
        sessions = frame.index.to_numpy()
        every = np.arange(close.size)
        grids = {Bars.DAILY: Weeks(every, every), Bars.WEEKLY: weeks(sessions)}
        found = _found(close, grids)
        patterns += _recent(target, sessions, grids, found)
        rates += _rates(target, close, grids, found)
    patterns.sort(key=lambda pattern: pattern.known, reverse=True)
    return tuple(patterns), tuple(rates)


def _found(close: Floats, grids: Grids) -> Found:
    """Return the patterns that the closes show on each kind of bars."""
    return {bars: formations(close[grid.last]) for bars, grid in grids.items()}


def _recent(target: Target, sessions: Days, grids: Grids, found: Found) -> list[Pattern]:
    """Return the patterns that were known within the last 252 sessions."""
    days = sessions.astype("datetime64[D]").tolist()
    return [
        Pattern(
            kind=formation.kind,
            bars=bars,
            target=target,
            first=days[grid.last[formation.extrema[0]]],
            last=days[grid.last[formation.extrema[-1]]],
            known=days[grid.known[formation.known]],
        )
        for bars, grid in grids.items()
        for formation in found[bars]
        if grid.known[formation.known] >= sessions.size - YEAR
    ]


def _rates(target: Target, close: Floats, grids: Grids, found: Found) -> list[PatternRate]:
    """Return the rate of every kind on each kind of bars that there is a year of."""
    started = {bars: int(grid.known[LAST:].min(initial=close.size)) for bars, grid in grids.items()}
    years = {bars: (close.size - start) / YEAR for bars, start in started.items()}
    grids = {bars: grid for bars, grid in grids.items() if years[bars] >= 1}
    counts, shuffled = _counts(found), _shuffled(close, grids)
    return [
        PatternRate(
            kind=kind,
            bars=bars,
            target=target,
            found=counts[bars, kind],
            years=years[bars],
            per_year=counts[bars, kind] / years[bars],
            shuffled_per_year=shuffled[bars, kind] / (SHUFFLES * years[bars]),
        )
        for bars in grids
        for kind in Kind
    ]


def _shuffled(close: Floats, grids: Grids) -> Counter[tuple[Bars, Kind]]:
    """Return how many patterns all shuffles together show."""
    counts: Counter[tuple[Bars, Kind]] = Counter()
    returns = np.diff(np.log(close))
    rng = np.random.default_rng(SEED)
    for _ in range(SHUFFLES if grids else 0):
        path = np.exp(np.cumsum(rng.permutation(returns)))
        counts += _counts(_found(np.append(1, path), grids))
    return counts


def _counts(found: Found) -> Counter[tuple[Bars, Kind]]:
    """Return how many patterns of each kind were found on each kind of bars."""
    return Counter((bars, formation.kind) for bars, shown in found.items() for formation in shown)

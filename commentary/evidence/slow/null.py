"""How often a history without any link between signal and outcome shows a difference as large: simulated p-values.

The trap is to test the returns after the events as if these had been drawn by lot. Here the days are drawn, the prices
are built again and the rules find their own events in them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import stats

from commentary.evidence.outcomes import rows
from commentary.evidence.slow.bootstrap import MONTH, resampled
from indicators.panel import pair_panel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from commentary.evidence.model import RowKey
    from commentary.evidence.outcomes import Row
    from indicators.arrays import Floats, Ints

HISTORIES = 499
COUNTED = 10  # simulated values as extreme as the one seen, from which their share is read off
TAIL = 0.1  # share of the simulated values that a tail is fitted to
LEAST_TAIL = 25  # values in the tail, else it is not fitted


def p_values(seen: Iterable[Row], simulated: Iterable[Mapping[RowKey, float | None]]) -> Mapping[RowKey, float]:
    """Return the two-sided p-value of the difference of each row.

    Parameters
    ----------
    seen : iterable of Row
        Each with at least one event.
    simulated : iterable of mapping of RowKey to float or None
        The differences in each simulated history; None, or no entry, without an event: the row leaves that history out.

    Returns
    -------
    mapping of RowKey to float, 0 to 1
    """
    wanted = {row.key: row.difference_pct for row in seen}
    drawn = np.array([[each.get(key) for key in wanted] for each in simulated], dtype=np.float64)
    return {
        key: two_sided(column[~np.isnan(column)], difference)
        for (key, difference), column in zip(wanted.items(), drawn.T, strict=True)
        if difference is not None
    }


def differences(small: pd.DataFrame, large: pd.DataFrame) -> Mapping[RowKey, float | None]:
    """Return the difference of every row of a pair of histories."""
    return {row.key: row.difference_pct for row in rows(pair_panel(small, large))}


def histories(
    small: pd.DataFrame, large: pd.DataFrame, count: int = HISTORIES
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Yield pairs of histories in which no signal can be followed by anything but chance.

    The days of the pair are drawn anew by the stationary bootstrap, in blocks of a month on average, so that short
    swings, volatility clusters and the bond between the two stay, and what comes more than a block later is left to
    chance. A day is the two returns, and each high against its close. Prices are built from them, from the first close
    on and on the same dates.

    Parameters
    ----------
    small, large : DataFrame of shape (n_sessions, 1 or more), float, price points
        Columns ``close`` and optionally ``high``.
    count : int

    Yields
    ------
    tuple of DataFrame
        On the sessions that both have; with highs where the history has them.
    """
    common = small.index.intersection(large.index)
    rebuild = [_rebuilder(frame.loc[common]) for frame in (small, large)]
    for days in resampled(len(common) - 1, MONTH, count):
        yield rebuild[0](days), rebuild[1](days)


def _rebuilder(frame: pd.DataFrame) -> Callable[[Ints], pd.DataFrame]:
    """Return what makes a history of drawn days; day i of `frame` is its step from session i to the next."""
    close = frame["close"].to_numpy()
    step = close[1:] / close[:-1]
    above = frame["high"].to_numpy() / close if "high" in frame else None

    def rebuild(days: Ints) -> pd.DataFrame:
        built = {"close": close[0] * np.cumprod(np.concatenate(([1.0], step[days])))}
        if above is not None:
            built["high"] = built["close"] * np.concatenate((above[:1], above[1:][days]))
        return pd.DataFrame(built, index=frame.index)

    return rebuild


def two_sided(simulated: Floats, seen: float) -> float:
    """Return the probability of a value at least as extreme as `seen`: twice that of the nearer side, at most 1.

    Parameters
    ----------
    simulated : array of shape (n_histories,), float
    seen : float

    Returns
    -------
    float, 0 to 1
    """
    return min(1.0, 2 * min(_beyond(simulated, seen), _beyond(-simulated, -seen)))


def _beyond(simulated: Floats, seen: float) -> float:
    """Return the probability of a value at or above `seen`.

    The share among the simulated ones and the one seen, while at least 10 of them lie there. Further out a hundred rows
    tested together need probabilities that no share of 500 can tell apart: there the tail of the simulated values is
    followed, by a generalised Pareto distribution without an end, so that nothing is ever impossible.

    References
    ----------
    T. A. Knijnenburg et al. (2009), *Fewer permutations, more accurate P-values*, Bioinformatics 25(12).
    """
    there = np.count_nonzero(simulated >= seen)
    size = round(TAIL * simulated.size)
    if there >= COUNTED or size < LEAST_TAIL:
        return float((there + 1) / (simulated.size + 1))
    highest = np.sort(simulated)[: -size - 2 : -1]
    start = highest[-2:].mean()
    excess = highest[:-1] - start
    shape, _, scale = stats.genpareto.fit(excess, floc=0.0)
    if shape < 0:
        shape, scale = 0.0, excess.mean()
    return float(size / simulated.size * stats.genpareto.sf(seen - start, shape, scale=scale))

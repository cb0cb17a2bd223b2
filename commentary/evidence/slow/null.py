"""How often a history without any link between signal and outcome shows a difference as large: simulated p-values.

The trap is to test the returns after the events as if these had been drawn by lot. Here the days are drawn, the prices
are built again and the rules find their own events in them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import stats

from commentary.evidence.slow.bootstrap import MONTH, resampled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from commentary.evidence.model import RowKey
    from commentary.evidence.outcomes import Row
    from indicators.arrays import Floats, Ints

HISTORIES = 499
COUNTED = 10  # simulated values as extreme as the one seen, from which their share is read off
TAIL = 0.1  # share of the simulated values that a tail is fitted to
LEAST_TAIL = 25  # values in the tail, else it is not fitted
FLOOR = 1 / 10_000  # no p is smaller: further out a tail fitted to 50 values says nothing but its own shape


def p_values(seen: Iterable[Row], simulated: Iterable[Iterable[Row]]) -> Mapping[RowKey, float]:
    """Return the two-sided p-value of the difference of each row.

    Compared are the differences times the roots of their numbers of events: the mean of few cases spreads more than
    that of many, and each simulated history has a number of its own.

    Parameters
    ----------
    seen : iterable of Row
        Each with at least one event.
    simulated : iterable of iterable of Row
        The rows of each simulated history; a row leaves out those that hold no event of it.

    Returns
    -------
    mapping of RowKey to float, `FLOOR` to 1
        Without the rows of which no simulated history holds an event.
    """
    wanted = _weighed(seen)
    drawn = [_weighed(history) for history in simulated]
    held = {key: np.array([history[key] for history in drawn if key in history]) for key in wanted}
    return {key: two_sided(values, wanted[key]) for key, values in held.items() if values.size}


def _weighed(found: Iterable[Row]) -> Mapping[RowKey, float]:
    """Return each difference times the root of the number of events, of the rows with an event."""
    differences = ((row, row.difference_pct) for row in found)
    return {row.key: value * row.events.size**0.5 for row, value in differences if value is not None}


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
    """Return the probability of a value at least as extreme as `seen`: twice that of the nearer side.

    Parameters
    ----------
    simulated : array of shape (n_histories,), float
    seen : float

    Returns
    -------
    float, `FLOOR` to 1
    """
    return max(FLOOR, min(1.0, 2 * min(_beyond(simulated, seen), _beyond(-simulated, -seen))))


def _beyond(simulated: Floats, seen: float) -> float:
    """Return the probability of a value at or above `seen`.

    The share among the simulated ones and the one seen, while at least 10 of them lie there. Further out a hundred rows
    tested together need probabilities that no share of 500 can tell apart: there the tail of the simulated values is
    followed, by a generalised Pareto distribution. One with an end is not fitted: of normal values it calls five times
    too many points rarer than 1 in 4,000, and all beyond its end impossible.

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

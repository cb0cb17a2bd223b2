"""Claim B3's rules: five price tests of a year-long distributive top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import talib

from indicators.arrays import checked, lag
from indicators.events import within
from indicators.rank import expanding_rank
from indicators.zigzag import swing_low

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indicators.arrays import Bools, Floats, Ints
    from indicators.zigzag import Pivots

YEAR = 252  # sessions
PRIOR_GAIN = 20.0  # %
NET_RETURN = 5.0  # %
EFFICIENCY_RANK = 0.2
TOP_NEAR = 0.97  # of the maximum
TOPS_APART = 22  # sessions
TOPS = 2
RANGE_RANK = 0.25
FAILING = 60  # sessions


@dataclass(frozen=True, slots=True)
class DistributionTop:
    """The five tests of a year-long distributive top (B3), with the values behind each. Shape (n_sessions,)."""

    prior_gain: Floats  # %: (a) gain over the 252 sessions before the last 252
    prior_gain_ok: Bools
    net_return: Floats  # %: (b) return over the last 252 sessions
    efficiency: Floats  # 0 to 1: (b) abs(net) / sum abs(daily)
    efficiency_rank: Floats  # 0 to 1: rank in its own history so far
    sideways_ok: Bools
    tops: Ints  # count: (c) confirmed highs within 3 % of the maximum and more than 22 sessions apart
    tops_ok: Bools
    range: Floats  # %: (d) max / min - 1 over 252 sessions
    range_rank: Floats  # 0 to 1: rank in its own history so far
    range_ok: Bools
    since_high: Ints  # sessions since the 252-session high close; -1 in the warm-up
    broke_low: Bools  # a close under the last confirmed swing low within the last 60 sessions
    failing_ok: Bools  # (e)
    passed: Ints  # count of the five that hold, 0 to 5; -1 in the warm-up


def distribution_top(close: Floats, pivots: Pivots) -> DistributionTop:
    """Return the five tests of a year-long distributive top at each session.

    Parameters
    ----------
    close : array of shape (n_sessions,), float, price points
        Oldest first.
    pivots : Pivots
        Of `close`.

    Returns
    -------
    DistributionTop
        Arrays of shape (n_sessions,). The efficiency ratio is taken on price points, over the 252 daily changes behind
        `net_return`. Test (a) needs 504 earlier closes; until then `passed` is -1.

    Raises
    ------
    CloseError
        If a close is no positive number.

    References
    ----------
    Efficiency ratio: P. J. Kaufman (1995), *Smarter Trading*.
    """
    closes = checked(close)
    net_return = talib.ROC(closes, YEAR)
    prior_gain = lag(net_return, YEAR)
    efficiency = _efficiency(closes)
    efficiency_rank = expanding_rank(efficiency)
    high = talib.MAX(closes, YEAR)
    span = 100 * (high / talib.MIN(closes, YEAR) - 1)
    span_rank = expanding_rank(span)
    tops = _tops(high, pivots)
    since_high = _since_high(closes)
    broke_low = within(closes < swing_low(pivots, closes.size), FAILING)
    tests = (
        prior_gain > PRIOR_GAIN,
        (np.abs(net_return) <= NET_RETURN) & (efficiency_rank <= EFFICIENCY_RANK),
        tops >= TOPS,
        span_rank <= RANGE_RANK,
        (since_high > FAILING) & broke_low,
    )
    return DistributionTop(
        prior_gain=prior_gain,
        prior_gain_ok=tests[0],
        net_return=net_return,
        efficiency=efficiency,
        efficiency_rank=efficiency_rank,
        sideways_ok=tests[1],
        tops=tops,
        tops_ok=tests[2],
        range=span,
        range_rank=span_rank,
        range_ok=tests[3],
        since_high=since_high,
        broke_low=broke_low,
        failing_ok=tests[4],
        passed=np.where(np.isnan(prior_gain), -1, sum(test.astype(np.int64) for test in tests)),
    )


def repeated_highs(close: Floats, pivots: Pivots) -> Ints:
    """Return which highs test (c) counts at the last session.

    Parameters
    ----------
    close : array of shape (n_sessions,), float, price points
        Oldest first.
    pivots : Pivots
        Of `close`.

    Returns
    -------
    array of shape (n_highs,), int, session numbers
        Latest first, as many as `DistributionTop.tops` counts there; none for fewer than 252 closes.
    """
    if close.size < YEAR:
        return np.empty(0, dtype=np.int64)
    tops = _each_top(np.array([close.size - 1]), close[-YEAR:].max(keepdims=True), pivots)
    return np.array([last[0] for counts, last in tops if counts[0]], dtype=np.int64)


def _efficiency(close: Floats) -> Floats:
    """Return abs(net) / sum abs(daily) over 252 changes, 0 where no close changed."""
    path = np.full_like(close, np.nan)
    path[1:] = talib.SUM(np.abs(np.diff(close)), YEAR)
    net = np.abs(close - lag(close, YEAR))
    return np.divide(net, path, out=net.copy(), where=path > 0)


def _since_high(close: Floats) -> Ints:
    """Return the sessions since the highest of the last 252 closes, the latest of equal ones; -1 in the warm-up."""
    since = np.full(close.size, -1)
    if close.size >= YEAR:
        latest_first = np.lib.stride_tricks.sliding_window_view(close[::-1], YEAR)
        since[YEAR - 1 :] = latest_first.argmax(axis=1)[::-1]
    return since


def _tops(maximum: Floats, pivots: Pivots) -> Ints:
    """Return how many confirmed highs of the last 252 sessions lie near the maximum, more than 22 sessions apart."""
    count = np.zeros(maximum.size, dtype=np.int64)
    for counts, _ in _each_top(np.arange(maximum.size), maximum, pivots):
        count += counts
    return count


def _each_top(sessions: Ints, maximum: Floats, pivots: Pivots) -> Iterator[tuple[Bools, Ints]]:
    """Yield, from the latest high backwards, at which of the sessions one more counts, and the last that counted.

    Backwards finds as many as there can be.
    """
    highs = pivots.only(pivots.high)
    position, price = np.append(-YEAR, highs.position), np.append(0.0, highs.price)
    which = highs.confirmed.searchsorted(sessions, side="right")  # 0 is no high: it lies before every window
    last = sessions + YEAR
    while (recent := position[which] > sessions - YEAR).any():
        counts = recent & (price[which] >= TOP_NEAR * maximum) & (last - position[which] > TOPS_APART)
        last = np.where(counts, position[which], last)
        yield counts, last
        which = np.maximum(which - 1, 0)

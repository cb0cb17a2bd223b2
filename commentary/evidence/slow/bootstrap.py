"""How far the difference of a row could be off: 95 % intervals by the stationary bootstrap."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
from arch.bootstrap import StationaryBootstrap

from commentary.evidence.model import LEAST, YEAR_END

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from commentary.evidence.model import RowKey
    from commentary.evidence.outcomes import Row
    from indicators.arrays import Floats, Ints

DRAWS = 2000
MONTH = 21  # sessions: the mean block is at least that long
SIDES = (2.5, 97.5)  # percentiles of the draws
SEED = 2014
_CHUNK = 250  # draws counted at a time, so that 10,000 sessions take 20 MB


def block(horizon: int) -> int:
    """Return the mean length of a block: a month or the horizon in sessions; single years for outcomes at their end."""
    return 1 if horizon == YEAR_END else max(MONTH, horizon)


def resampled(length: int, mean_block: int, draws: int) -> Iterator[Ints]:
    """Yield `draws` resamples of the positions 0 to `length` - 1, the same each time, of shape (length,)."""
    for (positions,), _ in StationaryBootstrap(mean_block, np.arange(length), seed=SEED).bootstrap(draws):
        yield np.asarray(positions, dtype=np.int64)


def intervals(rows: Iterable[Row], draws: int = DRAWS) -> Mapping[RowKey, tuple[float, float]]:
    """Return the 95 % interval of the difference of each row with at least `LEAST` cases, if any resample has an event.

    Resampled is the joint series of (event or not, forward return) over all valid windows; the interval runs between
    percentiles of the differences in the resamples. All rows of a horizon are read off the same resamples.

    Parameters
    ----------
    rows : iterable of Row
        Those of one horizon share their windows.
    draws : int
        Resamples; one without an event says nothing of a row, and is left out of it.

    Returns
    -------
    mapping of RowKey to tuple of float
        In points of %.

    References
    ----------
    D. N. Politis and J. P. Romano (1994), *The Stationary Bootstrap*, J. American Statistical Association 89.
    """
    enough = sorted((row for row in rows if row.events.size >= LEAST), key=lambda row: row.key.horizon)
    found: dict[RowKey, tuple[float, float] | None] = {}
    for horizon, group in groupby(enough, key=lambda row: row.key.horizon):
        together = list(group)
        differences = _differences(together, block(horizon), draws)
        for row, drawn in zip(together, differences.T, strict=True):
            found[row.key] = between(drawn)
    return {key: interval for key, interval in found.items() if interval}


def between(drawn: Floats) -> tuple[float, float] | None:
    """Return the 95 % interval of what the resamples say, shape (draws,); None where all are NaN and say nothing."""
    told = drawn[~np.isnan(drawn)]
    if not told.size:
        return None
    low, high = np.percentile(told, SIDES)
    return float(low), float(high)


def _differences(rows: Sequence[Row], mean_block: int, draws: int) -> Floats:
    """Return the difference of each row in each resample, shape (draws, n_rows); NaN without an event."""
    length = rows[0].returns.size
    resamples = resampled(length, mean_block, draws)
    parts = []
    for begin in range(0, draws, _CHUNK):
        drawn = [next(resamples) for _ in range(begin, min(begin + _CHUNK, draws))]
        times = np.stack([np.bincount(positions, minlength=length) for positions in drawn]).astype(np.float64)
        always = {id(row.returns): times @ row.returns / length for row in rows}
        after = [_mean(times[:, row.events], row.returns[row.events]) - always[id(row.returns)] for row in rows]
        parts.append(np.stack(after, axis=1))
    return np.concatenate(parts)


def _mean(times: Floats, returns: Floats) -> Floats:
    """Return the mean of the returns in each resample that drew them so many times; NaN where it drew none."""
    drawn = times.sum(axis=1)
    return np.asarray(np.divide(times @ returns, drawn, out=np.full_like(drawn, np.nan), where=drawn > 0))

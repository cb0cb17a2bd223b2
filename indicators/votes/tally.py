"""What a rating comes to: the mean of its signals' votes, and how many were cast."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from indicators.arrays import Floats

_DIGITS = 12  # after the point of a ratio


class Tally(NamedTuple):
    """A rating at each session. Arrays of shape (n_sessions,)."""

    mean: Floats  # -1, all signals say sell, to 1, all say buy; NaN where the rating cannot be given
    cast: npt.NDArray[np.int8]  # signals that vote, those for neither included


def mean_vote(votes: Floats) -> Floats:
    """Return the mean of the votes cast at each session; NaN where none is.

    Parameters
    ----------
    votes : array of shape (n_signals, n_sessions), float
        -1, 0 or 1; NaN where a signal cannot be cast.

    Returns
    -------
    array of shape (n_sessions,), float
    """
    cast = count_cast(votes)
    total: Floats = np.nansum(votes, axis=0)
    return total / np.where(cast > 0, cast, np.nan)


def count_cast(votes: Floats) -> npt.NDArray[np.int8]:
    """Return how many of the votes, of shape (n_signals, n_sessions), are cast at each session."""
    return np.asarray(np.sum(~np.isnan(votes), axis=0), dtype=np.int8)


def side(prices: Floats, lines: Floats) -> Floats:
    """Return 1 where prices lie above lines, -1 where below, 0 where they are equal but for rounding; NaN as they are.

    A mean kept up as a running sum is off in its last digits, so that a price at its mean would vote by chance.
    """
    return np.sign(np.round(1 - lines / prices, _DIGITS))

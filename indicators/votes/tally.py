"""What a rating comes to: the mean of its signals' votes, and how many were cast."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from indicators.arrays import Floats


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

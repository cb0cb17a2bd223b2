"""Overhead supply and support, from closes alone: how many of the last year's closes lie above and below.

The volume version needs a volume that is the instrument's own, which indices do not have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from indicators.arrays import checked

if TYPE_CHECKING:
    import numpy.typing as npt

    from indicators.arrays import Floats

    Counts = npt.NDArray[np.uint8]

WINDOW = 252  # sessions
NEAR = 0.05  # of the close


class Supply(NamedTuple):
    """Shares of the closes t-252 .. t-1 against P, the close at t. Arrays of shape (n_sessions,), in percent."""

    overhead: Floats  # above P
    near_overhead: Floats  # in (P, 1.05 P]
    near_support: Floats  # in [0.95 P, P)


def supply(close: Floats) -> Supply:
    """Return the shares of the 252 earlier closes that lie above, just above and just below each close.

    Parameters
    ----------
    close : array of shape (n_sessions,), float, price points
        Oldest first.

    Returns
    -------
    Supply
        Three arrays of shape (n_sessions,), in percent; the first 252 values are NaN.

    Raises
    ------
    CloseError
        If a close is no positive number.
    """
    closes = checked(close)
    today = closes[WINDOW:]
    above = _count(closes, np.greater, today)
    far_above = _count(closes, np.greater, today * (1 + NEAR))
    near_or_above = _count(closes, np.greater_equal, today * (1 - NEAR))
    at_or_above = _count(closes, np.greater_equal, today)
    warm_up = np.full(min(WINDOW, closes.size), np.nan)
    counts = (above, above - far_above, near_or_above - at_or_above)
    return Supply(*(np.concatenate((warm_up, count * (100 / WINDOW))) for count in counts))


def _count(close: Floats, compare: np.ufunc, level: Floats) -> Counts:
    """Return how many of the 252 closes before each session compare so with its level, from session 252 on."""
    count = np.zeros(level.size, dtype=np.uint8)  # holds 252
    for back in range(1, WINDOW + 1):
        count += compare(close[WINDOW - back : -back], level).view(np.uint8)
    return count

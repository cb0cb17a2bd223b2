"""Claim U1's rule: a close crosses above its average."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from indicators.arrays import Bools, Floats


def cross_up(close: Floats, average: Floats) -> Bools:
    """Return where a close lies above its average after one at or under its own.

    Parameters
    ----------
    close, average : array of shape (n_sessions,), float, price points
        NaN in the warm-up of `average` is allowed.

    Returns
    -------
    array of shape (n_sessions,), bool
        P(t-1) <= M(t-1) and P(t) > M(t).
    """
    crossed = np.zeros(close.size, dtype=np.bool_)
    crossed[1:] = (close[:-1] <= average[:-1]) & (close[1:] > average[1:])
    return crossed

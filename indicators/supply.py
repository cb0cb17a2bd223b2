"""Overhead supply and support, from closes alone: how many of the last year's closes lie above and below.

The volume version needs a volume that is the instrument's own, which indices do not have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from indicators.arrays import checked

if TYPE_CHECKING:
    from indicators.arrays import Bools, Floats

WINDOW = 252  # sessions
NEAR = 0.05  # of the close


class Supply(NamedTuple):
    """Shares of the closes t-252 .. t-1 by where they lie against P, the close at t. Arrays of shape (n_sessions,), in percent."""

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
    high, low = today * (1 + NEAR), today * (1 - NEAR)
    above, far_above, from_low, at_or_above = (np.zeros(today.size, dtype=np.uint8) for _ in range(4))  # 252 < 256
    for back in range(1, WINDOW + 1) if today.size else ():
        earlier = closes[WINDOW - back : -back]
        for count, hit in (
            (above, earlier > today),
            (far_above, earlier > high),
            (from_low, earlier >= low),
            (at_or_above, earlier >= today),
        ):
            count += hit.view(np.uint8)

    def share(count: Bools) -> Floats:
        shares = np.full_like(closes, np.nan)
        shares[WINDOW:] = count * (100 / WINDOW)
        return shares

    return Supply(share(above), share(above - far_above), share(from_low - at_or_above))

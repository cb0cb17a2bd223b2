"""How far a close lies under its high."""

from __future__ import annotations

from typing import TYPE_CHECKING

import talib

from indicators.arrays import check_window, checked

if TYPE_CHECKING:
    from indicators.arrays import Floats


def drawdown(close: Floats, window: int = 252) -> Floats:
    """Return the distance of each close from the highest of the last `window` closes, this one included.

    Parameters
    ----------
    close : array of shape (n_sessions,), float, price points
        Oldest first.
    window : int, sessions
        At least 2.

    Returns
    -------
    array of shape (n_sessions,), float, percent
        0 or less; the first ``window - 1`` values are NaN.

    Raises
    ------
    WindowError
        If `window` is below 2.
    CloseError
        If a close is no positive number.
    """
    check_window("window", window, least=2)
    closes = checked(close)
    return 100 * (closes / talib.MAX(closes, window) - 1)

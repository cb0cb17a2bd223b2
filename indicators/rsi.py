"""Wilder's relative strength index."""

from __future__ import annotations

from typing import TYPE_CHECKING

import talib

from indicators.arrays import check_window, checked

if TYPE_CHECKING:
    from indicators.arrays import Floats

WINDOW = 14  # sessions
OVERSOLD, OVERBOUGHT = 30, 70  # below the one, above the other


def rsi(close: Floats, window: int = WINDOW) -> Floats:
    """Return the relative strength index: the share of gains in all changes, smoothed by Wilder's average.

    The two averages start as the plain mean of the first `window` gains and losses, then move by
    ``average + (new - average) / window``. A history without any change gives 0.

    Parameters
    ----------
    close : array of shape (n_sessions,), float, price points
        Oldest first.
    window : int, sessions
        Wilder's period, at least 2.

    Returns
    -------
    array of shape (n_sessions,), float, 0 to 100
        The first `window` values are NaN.

    Raises
    ------
    WindowError
        If `window` is below 2.
    CloseError
        If a close is no positive number.

    References
    ----------
    J. W. Wilder (1978), *New Concepts in Technical Trading Systems*, section VI.
    """
    check_window("window", window, least=2)
    return talib.RSI(checked(close), window)

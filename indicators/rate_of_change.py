"""Returns over fixed numbers of sessions, and how much they vary."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import talib

from indicators.arrays import check_window, checked, lag

if TYPE_CHECKING:
    from indicators.arrays import Floats

LOOKBACK, SKIPPED = 12, 1  # months: a year's momentum without its last month
MONTH = 21  # sessions
YEAR = LOOKBACK * MONTH
VOLATILITY = 63  # sessions


def rate_of_change(close: Floats, window: int) -> Floats:
    """Return the change of the close over `window` sessions.

    Parameters
    ----------
    close : array of shape (n_sessions,), float, price points
        Oldest first.
    window : int, sessions
        At least 1.

    Returns
    -------
    array of shape (n_sessions,), float, percent
        The first `window` values are NaN.

    Raises
    ------
    WindowError
        If `window` is below 1.
    CloseError
        If a close is no positive number.
    """
    check_window("window", window)
    return talib.ROC(checked(close), window)


def momentum_12_1(close: Floats) -> Floats:
    """Return the change from 252 to 21 sessions ago: a year's momentum without its last month.

    Parameters
    ----------
    close : array of shape (n_sessions,), float, price points
        Oldest first.

    Returns
    -------
    array of shape (n_sessions,), float, percent
        The first 252 values are NaN.

    Raises
    ------
    CloseError
        If a close is no positive number.

    References
    ----------
    N. Jegadeesh and S. Titman (1993), *Returns to Buying Winners and Selling Losers*, J. Finance 48(1).
    """
    return lag(rate_of_change(close, YEAR - SKIPPED * MONTH), SKIPPED * MONTH)


def volatility(close: Floats, window: int = VOLATILITY) -> Floats:
    """Return the standard deviation of the last `window` daily log returns.

    Parameters
    ----------
    close : array of shape (n_sessions,), float, price points
        Oldest first.
    window : int, sessions
        Number of returns, at least 2.

    Returns
    -------
    array of shape (n_sessions,), float, percent a day
        Sample standard deviation (divided by ``window - 1``); the first `window` values are NaN.

    Raises
    ------
    WindowError
        If `window` is below 2.
    CloseError
        If a close is no positive number.
    """
    check_window("window", window, least=2)
    closes = checked(close)
    deviation = np.full_like(closes, np.nan)
    returns = np.diff(np.log(closes))
    deviation[1:] = 100 * np.sqrt(window / (window - 1)) * talib.STDDEV(returns, window)
    return deviation

"""The simple moving average, and where a close stands against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import talib

from indicators.arrays import check_window, checked, lag, last_true

if TYPE_CHECKING:
    from indicators.arrays import Bools, Floats, Ints

SLOPE = 20  # sessions
YEAR = 252  # sessions


@dataclass(frozen=True, slots=True)
class Trend:
    """Where a close stands against its moving average. Arrays of shape (n_sessions,); warm-up: NaN, 0 for counts."""

    window: int
    average: Floats  # price points: mean of the last `window` closes
    distance: Floats  # %: 100 (P / M - 1)
    slope: Floats  # %: change of the average over 20 sessions
    slope_annualised: Floats  # %
    below: Ints  # sessions: closes in a row below the average, up to and including this one
    above: Ints  # sessions: closes in a row at or above it


def sma(close: Floats, window: int = 200) -> Floats:
    """Return the mean of the last `window` closes at each session.

    Parameters
    ----------
    close : array of shape (n_sessions,), float, price points
        Oldest first.
    window : int, sessions
        Number of closes averaged, at least 1.

    Returns
    -------
    array of shape (n_sessions,), float, price points
        The first ``window - 1`` values are NaN.

    Raises
    ------
    WindowError
        If `window` is below 1.
    CloseError
        If a close is no positive number.
    """
    check_window("window", window)
    closes = checked(close)
    return closes.copy() if window == 1 else talib.SMA(closes, window)


def trend(close: Floats, window: int = 200) -> Trend:
    """Return where each close stands against the mean of the last `window` closes.

    Parameters
    ----------
    close : array of shape (n_sessions,), float, price points
        Oldest first.
    window : int, sessions
        Number of closes averaged, at least 1; the page offers 2 to 400.

    Returns
    -------
    Trend
        Arrays of shape (n_sessions,). The slope needs 20 sessions more than the average.

    Raises
    ------
    WindowError
        If `window` is below 1.
    CloseError
        If a close is no positive number.
    """
    average = sma(close, window)
    ratio = average / lag(average, SLOPE)
    return Trend(
        window=window,
        average=average,
        distance=100 * (close / average - 1),
        slope=100 * (ratio - 1),
        slope_annualised=100 * (ratio ** (YEAR / SLOPE) - 1),
        below=_run(close < average),
        above=_run(close >= average),
    )


def _run(flags: Bools) -> Ints:
    """Return how many sessions in a row, up to and including each, `flags` has been true."""
    return np.arange(flags.size) - last_true(~flags)

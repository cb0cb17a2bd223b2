"""The percentage price oscillator: MACD as a percentage, so that two instruments compare."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import talib

from indicators.arrays import checked

if TYPE_CHECKING:
    from indicators.arrays import Floats

FAST, SLOW, SIGNAL = 12, 26, 9  # sessions


class Ppo(NamedTuple):
    """Arrays of shape (n_sessions,), in percent."""

    line: Floats  # 100 (EMA12 - EMA26) / EMA26; the first 25 values are NaN
    signal: Floats  # EMA(9) of the line; the first 33 values are NaN
    histogram: Floats  # line minus signal


def ppo(close: Floats) -> Ppo:
    """Return PPO(12, 26, 9) with its signal and histogram.

    Exponential averages move by ``2 / (n + 1)`` of the difference. Both start on session 25, counted from 0: the slow
    one from the mean of the first 26 closes, the fast one from the mean of closes 14 to 25, as TA-Lib's MACD does.
    Libraries that start the fast one on its own first 12 closes agree after about 200 sessions.

    Parameters
    ----------
    close : array of shape (n_sessions,), float, price points
        Oldest first.

    Returns
    -------
    Ppo
        Line, signal and histogram, each an array of shape (n_sessions,), in percent.

    Raises
    ------
    CloseError
        If a close is no positive number.

    References
    ----------
    G. Appel (2005), *Technical Analysis: Power Tools for Active Investors*, chapter 6.
    """
    closes = checked(close)
    macd = talib.MACD(closes, FAST, SLOW, 1)[0]  # a signal of one session: the line is known from session 25 on
    line = 100 * macd / talib.EMA(closes, SLOW)
    signal = np.full_like(line, np.nan)
    signal[SLOW - 1 :] = talib.EMA(line[SLOW - 1 :], SIGNAL)
    return Ppo(line, signal, line - signal)

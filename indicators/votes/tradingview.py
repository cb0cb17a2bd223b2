"""TradingView's technical rating from its published rules: averages and oscillators, each to buy, to sell or neither.

The volume-weighted average, one of the 26 signals, is left out: the volume of an index is not its own, and an index
and a fund are to be read alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import talib

from indicators.arrays import checked, lag
from indicators.moving_average import sma
from indicators.rsi import rsi
from indicators.votes.tally import Tally, count_cast, mean_vote, side

if TYPE_CHECKING:
    from indicators.arrays import Bools, Floats

SIGNALS = 26
"""Of the published rating."""

_BOUNDS = (-0.5, -0.1, 0.1, 0.5)
_NAMES = ("Strong sell", "Sell", "Neutral", "Buy", "Strong buy")

_AVERAGES = (10, 20, 30, 50, 100, 200)  # sessions, simple and exponential alike
_CLOUD = (9, 26, 52)  # sessions: conversion line, base line, second leading line
_AHEAD = 26  # sessions by which the leading lines are drawn ahead
_LOW, _HIGH = 20, 80  # of the stochastic lines
_SOLD, _BOUGHT = 30, 70  # of the ultimate oscillator, which is followed, not faded
_STRONG = 20  # of ADX
_DIGITS = 9  # after the point of a stochastic line

Rule = tuple["Floats", "Bools", "Bools"]
"""A signal: what must be known for it, when it says buy, when it says sell."""


class Bars(NamedTuple):
    """Highs, lows and closes from the first session on which all are known."""

    high: Floats
    low: Floats
    close: Floats


def tradingview(close: Floats, high: Floats | None = None, low: Floats | None = None) -> Tally:
    """Return the mean of the averages' mean vote and the oscillators' mean vote.

    A signal is cast once all that it compares is known. Exponential averages start from a simple one, as TA-Lib's do;
    TradingView's start from the first close, and the two meet after some windows.

    Parameters
    ----------
    close : array of shape (n_sessions,), float, price points
        Oldest first.
    high, low : array of shape (n_sessions,), float, price points, or None
        Seven signals need both; they are cast from the first session on which both are known. After it, a high or low
        that is NaN counts as the close.

    Returns
    -------
    Tally
        25 of the 26 signals at most, 18 where there are closes only.

    Raises
    ------
    CloseError
        If a close is no positive number.

    References
    ----------
    TradingView, *Technical Ratings* (Help Center) and its Pine library *TechnicalRating*.
    """
    close = checked(close)
    averages, oscillators = _averages(close), _cast(_oscillators(close))
    bars = _bars(close, high, low)
    if bars is not None:
        averages = np.vstack((averages, _padded(_cast([_cloud(bars)]), close.size)))
        oscillators = np.vstack((oscillators, _padded(_cast(_ranged(bars)), close.size)))
    mean = mean_vote(np.stack((mean_vote(averages), mean_vote(oscillators))))
    return Tally(mean, count_cast(averages) + count_cast(oscillators))


def rating(mean: float) -> str:
    """Return what TradingView calls a mean vote; one at a bound belongs to the name nearer neutral."""
    over = sum(mean > bound for bound in _BOUNDS[2:])
    under = sum(mean < bound for bound in _BOUNDS[:2])
    return _NAMES[2 + over - under]


def _bars(close: Floats, high: Floats | None, low: Floats | None) -> Bars | None:
    if high is None or low is None:
        return None
    known = ~np.isnan(high) & ~np.isnan(low)
    if not known.any():
        return None
    rows = slice(int(known.argmax()), None)
    return Bars(np.fmax(high, close)[rows], np.fmin(low, close)[rows], close[rows])


def _cast(rules: list[Rule]) -> Floats:
    """Return the votes of some signals, of shape (n_signals, n_sessions); NaN where one cannot be cast."""
    return np.stack([np.where(np.isnan(needed), np.nan, 1.0 * buy - sell) for needed, buy, sell in rules])


def _padded(votes: Floats, sessions: int) -> Floats:
    """Return votes that begin late, with none cast before."""
    return np.pad(votes, ((0, 0), (sessions - votes.shape[1], 0)), constant_values=np.nan)


def _averages(close: Floats) -> Floats:
    """Return the votes of the averages that need closes alone: a close above one says buy, below one sell."""
    simple = [sma(close, window) for window in _AVERAGES]
    exponential = [talib.EMA(close, window) for window in _AVERAGES]
    hull = talib.WMA(2 * talib.WMA(close, 4) - talib.WMA(close, 9), 3)
    return side(close, np.stack([*simple, *exponential, hull]))


def _oscillators(close: Floats) -> list[Rule]:
    """Return the oscillators that need closes alone: RSI, CCI, momentum, MACD, stochastic RSI."""
    trend, strength, momentum = talib.EMA(close, 50), rsi(close), talib.MOM(close, 10)
    macd, signal, _ = talib.MACD(close, 12, 26, 9)
    _, turns_up, turns_down = _stochastic(strength, strength, strength)
    return [
        _reversal(strength, 30, 70),
        _reversal(talib.CCI(close, close, close, 20), -100, 100),
        (lag(momentum, 1), *_moves(momentum)),
        (signal, macd > signal, macd < signal),
        (trend, (close < trend) & turns_up, (close > trend) & turns_down),
    ]


def _ranged(bars: Bars) -> list[Rule]:
    """Return the oscillators that need highs and lows.

    Stochastic, ADX, awesome oscillator, Williams %R, bull and bear power, ultimate oscillator.
    """
    high, low, close = bars
    adx, up, down = (measure(*bars, 14) for measure in (talib.ADX, talib.PLUS_DI, talib.MINUS_DI))
    strong = (adx > _STRONG) & _moves(adx)[0]
    awesome = talib.SMA((high + low) / 2, 5) - talib.SMA((high + low) / 2, 34)
    before, earlier = lag(awesome, 1), lag(awesome, 2)
    trend, centre = talib.EMA(close, 50), talib.EMA(close, 13)
    bull, bear = high - centre, low - centre
    ultimate = talib.ULTOSC(*bars, 7, 14, 28)
    return [
        _stochastic(*bars),
        (lag(adx, 1), strong & (up > down), strong & (up < down)),
        (
            before,
            (awesome > 0) & ((before <= 0) | ((awesome > before) & (earlier > before))),
            (awesome < 0) & ((before >= 0) | ((awesome < before) & (earlier < before))),
        ),
        _reversal(talib.WILLR(*bars, 14), -80, -20),
        (trend, (close > trend) & (bear < 0) & _moves(bear)[0], (close < trend) & (bull > 0) & _moves(bull)[1]),
        (ultimate, ultimate > _BOUGHT, ultimate < _SOLD),
    ]


def _cloud(bars: Bars) -> Rule:
    """Return Ichimoku's signal: close, conversion line, base line and the cloud all in order."""
    high, low, close = bars
    conversion, base, second = ((talib.MAX(high, window) + talib.MIN(low, window)) / 2 for window in _CLOUD)
    leads = lag((conversion + base) / 2, _AHEAD), lag(second, _AHEAD)
    up = (leads[0] > leads[1]) & (base > leads[0]) & (conversion > base) & (close > conversion)
    down = (leads[0] < leads[1]) & (base < leads[0]) & (conversion < base) & (close < conversion)
    return leads[1], up, down


def _moves(values: Floats) -> tuple[Bools, Bools]:
    """Return where values rise, and where they fall."""
    before = lag(values, 1)
    return values > before, values < before


def _reversal(values: Floats, low: float, high: float) -> Rule:
    """Return the signal of an oscillator that buys where it rises below `low` and sells where it falls above `high`."""
    rises, falls = _moves(values)
    return lag(values, 1), (values < low) & rises, (values > high) & falls


def _stochastic(high: Floats, low: Floats, close: Floats) -> Rule:
    """Return the signal of the two stochastic lines: low with the first above the second, or high with it below.

    They are equal on a run of new highs, but for rounding, and must not seem to cross there.
    """
    k, d = np.round(talib.STOCH(high, low, close, fastk_period=14, slowk_period=3, slowd_period=3), _DIGITS)
    return d, (k < _LOW) & (d < _LOW) & (k > d), (k > _HIGH) & (d > _HIGH) & (k < d)

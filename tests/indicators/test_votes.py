"""The two ratings against slow references, written with pandas from the published rules and not with TA-Lib."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from indicators.moving_average import sma
from indicators.votes import barchart as barchart_module
from indicators.votes import tradingview as tradingview_module
from indicators.votes.barchart import barchart
from indicators.votes.tally import side
from indicators.votes.tradingview import tradingview

if TYPE_CHECKING:
    from indicators.arrays import Floats

SETTLED = 2000  # sessions after which it no longer shows how an average was started


def bars(sessions: int, seed: int = 3) -> tuple[Floats, Floats, Floats]:
    """Return closes, highs and lows of a random walk, not rounded so that nothing is exactly equal."""
    noise = np.random.default_rng(seed)
    close = 100 * np.exp(np.cumsum(noise.normal(0, 0.012, sessions)))
    above, below = np.abs(noise.normal(0, 0.006, (2, sessions)))
    return close, close * (1 + above), close * (1 - below)


def vote(buy: pd.Series, sell: pd.Series) -> pd.Series:
    """Return 1, -1 or 0."""
    return buy.astype(float) - sell.astype(float)


def ema(values: pd.Series, n: int) -> pd.Series:
    """Return the exponential average that starts from the first value, as TradingView's does."""
    return values.ewm(span=n, adjust=False).mean()


def wilder(values: pd.Series, n: int = 14) -> pd.Series:
    """Return Wilder's average that starts from the first value."""
    return values.ewm(alpha=1 / n, adjust=False).mean()


def weighted(values: pd.Series, n: int) -> pd.Series:
    """Return the average with weights 1 to n."""
    weights = np.arange(1, n + 1) / (n * (n + 1) / 2)
    return values.rolling(n).apply(lambda window: float(window @ weights), raw=True)


def relative_strength_index(close: pd.Series) -> pd.Series:
    """Return Wilder's index from its two averages."""
    change = close.diff().fillna(0)
    return 100 - 100 / (1 + wilder(change.clip(lower=0)) / wilder(-change.clip(upper=0)))


def stochastic(high: pd.Series, low: pd.Series, close: pd.Series) -> pd.Series:
    """Return the full stochastic's vote on 14, 3 and 3 sessions."""
    lowest, highest = low.rolling(14).min(), high.rolling(14).max()
    k = (100 * (close - lowest) / (highest - lowest)).rolling(3).mean()
    d = k.rolling(3).mean()
    above = (k - d).round(9)  # both are 100 on a run of new highs
    return vote((k < 20) & (d < 20) & (above > 0), (k > 80) & (d > 80) & (above < 0))


def faded(values: pd.Series, low: float, high: float) -> pd.Series:
    """Return the vote of an oscillator that is bought low and rising, sold high and falling."""
    return vote((values < low) & (values.diff() > 0), (values > high) & (values.diff() < 0))


def reference(close: pd.Series, high: pd.Series, low: pd.Series) -> tuple[list[pd.Series], list[pd.Series]]:
    """Return the 14 votes of averages and the 11 of oscillators; first those that need closes alone."""
    averages = [np.sign(close - close.rolling(n).mean()) for n in (10, 20, 30, 50, 100, 200)]
    averages += [np.sign(close - ema(close, n)) for n in (10, 20, 30, 50, 100, 200)]
    averages.append(np.sign(close - weighted(2 * weighted(close, 4) - weighted(close, 9), 3)))
    conversion, base, second = ((high.rolling(n).max() + low.rolling(n).min()) / 2 for n in (9, 26, 52))
    one, two = ((conversion + base) / 2).shift(26), second.shift(26)
    averages.append(
        vote(
            (one > two) & (base > one) & (conversion > base) & (close > conversion),
            (one < two) & (base < one) & (conversion < base) & (close < conversion),
        )
    )

    strength = relative_strength_index(close)
    deviation = close.rolling(20).apply(lambda window: float(np.abs(window - window.mean()).mean()), raw=True)
    channel = (close - close.rolling(20).mean()) / (0.015 * deviation)
    momentum = close - close.shift(10)
    macd = ema(close, 12) - ema(close, 26)
    falling, rising = close < ema(close, 50), close > ema(close, 50)
    from_strength = stochastic(strength, strength, strength)
    oscillators = [
        faded(strength, 30, 70),
        faded(channel, -100, 100),
        np.sign(momentum.diff()),
        np.sign(macd - ema(macd, 9)),
        vote(falling & (from_strength > 0), rising & (from_strength < 0)),
        stochastic(high, low, close),
    ]

    up, down = high.diff(), -low.diff()
    true_range = pd.concat([high - low, (high - close.shift()).abs(), (low - close.shift()).abs()], axis=1).max(axis=1)
    plus = wilder(up.where((up > down) & (up > 0), 0)) / wilder(true_range)
    minus = wilder(down.where((down > up) & (down > 0), 0)) / wilder(true_range)
    adx = wilder((100 * (plus - minus).abs() / (plus + minus)).fillna(0))
    strong = (adx > 20) & (adx.diff() > 0)
    oscillators.append(vote(strong & (plus > minus), strong & (plus < minus)))

    middle = (high + low) / 2
    awesome = middle.rolling(5).mean() - middle.rolling(34).mean()
    was, earlier = awesome.shift(), awesome.shift(2)
    oscillators.append(
        vote(
            ((awesome > 0) & (was <= 0)) | ((awesome > 0) & (was > 0) & (awesome > was) & (earlier > was)),
            ((awesome < 0) & (was >= 0)) | ((awesome < 0) & (was < 0) & (awesome < was) & (earlier < was)),
        )
    )
    lowest, highest = low.rolling(14).min(), high.rolling(14).max()
    oscillators.append(faded(-100 * (highest - close) / (highest - lowest), -80, -20))
    bull, bear = high - ema(close, 13), low - ema(close, 13)
    oscillators.append(vote(rising & (bear < 0) & (bear.diff() > 0), falling & (bull > 0) & (bull.diff() < 0)))
    floor = pd.concat([low, close.shift()], axis=1).min(axis=1)
    parts = [(close - floor).rolling(n).sum() / true_range.rolling(n).sum() for n in (7, 14, 28)]
    ultimate = 100 * (4 * parts[0] + 2 * parts[1] + parts[2]) / 7
    oscillators.append(vote(ultimate > 70, ultimate < 30))
    return averages, oscillators


@pytest.mark.parametrize(("averages", "oscillators", "ranged"), [(14, 11, True), (13, 5, False)])
def test_the_rating_is_the_published_one(averages: int, oscillators: int, *, ranged: bool) -> None:
    """Averages and oscillators count alike; every one of them has votes of all kinds here, so each is compared."""
    close, high, low = bars(SETTLED + 1500)
    of_averages, of_oscillators = reference(*(pd.Series(part) for part in (close, high, low)))
    expected = np.stack([np.mean(of_averages[:averages], axis=0), np.mean(of_oscillators[:oscillators], axis=0)])
    for each in (*of_averages, *of_oscillators):
        assert {-1, 1} <= set(each[SETTLED:])
    found = tradingview(close, high, low) if ranged else tradingview(close)
    np.testing.assert_allclose(expected.mean(axis=0)[SETTLED:], found.mean[SETTLED:], atol=1e-12)
    assert {averages + oscillators} == set(found.cast[SETTLED:].tolist())


def test_the_opinion_is_the_published_one() -> None:
    """The twelve pairs as Barchart lists them, a price being its own average of one session."""
    close, *_ = bars(900)
    prices = pd.Series(close)
    short_term = [(1, 20), (20, 50), (20, 100), (20, 200)]
    medium_term = [(1, 50), (50, 100), (50, 150), (50, 200)]
    long_term = [(1, 100), (1, 150), (1, 200), (100, 200)]
    votes = []
    for short, long in (*short_term, *medium_term, *long_term):
        above = prices.rolling(short).mean() - prices.rolling(long).mean()
        votes.append(np.sign(above))
    expected = np.mean(votes, axis=0)
    found = barchart(close)
    np.testing.assert_allclose(expected, found.mean, atol=1e-12)
    assert (8, 12) == (found.cast[198], found.cast[199])
    assert np.isnan(found.mean[:199]).all()


def test_a_price_at_its_average_votes_for_neither() -> None:
    """Ten closes of 45.9 have that mean, though a running sum that began with others is off in its last digit."""
    close = np.array([64.1, 27.7] * 5 + [45.9] * 20)
    average = sma(close, 10)
    assert 45.9 != average[25]
    assert 0 == side(close, average)[25]


def test_votes_of_the_past_never_change() -> None:
    """Cutting the bars gives exactly what they gave then; so does whatever is appended."""
    whole = bars(700)
    rating, opinion = tradingview(*whole), barchart(whole[0])
    for sessions in (0, 1, 33, 60, 199, 200, 431):
        cut = tuple(part[:sessions] for part in whole)
        for before, now in ((tradingview(*cut), rating), (barchart(cut[0]), opinion)):
            np.testing.assert_array_equal(before.mean, now.mean[:sessions])
            np.testing.assert_array_equal(before.cast, now.cast[:sessions])


def test_signals_on_highs_and_lows_begin_with_these() -> None:
    """Before the first session with both, the rating is that of closes alone; none of it is made up."""
    close, high, low = bars(600)
    high[:300] = np.nan
    found, closes_alone, late = tradingview(close, high, low), tradingview(close), tradingview(*bars(600))
    np.testing.assert_array_equal(closes_alone.mean[:300], found.mean[:300])
    assert (18, 18, 25) == (closes_alone.cast[599], found.cast[305], found.cast[599])
    np.testing.assert_array_equal(late.mean[599], found.mean[599])
    np.testing.assert_array_equal(closes_alone.mean, tradingview(close, np.full(600, np.nan), low).mean)


def test_a_high_that_is_missing_once_counts_as_the_close() -> None:
    """As for the touches of an average: the session is not lost, nor are the ones after it."""
    close, high, low = bars(600)
    holed = high.copy()
    holed[400] = np.nan
    high[400] = close[400]
    np.testing.assert_array_equal(tradingview(close, high, low).mean, tradingview(close, holed, low).mean)


@pytest.mark.parametrize(
    ("mean", "name"),
    [
        (-1, "Strong sell"),
        (-0.5, "Sell"),
        (-0.1, "Neutral"),
        (0, "Neutral"),
        (0.1, "Neutral"),
        (0.11, "Buy"),
        (0.5, "Buy"),
        (0.51, "Strong buy"),
    ],
)
def test_the_rating_has_its_published_names(mean: float, name: str) -> None:
    """Bounds as in TradingView's Help Center: a strong buy lies above 0.5, a buy above 0.1, and so below."""
    assert name == tradingview_module.rating(mean)


def test_the_opinion_has_its_published_names() -> None:
    """Above zero is a buy, below a sell, zero a hold."""
    assert ["Sell", "Hold", "Buy"] == [barchart_module.rating(mean) for mean in (-1 / 12, 0, 1 / 12)]

"""Time a pair's whole set of indicators against the bare library calls for the same numbers, in one run.

Bare means: the calls of TA-Lib, numpy and pandas that give the values of the set, without checks, records, pivots,
triangles or the rules of claims, which the set has on top. Run it with ``python -m benchmarks.indicators``.
"""

from __future__ import annotations

from functools import partial
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import talib

from indicators.panel import pair_panel

if TYPE_CHECKING:
    from collections.abc import Callable

    from indicators.arrays import Floats

SIZES = (10_000, 100_000)
ROUNDS = 7


def history(n_sessions: int, seed: int) -> pd.DataFrame:
    """Return a random walk with highs, a session every day so that 100,000 fit a calendar."""
    noise = np.random.default_rng(seed)
    close = 100 * np.exp(np.cumsum(noise.normal(0, 0.012, n_sessions)))
    high = close * (1 + np.abs(noise.normal(0, 0.005, n_sessions)))
    return pd.DataFrame(
        {"close": close, "high": high}, index=pd.date_range("1750-01-01", periods=n_sessions, unit="ns")
    )


def rank(values: Floats) -> Floats:
    """Return each value's rank in its history so far, by pandas."""
    return pd.Series(values).expanding().rank(pct=True).to_numpy()


def shares(close: Floats) -> list[Floats]:
    """Return overhead, near overhead and near support by the quickest numpy found: one comparison a day back."""
    today = close[252:]
    above, far, near, not_under = counts = np.zeros((4, today.size), dtype=np.uint8)
    high, low = 1.05 * today, 0.95 * today
    for back in range(1, 253):
        earlier = close[252 - back : -back]
        counts += np.stack((earlier > today, earlier > high, earlier >= low, earlier >= today))
    return [above / 252, (above - far) / 252, (near - not_under) / 252]


def bare_one(close: Floats) -> list[Floats]:
    """Return the values of one instrument's set by library calls alone."""
    average, slow = talib.SMA(close, 200), talib.EMA(close, 26)
    line = 100 * talib.MACD(close, 12, 26, 1)[0] / slow
    net, high, low = talib.ROC(close, 252), talib.MAX(close, 252), talib.MIN(close, 252)
    efficiency = np.abs(close[252:] - close[:-252]) / talib.SUM(np.abs(np.diff(close)), 252)[251:]
    return [
        close / average - 1,
        average[20:] / average[:-20] - 1,
        (average[20:] / average[:-20]) ** 12.6 - 1,
        talib.SMA(close, 50),
        talib.RSI(close, 14),
        line,
        talib.EMA(line[25:], 9),
        *(talib.ROC(close, window) for window in (1, 21, 63, 126, 231)),
        net,
        *shares(close),
        close / high - 1,
        talib.STDDEV(np.diff(np.log(close)), 63),
        talib.MAXINDEX(close, 252).astype(np.float64),
        rank(efficiency),
        rank(high / low),
    ]


def bare_pair(small: Floats, large: Floats) -> list[Floats]:
    """Return the values of a pair's set by library calls alone."""
    ratio = small / large
    gap = talib.ROC(small, 231) - talib.ROC(large, 231)
    return [
        *bare_one(small),
        *bare_one(large),
        talib.SMA(ratio, 200),
        talib.SMA(ratio, 252),
        talib.LINEARREG_SLOPE(np.log(ratio), 63),
        rank(gap),
    ]


def milliseconds(work: Callable[[], object]) -> float:
    """Return the median time of a few rounds."""
    times = []
    for _ in range(ROUNDS):
        start = perf_counter()
        work()
        times.append(1000 * (perf_counter() - start))
    return median(times)


def main() -> None:
    """Print one line a size, and how both grow."""
    print(f"{'sessions':>9} {'bare ms':>9} {'set ms':>9} {'ratio':>6} {'cut us':>7}")
    measured = []
    for size in SIZES:
        small, large = history(size, 1), history(size, 2)
        closes = small["close"].to_numpy(), large["close"].to_numpy()
        bare = milliseconds(partial(bare_pair, *closes))
        whole = milliseconds(partial(pair_panel, small, large))
        pair, day = pair_panel(small, large), small.index[size // 2].date()
        cutting = 1000 * milliseconds(partial(pair.until, day))
        print(f"{size:>9,} {bare:>9.1f} {whole:>9.1f} {whole / bare:>6.2f} {cutting:>7.0f}")
        measured.append((bare, whole))
    growth = [after / before for before, after in zip(*measured, strict=True)]
    print(f"{SIZES[1] // SIZES[0]} times the sessions cost: bare {growth[0]:.1f} times, set {growth[1]:.1f} times")


if __name__ == "__main__":
    main()

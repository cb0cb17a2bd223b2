"""Time a pair's whole set of indicators against the bare library calls for the same numbers, in one run.

Bare means: the calls of TA-Lib, numpy and pandas that give the values of the set, without checks, records, pivots,
triangles or the rules of claims, which the set has on top.
"""

from __future__ import annotations

from functools import partial
from statistics import median
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import talib

from benchmarks.prices import daily, walk
from benchmarks.table import Row, compared, milliseconds
from indicators.panel import pair_panel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indicators.arrays import Floats

SIZES = (10_000, 100_000)
ROUNDS = 7
LIMIT = 3.0  # times the bare calls


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


def rows() -> Iterator[Row]:
    """Yield the ratio at each size, and how the set grows."""
    medians = []
    for size in SIZES:
        small, large = walk(daily(size), 1), walk(daily(size), 2)
        closes = small["close"].to_numpy(), large["close"].to_numpy()
        turns = [
            (milliseconds(partial(pair_panel, small, large)), milliseconds(partial(bare_pair, *closes)))
            for _ in range(ROUNDS)
        ]
        ours, bare = zip(*turns, strict=True)
        yield compared(f"all indicators of a pair / bare calls, {size:,} sessions", ours, bare, LIMIT)
        medians.append(median(ours))
    times = SIZES[1] // SIZES[0]
    yield Row(
        f"  the set at {times} times the sessions, a session",
        f"{medians[1]:,.1f} ms / {times} x {medians[0]:,.1f} ms",
        medians[1] / medians[0] / times,
        "x",
    )

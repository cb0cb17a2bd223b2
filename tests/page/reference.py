"""The values of the chart once more, with plain pandas and from the definitions in docs/methods.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

AS_OF = pd.Timestamp("2014-10-28")
TWO_YEARS = slice("2012-10-28", "2014-10-28")  # the default range: a first session on or after two years before


def readings(frames: Mapping[str, pd.DataFrame], small: str = "^RUT", large: str = "^GSPC") -> pd.DataFrame:
    """Return what the crosshair reads on every session, in columns by reading and by whom it speaks of."""
    closes = {"small": frames[small]["close"], "large": frames[large]["close"]}
    found = {}
    for who, close in closes.items():
        average = close.rolling(200).mean()
        ppo = 100 * (_ema(close, 12) / _ema(close, 26) - 1)
        found |= {
            ("Close", who): close,
            ("200-day avg", who): average,
            ("vs 200-day", who): 100 * (close / average - 1),
            ("RSI(14)", who): rsi(close),
            ("PPO", who): ppo,
            ("Signal", who): _ema(ppo, 9),
            ("Histogram", who): ppo - _ema(ppo, 9),
            ("ROC(63)", who): 100 * (close / close.shift(63) - 1),
        }
    return pd.DataFrame({**found, ("Ratio", "both"): closes["small"] / closes["large"]})


def rsi(close: pd.Series, window: int = 14) -> pd.Series:
    """Return Wilder's index as his book has it: two running means, seeded with the mean of the first changes."""
    changes = close.diff().to_numpy()
    up, down = (sum(max(sign * change, 0) for change in changes[1 : window + 1]) / window for sign in (1, -1))
    found = [float("nan")] * window + [100 * up / (up + down)]
    for change in changes[window + 1 :]:
        up = (up * (window - 1) + max(change, 0)) / window
        down = (down * (window - 1) + max(-change, 0)) / window
        found.append(100 * up / (up + down))
    return pd.Series(found, close.index)


def _ema(values: pd.Series, window: int) -> pd.Series:
    """Return a mean seeded with its first value: after 3,000 sessions no seed can be told from another."""
    return values.ewm(span=window, adjust=False).mean()


def milliseconds(session: pd.Timestamp) -> float:
    """Return a session as the page's scripts have it."""
    return float(session.timestamp() * 1000)


def written(session: pd.Timestamp) -> str:
    """Return a session as the page writes it."""
    return f"{session.day} {session:%b %Y}"

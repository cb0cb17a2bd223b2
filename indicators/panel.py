"""Everything the page knows about one instrument and about a pair, computed once per data version and cut by date.

All arrays are causal: the value at a session is computed from rows up to and including it, so cutting a panel gives
exactly what a panel of the cut history would give (the tests prove it). Arrays are read-only: visitors share them.

This module only composes; it is long because a panel's fields are what the rest of the product is written against.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from indicators.arrays import checked, cut, freeze
from indicators.average_test import AverageTest, average_test
from indicators.crosses import cross_up
from indicators.distribution_top import DistributionTop, distribution_top
from indicators.drawdown import drawdown
from indicators.errors import SessionError
from indicators.moving_average import Trend, sma, trend
from indicators.ppo import ppo
from indicators.rate_of_change import momentum_12_1, rate_of_change, volatility
from indicators.relative_strength import Relative, relative_strength
from indicators.rsi import rsi
from indicators.supply import supply
from indicators.triangle import Triangle, triangle
from indicators.year_to_date import year_to_date
from indicators.zigzag import Pivots, swing_low, zigzag

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import pandas as pd

    from indicators.arrays import Bools, Days, Floats

__all__ = [
    "AverageTest",
    "DistributionTop",
    "PairPanel",
    "Panel",
    "Pivots",
    "Relative",
    "Trend",
    "Triangle",
    "pair_panel",
    "panel",
    "trend",
]

ROC_WINDOWS = (21, 63, 126, 252)  # sessions
SHORT_AVERAGE = 50  # sessions


@dataclass(frozen=True, slots=True)
class Panel:
    """All indicators of one instrument. Arrays of shape (n_sessions,); percentages as percent; NaN in each warm-up."""

    sessions: Days  # datetime64[ns], naive midnights
    close: Floats
    high: Floats | None
    trend: Trend  # of 200 sessions
    sma50: Floats
    rsi14: Floats  # 0 to 100
    ppo: Floats  # %
    ppo_signal: Floats  # %
    ppo_histogram: Floats  # %
    roc: Mapping[int, Floats]  # %, by window: 21, 63, 126, 252
    momentum_12_1: Floats  # %
    overhead: Floats  # %: share of the 252 closes before this one that lie above it
    near_overhead: Floats  # %
    near_support: Floats  # %
    ytd: Floats  # %: since the last close of the previous year
    drawdown: Floats  # %: from the 252-session high close, 0 or less
    change: Floats  # %: day on day
    volatility63: Floats  # % a day: standard deviation of the last 63 daily log returns
    pivots: Pivots
    swing_low: Floats  # price points: last confirmed zigzag low
    average_test: AverageTest
    cross_up: Bools  # U1: P crosses above its 200-day average on this close
    top: DistributionTop
    triangle: Triangle

    def until(self, day: date) -> Panel:
        """Return the panel as it stood at the close of the last session at or before `day`; empty before the first."""
        return cut(self, _sessions_until(self.sessions, day))


@dataclass(frozen=True, slots=True)
class PairPanel:
    """The page's whole set for a pair."""

    small: Panel
    large: Panel
    relative: Relative

    def until(self, day: date) -> PairPanel:
        """Return the set as it stood at the close of `day`: nothing later is in it."""
        relative = cut(self.relative, _sessions_until(self.relative.sessions, day))
        return PairPanel(self.small.until(day), self.large.until(day), relative)


def panel(frame: pd.DataFrame) -> Panel:
    """Return all indicators of one history.

    Parameters
    ----------
    frame : DataFrame of shape (n_sessions, 1 or more), float, price points
        Columns ``close`` and optionally ``high``; the index holds the sessions as naive midnights, increasing, unique.

    Returns
    -------
    Panel
        Arrays of shape (n_sessions,); those of a short history are NaN.

    Raises
    ------
    CloseError
        If a close is no positive number.
    SessionError
        If the sessions are not increasing and unique.
    """
    sessions = frame.index.to_numpy(dtype="datetime64[ns]")
    backwards = np.flatnonzero(sessions[1:] <= sessions[:-1])
    if backwards.size:
        raise SessionError(f"sessions must increase, got {sessions[backwards[0] + 1]} after {sessions[backwards[0]]}")
    close = checked(frame["close"].to_numpy(dtype=np.float64, copy=True))
    high = frame["high"].to_numpy(dtype=np.float64, copy=True) if "high" in frame else None
    pivots = zigzag(close)
    trend200 = trend(close)
    oscillator = ppo(close)
    shares = supply(close)
    result = Panel(
        sessions=sessions,
        close=close,
        high=high,
        trend=trend200,
        sma50=sma(close, SHORT_AVERAGE),
        rsi14=rsi(close),
        ppo=oscillator.line,
        ppo_signal=oscillator.signal,
        ppo_histogram=oscillator.histogram,
        roc=MappingProxyType({window: rate_of_change(close, window) for window in ROC_WINDOWS}),
        momentum_12_1=momentum_12_1(close),
        overhead=shares.overhead,
        near_overhead=shares.near_overhead,
        near_support=shares.near_support,
        ytd=year_to_date(close, sessions),
        drawdown=drawdown(close),
        change=rate_of_change(close, 1),
        volatility63=volatility(close),
        pivots=pivots,
        swing_low=swing_low(pivots, close.size),
        average_test=average_test(close, high, trend200),
        cross_up=cross_up(close, trend200.average),
        top=distribution_top(close, pivots),
        triangle=triangle(close, pivots),
    )
    freeze(result)
    return result


def pair_panel(small: pd.DataFrame, large: pd.DataFrame) -> PairPanel:
    """Return the whole set for a pair of histories.

    Parameters
    ----------
    small, large : DataFrame of shape (n_sessions, 1 or more), float, price points
        As `panel` takes them; their sessions may differ.

    Returns
    -------
    PairPanel
        `relative` runs along the sessions that both have.

    Raises
    ------
    CloseError
        If a close is no positive number.
    SessionError
        If the sessions are not increasing and unique.
    """
    ours, theirs = panel(small), panel(large)
    relative = relative_strength(ours, theirs)
    freeze(relative)
    return PairPanel(ours, theirs, relative)


def _sessions_until(sessions: Days, day: date) -> int:
    """Return how many sessions lie at or before `day`."""
    return int(sessions.searchsorted(np.datetime64(day), side="right"))

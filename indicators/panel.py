"""Everything the page knows about one instrument and about a pair, computed once per data version and cut by date.

All arrays are causal: the value at a session is computed from rows up to and including it, so cutting a panel gives exactly
what a panel of the cut history would give (the tests prove it).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]
    Bools = npt.NDArray[np.bool_]
    Days = npt.NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class Trend:
    """Where a close stands against its moving average. Arrays of shape (n_sessions,); NaN (0 for counts) in the warm-up."""

    window: int
    average: Floats  # price points: mean of the last `window` closes
    distance: Floats  # %: 100 (P / M - 1)
    slope: Floats  # %: change of the average over 20 sessions
    slope_annualised: Floats  # %
    below: Ints  # sessions: closes in a row below the average, up to and including this one
    above: Ints  # sessions: closes in a row at or above it


@dataclass(frozen=True, slots=True)
class Pivots:
    """Confirmed zigzag pivots of the closes, oldest first. Arrays of shape (n_pivots,)."""

    position: Ints  # session number of the extreme
    confirmed: Ints  # session number on which it was confirmed
    price: Floats  # close at the extreme, price points
    high: Bools  # True for a high, False for a low


@dataclass(frozen=True, slots=True)
class AverageTest:
    """Claim B1's events at the 200-day average. Arrays of bool, shape (n_sessions,)."""

    from_highs: bool  # whether touches were seen on highs; else on closes
    setup: Bools
    touch: Bools
    rejected: Bools
    overtaken: Bools


@dataclass(frozen=True, slots=True)
class DistributionTop:
    """The five tests of a year-long distributive top (B3), with the values behind each. Shape (n_sessions,)."""

    prior_gain: Floats  # %: (a) gain over the 252 sessions before the last 252
    prior_gain_ok: Bools
    net_return: Floats  # %: (b) return over the last 252 sessions
    efficiency: Floats  # 0 to 1: (b) abs(net) / sum abs(daily)
    efficiency_rank: Floats  # 0 to 1: rank in its own history so far
    sideways_ok: Bools
    tops: Ints  # count: (c) confirmed highs within 3 % of the maximum and more than 22 sessions apart
    tops_ok: Bools
    range: Floats  # %: (d) max / min - 1 over 252 sessions
    range_rank: Floats  # 0 to 1: rank in its own history so far
    range_ok: Bools
    since_high: Ints  # sessions since the 252-session high close
    broke_low: Bools  # a close under the last confirmed swing low within the last 60 sessions
    failing_ok: Bools  # (e)
    passed: Ints  # count of the five that hold, 0 to 5; -1 in the warm-up


@dataclass(frozen=True, slots=True)
class Triangle:
    """Triangle lines (B4) as they stood at each session, and breaks of the lower one. Shape (n_sessions,)."""

    valid: Bools  # a triangle by the definition stands
    upper: Floats  # price points: upper line at this session
    lower: Floats
    upper_slope: Floats  # % a year
    lower_slope: Floats  # % a year
    broken: Bools  # the first close more than 1 % under the lower line of a valid triangle
    broken_within: Bools  # such a break lies within the last 60 sessions
    last_break: Ints  # session number of the last break; -1 before the first
    break_lower: Floats  # price points: lower line on the day of that last break


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
    overhead: Floats  # %: share of the last 252 closes above
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
        """Return the panel as it stood at the close of the last session at or before `day`."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Relative:
    """Small against large, on the sessions that both have. Arrays of shape (n_common,)."""

    sessions: Days
    small_at: Ints  # session number in the small panel
    large_at: Ints
    ratio: Floats  # small / large
    ratio_sma200: Floats
    ratio_vs_sma200: Floats  # %
    log_slope63: Floats  # log points a session: least-squares slope of the log ratio over 63 sessions
    mansfield: Floats  # %
    ytd_gap: Floats  # points: YTD return small minus large
    momentum_gap: Floats  # points: 12-1 momentum small minus large
    momentum_gap_rank: Floats  # 0 to 1: rank in its own history so far


@dataclass(frozen=True, slots=True)
class PairPanel:
    """The page's whole set for a pair."""

    small: Panel
    large: Panel
    relative: Relative

    def until(self, day: date) -> PairPanel:
        """Return the set as it stood at the close of `day`: nothing later is in it."""
        raise NotImplementedError


def panel(frame: pd.DataFrame) -> Panel:
    """Return all indicators of one history (columns ``close`` and optionally ``high``; index: sessions)."""
    raise NotImplementedError


def pair_panel(small: pd.DataFrame, large: pd.DataFrame) -> PairPanel:
    """Return the whole set for a pair of histories."""
    raise NotImplementedError

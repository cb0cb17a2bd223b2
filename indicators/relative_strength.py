"""The small instrument against the large one, on the sessions that both have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import talib

from indicators.arrays import checked
from indicators.moving_average import sma
from indicators.rank import expanding_rank

if TYPE_CHECKING:
    from indicators.arrays import Days, Floats, Ints
    from indicators.panel import Panel

AVERAGE = 200  # sessions
MANSFIELD = 252  # sessions
SLOPE = 63  # sessions


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


def relative_strength(small: Panel, large: Panel) -> Relative:
    """Return the small instrument against the large one.

    Parameters
    ----------
    small, large : Panel
        Each with sessions of its own.

    Returns
    -------
    Relative
        Arrays of shape (n_common,). Averages and slopes run over common sessions; the gaps compare what the two panels
        say on the day, each over sessions of its own.
    """
    sessions, small_at, large_at = np.intersect1d(
        small.sessions, large.sessions, assume_unique=True, return_indices=True
    )
    ratio = small.close[small_at] / large.close[large_at]
    average = sma(ratio, AVERAGE)
    gap = small.momentum_12_1[small_at] - large.momentum_12_1[large_at]
    return Relative(
        sessions=sessions,
        small_at=small_at,
        large_at=large_at,
        ratio=ratio,
        ratio_sma200=average,
        ratio_vs_sma200=100 * (ratio / average - 1),
        log_slope63=log_slope(ratio),
        mansfield=mansfield(ratio),
        ytd_gap=small.ytd[small_at] - large.ytd[large_at],
        momentum_gap=gap,
        momentum_gap_rank=expanding_rank(gap),
    )


def mansfield(ratio: Floats) -> Floats:
    """Return the distance of a ratio from its mean of 252 sessions.

    Parameters
    ----------
    ratio : array of shape (n_sessions,), float
        Small / large, oldest first.

    Returns
    -------
    array of shape (n_sessions,), float, percent
        The first 251 values are NaN.

    Raises
    ------
    CloseError
        If a ratio is no positive number.

    References
    ----------
    S. Weinstein (1988), *Secrets for Profiting in Bull and Bear Markets*, who takes 52 weeks.
    """
    return 100 * (ratio / sma(ratio, MANSFIELD) - 1)


def log_slope(ratio: Floats) -> Floats:
    """Return the slope of the least-squares line through the logs of the last 63 ratios.

    Parameters
    ----------
    ratio : array of shape (n_sessions,), float
        Small / large, oldest first.

    Returns
    -------
    array of shape (n_sessions,), float, log points a session
        The first 62 values are NaN.

    Raises
    ------
    CloseError
        If a ratio is no positive number.
    """
    return talib.LINEARREG_SLOPE(np.log(checked(ratio)), SLOPE)

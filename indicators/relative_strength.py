"""The small instrument against the large one, on the sessions that both have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import talib

from indicators.arrays import checked
from indicators.moving_average import sma

if TYPE_CHECKING:
    from indicators.arrays import Days, Floats, Ints

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

"""Claim B4's rules: a triangle of three highs and three lows, and the break of its lower line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from indicators.arrays import checked, last_true
from indicators.events import within

if TYPE_CHECKING:
    from indicators.arrays import Bools, Floats, Ints
    from indicators.zigzag import Pivots

POINTS = 3  # pivots to a line
YEAR = 252  # sessions
WRONG_WAY = 2.0  # % a year
BAND = 0.015  # of the line
INSIDE = 0.95  # of the closes
BREAK = 0.01  # of the lower line
RECENT = 60  # sessions


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


def triangle(close: Floats, pivots: Pivots) -> Triangle:
    """Return the triangle that stood at each session, by the pivots confirmed by then.

    Each line is the least-squares line of price on session number through the last three confirmed highs, or lows,
    where all three lie in the last 252 sessions. Its slope is 252 times its daily change as a percentage of the close
    of the session. A triangle stands if the lines converge and have not met, the upper one rises by at most 2 % a year
    and the lower one falls by at most 2 %, and at least 95 % of the closes from the earliest of the six pivots to this
    session lie within 1.5 % of the band between the lines. A lower line breaks once: at the first close more than 1 %
    under it while the triangle stands.

    Parameters
    ----------
    close : array of shape (n_sessions,), float, price points
        Oldest first.
    pivots : Pivots
        Of `close`.

    Returns
    -------
    Triangle
        Arrays of shape (n_sessions,); lines and slopes are NaN where one of them lacks its three pivots.

    Raises
    ------
    CloseError
        If a close is no positive number.
    """
    closes = checked(close)
    upper, upper_step, upper_from, highs = _line(pivots.only(pivots.high), closes.size)
    lower, lower_step, lower_from, lows = _line(pivots.only(~pivots.high), closes.size)
    missing = np.isnan(upper) | np.isnan(lower)
    upper[missing] = lower[missing] = np.nan
    upper_slope = np.where(missing, np.nan, 100 * YEAR * upper_step / closes)
    lower_slope = np.where(missing, np.nan, 100 * YEAR * lower_step / closes)
    valid = (upper_slope < lower_slope) & (upper > lower) & (upper_slope <= WRONG_WAY) & (lower_slope >= -WRONG_WAY)
    start = np.minimum(upper_from, lower_from)
    valid &= _inside(closes, valid, highs + lows, start, (upper, upper_step), (lower, lower_step)) >= INSIDE

    below = np.flatnonzero(valid & (closes < (1 - BREAK) * lower))
    broken = np.zeros(closes.size, dtype=np.bool_)
    broken[below[np.diff(lows[below], prepend=-1) > 0]] = True
    last_break = last_true(broken)
    return Triangle(
        valid=valid,
        upper=upper,
        lower=lower,
        upper_slope=upper_slope,
        lower_slope=lower_slope,
        broken=broken,
        broken_within=within(broken, RECENT),
        last_break=last_break,
        break_lower=np.where(last_break >= 0, lower[last_break], np.nan),
    )


def _line(pivots: Pivots, n_sessions: int) -> tuple[Floats, Floats, Ints, Ints]:
    """Return the line through the last three pivots: level, daily step, its first pivot, and how many are known."""
    sessions, known = np.arange(n_sessions), pivots.known(n_sessions)
    if pivots.position.size < POINTS:
        nothing = np.full(n_sessions, np.nan)
        return nothing, nothing, np.zeros_like(sessions), known
    windows = np.lib.stride_tricks.sliding_window_view
    x, y = windows(pivots.position, POINTS), windows(pivots.price, POINTS)
    middle, mean = x.mean(axis=1), y.mean(axis=1)
    away = x - middle[:, None]
    step = (away * y).sum(axis=1) / (away**2).sum(axis=1)
    which = np.maximum(known - POINTS, 0)
    first = x[which, 0]
    level = mean[which] + step[which] * (sessions - middle[which])
    level[(known < POINTS) | (first <= sessions - YEAR)] = np.nan
    return level, step[which], first, known


def _inside(
    close: Floats, wanted: Bools, lines: Ints, start: Ints, upper: tuple[Floats, Floats], lower: tuple[Floats, Floats]
) -> Floats:
    """Return the share of closes since `start` within the band of the lines at each wanted session; 0 elsewhere.

    `lines` numbers the pairs of lines: while it stays the same, so do the lines.
    """
    share = np.zeros_like(close)
    at = np.flatnonzero(wanted)
    for group in np.split(at, np.flatnonzero(np.diff(lines[at])) + 1) if at.size else ():
        end, begin = group[-1], start[group[-1]]
        back = np.arange(begin - end, 1)
        above, below = (level[end] + step[end] * back for level, step in (upper, lower))
        span = close[begin : end + 1]
        inside = np.cumsum((span <= above * (1 + BAND)) & (span >= below * (1 - BAND)))
        share[group] = inside[group - begin] / (group - begin + 1)
    return share

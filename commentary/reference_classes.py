"""How often the rest of a year has been enough for a given move, by four reference classes that need not agree.

Every class uses only closes up to and including the last one given: its windows have ended.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from datetime import date

    import numpy.typing as npt

    from indicators.arrays import Days, Floats

    Flags = npt.NDArray[np.bool_]

LEAST = 10
"""With fewer independent cases no percentage is shown."""

NEAR = np.timedelta64(10, "D")
"""A close further back does not stand for a date: the data have a hole there."""


@dataclass(frozen=True, slots=True)
class Share:
    """How often something came, in %; None if there are too few cases. `n` counts independent cases."""

    n: int
    pct: float | None


def _share(flags: Flags, n: int | None = None) -> Share:
    n = len(flags) if n is None else n
    return Share(n, None if n < LEAST else 100 * float(flags.mean()))


def all_windows(close: Floats, length: int, factor: float) -> tuple[Share, int]:
    """Return how often the close rose by more than `factor` in `length` sessions, and how many windows that looks at.

    Parameters
    ----------
    close : array of shape (n_sessions,), float, price points
    length : int, sessions, at least 1
    factor : float
        The price must end above `factor` times where it began.

    Returns
    -------
    Share, int
        `n` of the share counts windows laid end to end; the second number those that overlap.
    """
    windows = max(len(close) - length, 0)
    enough = close[length:] > factor * close[:windows]
    return _share(enough, windows // length), windows


@dataclass(frozen=True, slots=True)
class PastYears:
    """Closes of each earlier year; arrays of shape (n_years,), price points, NaN where the data lack them."""

    base: Floats  # last close of the year before
    then: Floats  # close on the same date, or the last one before it
    end: Floats  # last close of the year


def past_years(sessions: Days, close: Floats, day: date) -> PastYears:
    """Return the closes of each year before that of `day`, on the same date (28 February for the 29th)."""
    years = np.arange(int(str(sessions[0])[:4]), day.year)
    leap_day = (day.month, day.day) == (2, 29)
    month_day = f"{day.month:02d}-{28 if leap_day else day.day:02d}"

    def at(shift: int, suffix: str) -> Floats:
        days = np.array([f"{year + shift}-{suffix}" for year in years], dtype="datetime64[D]")
        position = np.searchsorted(sessions, days, side="right") - 1
        stale = (position < 0) | (days - sessions[position] > NEAR)
        return np.where(stale, np.nan, close[position])

    return PastYears(at(-1, "12-31"), at(0, month_day), at(0, "12-31"))


def same_window(years: PastYears, factor: float) -> Share:
    """Return how often a past year rose by more than `factor` from the same date to its end."""
    known = ~np.isnan(years.then) & ~np.isnan(years.end)
    return _share(years.end[known] > factor * years.then[known])


def like_position(years: PastYears, ytd: float, within: float) -> Share:
    """Return how often a past year ended above its base, of those `within` points of `ytd` (%) on the same date."""
    like = (np.abs(100 * (years.then / years.base - 1) - ytd) <= within) & ~np.isnan(years.end)
    return _share(years.end[like] > years.base[like])


def driftless_normal(volatility: float, length: int, factor: float) -> float:
    """Return the chance in % that a normal log return without drift is enough; `volatility` in % a day, not NaN."""
    spread = volatility / 100 * math.sqrt(length)
    if spread == 0:
        return 100.0 if factor < 1 else 0.0
    return 50 * math.erfc(math.log(factor) / spread / math.sqrt(2))

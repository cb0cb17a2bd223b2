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

    from indicators.arrays import Days, Floats, Ints

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
class PastSessions:
    """Numbers of the sessions that matter in each earlier year; arrays of shape (n_years,), -1 where data lack them."""

    years: Ints
    base: Ints  # last session of the year before
    then: Ints  # the same date, or the last session before it
    end: Ints  # last session of the year


def past_sessions(sessions: Days, day: date | None = None) -> PastSessions:
    """Return the sessions of each year before that of `day`, on the same date (28 February for the 29th).

    Parameters
    ----------
    sessions : array of shape (n_sessions,), datetime64
        Increasing.
    day : date, optional
        The last session if left out.

    Returns
    -------
    PastSessions
    """
    if not sessions.size:
        return PastSessions(*np.empty((4, 0), dtype=np.int64))
    today: date = sessions[-1].astype("datetime64[D]").item() if day is None else day
    years = np.arange(int(str(sessions[0])[:4]), today.year)
    leap_day = (today.month, today.day) == (2, 29)
    month_day = f"{today.month:02d}-{28 if leap_day else today.day:02d}"

    def at(shift: int, suffix: str) -> Ints:
        days = np.array([f"{year + shift}-{suffix}" for year in years], dtype="datetime64[D]")
        position = np.searchsorted(sessions, days, side="right") - 1
        return np.where(days - sessions[position] > NEAR, -1, position)  # no session before: position is -1 already

    return PastSessions(years, at(-1, "12-31"), at(0, month_day), at(0, "12-31"))


@dataclass(frozen=True, slots=True)
class PastYears:
    """Closes of each earlier year; arrays of shape (n_years,), price points, NaN where the data lack them."""

    base: Floats  # last close of the year before
    then: Floats  # close on the same date, or the last one before it
    end: Floats  # last close of the year

    @property
    def return_then(self) -> Floats:
        """The year's return up to the date, %."""
        return 100 * (self.then / self.base - 1)

    @property
    def return_end(self) -> Floats:
        """The year's return, %."""
        return 100 * (self.end / self.base - 1)


def closes_at(at: PastSessions, close: Floats) -> PastYears:
    """Return the closes of the sessions in `at`; `close` runs along the sessions that they number."""
    return PastYears(*(np.where(part < 0, np.nan, close[part]) for part in (at.base, at.then, at.end)))


def past_years(sessions: Days, close: Floats, day: date) -> PastYears:
    """Return the closes of each year before that of `day`, as `past_sessions` finds them."""
    return closes_at(past_sessions(sessions, day), close)


def same_window(years: PastYears, factor: float) -> Share:
    """Return how often a past year rose by more than `factor` from the same date to its end."""
    known = ~np.isnan(years.then) & ~np.isnan(years.end)
    return _share(years.end[known] > factor * years.then[known])


def in_like_position(years: PastYears, ytd: float, within: float) -> Flags:
    """Return which past years stood `within` points of `ytd` (%) on the same date."""
    return np.asarray(np.abs(years.return_then - ytd) <= within)


def like_position(years: PastYears, ytd: float, within: float) -> Share:
    """Return how often a past year ended above its base, of those `within` points of `ytd` (%) on the same date."""
    like = in_like_position(years, ytd, within) & ~np.isnan(years.end)
    return _share(years.end[like] > years.base[like])


def driftless_normal(volatility: float, length: int, factor: float) -> float:
    """Return the chance in % that a normal log return without drift is enough; `volatility` in % a day, not NaN."""
    spread = volatility / 100 * math.sqrt(length)
    if spread == 0:
        return 100.0 if factor < 1 else 0.0
    return 50 * math.erfc(math.log(factor) / spread / math.sqrt(2))

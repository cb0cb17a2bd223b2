"""The values of a track record: what followed the events of a claim, beside what followed any session.

Two parts: what is counted at once for every page (`History`), and what takes seconds (`Study`: the intervals, the
p-values, the patterns of shuffled data), which is computed beside the page and joined by `RowKey`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from indicators.patterns.shapes import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from indicators.arrays import Floats

__all__ = [
    "HORIZONS",
    "LEAST",
    "LEVEL",
    "PLAIN",
    "UNTESTED",
    "YEAR_END",
    "Bars",
    "Case",
    "History",
    "Kind",
    "PastYear",
    "Path",
    "Pattern",
    "PatternRate",
    "Record",
    "RowKey",
    "Spread",
    "Study",
    "Target",
    "Test",
]

HORIZONS = (5, 21, 63)  # sessions
YEAR_END = 0  # the horizon of U2 and U3: to the last session of the event's year
LEAST = 10  # cases; with fewer no percentage is shown
PLAIN = 30  # cases; with fewer a result is shown in grey
LEVEL = 0.05  # of q: at or above it there is no measurable edge


class Target(StrEnum):
    """Whose return is counted."""

    SMALL = "small"
    LARGE = "large"
    RELATIVE = "relative"
    """Small minus large."""


class RowKey(NamedTuple):
    """Which row of a track record: one for each combination that is shown."""

    claim: str
    event: str
    target: Target
    horizon: int  # sessions, or YEAR_END


@dataclass(frozen=True, slots=True)
class Spread:
    """What followed a number of sessions; returns in %, all None where `n` is 0.

    `hits` counts returns above zero. `hit_pct` and its Wilson 95 % interval are None below `LEAST` cases.
    """

    n: int
    mean_pct: float | None
    median_pct: float | None
    quartiles_pct: tuple[float, float] | None
    hits: int
    hit_pct: float | None
    wilson_pct: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Record:
    """One row: what followed the events, and the unconditional twin of the same horizon.

    Parameters
    ----------
    key : RowKey
    after : Spread
        Of the events whose outcome was known at the as-of date.
    always : Spread
        Of all valid sessions: from the first with a slope of the 200-day average, to the last with a known outcome.
    difference_pct : float or None
        Mean after the events minus mean of all, in points of %.
    """

    key: RowKey
    after: Spread
    always: Spread
    difference_pct: float | None

    @property
    def independent(self) -> int:
        """How many windows `always` is when they are laid end to end; those of years do not overlap."""
        return self.always.n if self.key.horizon == YEAR_END else self.always.n // self.key.horizon


@dataclass(frozen=True, slots=True)
class Case:
    """One past event: its session, and what followed, in %; None for an outcome that was not known yet."""

    session: date
    returns_pct: Mapping[tuple[Target, int], float | None]


@dataclass(frozen=True, slots=True)
class Path:
    """The average way of one target around the events; arrays of shape (n_offsets,), % from the event's close.

    Of the events whose whole way lies within the data known.
    """

    offsets: tuple[int, ...]  # sessions from the event, -21 to 63
    n: int
    mean: Floats
    lower: Floats  # quartiles of the cases
    upper: Floats


@dataclass(frozen=True, slots=True)
class PastYear:
    """U2's list: how the gap of an earlier year stood on the same date, and what was left of it at the year's end."""

    year: int
    session: date
    gap_then_points: float
    gap_end_points: float
    closed_pct: float | None  # None where small was not behind: there was no gap to close


@dataclass(frozen=True, slots=True)
class History:
    """All past cases of one event of a claim, as they were known at the as-of date."""

    claim: str
    event: str
    records: tuple[Record, ...]
    cases: tuple[Case, ...]  # oldest first
    paths: Mapping[Target, Path]  # empty for a year-end event, and while no event's whole way is known
    years: tuple[PastYear, ...] = ()  # U2 alone


@dataclass(frozen=True, slots=True)
class Test:
    """What the long computation says of a row; None where there are too few cases for it."""

    interval_pct: tuple[float, float] | None  # 95 %, of the difference, stationary bootstrap
    p_null: float | None  # two-sided, from simulated histories in which the events were found again
    q: float | None  # Benjamini-Hochberg, over all rows with a p-value


UNTESTED = Test(interval_pct=None, p_null=None, q=None)
"""Of a row that the long computation has left out."""


class Bars(StrEnum):
    """What a pattern was looked for on."""

    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern found: from its first to its last extremum, and the session on which it was known."""

    kind: Kind
    bars: Bars
    target: Target  # small or large
    first: date
    last: date
    known: date


@dataclass(frozen=True, slots=True)
class PatternRate:
    """How often a pattern came in a year of these prices, and in a year of the same returns in random order."""

    kind: Kind
    bars: Bars
    target: Target
    found: int
    years: float
    per_year: float
    shuffled_per_year: float


@dataclass(frozen=True, slots=True)
class Study:
    """What takes seconds, of one pair as of one date.

    Parameters
    ----------
    tests : mapping of RowKey to Test
    rows : int
        How many rows were tested together for `Test.q`.
    draws, histories : int
        Of the bootstrap, and simulated for the p-values.
    skill_pct : mapping of str to tuple of float
        95 % interval of the skill in %, by the name of what was scored (`commentary.pooling.model.Score.name`).
    patterns : tuple of Pattern
        Those known within the last 252 sessions, newest first.
    rates : tuple of PatternRate
    """

    tests: Mapping[RowKey, Test]
    rows: int
    draws: int
    histories: int
    skill_pct: Mapping[str, tuple[float, float]]
    patterns: tuple[Pattern, ...]
    rates: tuple[PatternRate, ...]

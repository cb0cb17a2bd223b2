"""The values that leave the data service: a history, a pair of them, and the pair as it stood on a date."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, cast

import pandas as pd

if TYPE_CHECKING:
    from datetime import date, datetime


class Source(StrEnum):
    """Where a history was read from."""

    YAHOO = "yahoo"
    CSV = "csv"
    LAST_GOOD = "last_good"
    BUNDLED = "bundled"
    MEMORY = "memory"


class State(StrEnum):
    """How current a history is."""

    FRESH = "fresh"
    """The last session that has closed is there."""
    PROVISIONAL = "provisional"
    """The last row belongs to a session still running; it moves until the close."""
    STALE = "stale"
    """At least one session that has closed is not there."""


class Severity(StrEnum):
    """What a check did about what it found."""

    REPAIRED = "repaired"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding of the checks on a history that was kept (a refused one raises `RefusedData`).

    Parameters
    ----------
    code : str
        Stable short name, such as ``missing_session``.
    severity : Severity
        Whether rows were changed (repaired) or only looked odd (warning).
    text : str
        One sentence for the reader, with the dates and values meant.
    days : tuple of date
        The sessions concerned, oldest first; may be empty.
    """

    code: str
    severity: Severity
    text: str
    days: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class PriceHistory:
    """The daily history of one instrument, with where it came from and what is wrong with it.

    Parameters
    ----------
    symbol : str
        As the provider spells it, for example ``^RUT``.
    frame : DataFrame of shape (n_sessions, 1 to 5), float64
        Columns ``close`` and, where the source has them, ``open``, ``high``, ``low``, ``volume``; read-only. Index:
        sessions as naive midnights (datetime64[ns]), increasing and unique, named ``session``. No row has a missing
        close, the others may be NaN; a session without prices has no row.
    as_of : date
        The last session of `frame`.
    fetched_at : datetime, aware, UTC
        When the prices were read from their source.
    source : Source
        Where they were read from; ``last_good`` means kept from an earlier answer of the live source.
    state : State
        How current they are now.
    problems : tuple of Problem
        Findings of the checks, worst first.
    adjusted : bool
        True where closes include dividends; False where they are price only.
    version : str
        Short hash of the rows: two histories with the same version hold the same numbers.
    """

    symbol: str
    frame: pd.DataFrame = field(repr=False, compare=False)
    as_of: date
    fetched_at: datetime
    source: Source
    state: State
    problems: tuple[Problem, ...]
    adjusted: bool
    version: str


@dataclass(frozen=True, slots=True)
class Pair:
    """The two histories that a page compares.

    Parameters
    ----------
    small, large : PriceHistory
        What is shown.
    asked : tuple of str
        The two symbols that were asked for; differs from what is shown only together with a `notice`.
    notice : str or None
        One sentence that says what was asked, why it cannot be had and what is shown instead.
    """

    small: PriceHistory
    large: PriceHistory
    asked: tuple[str, str]
    notice: str | None = None

    @property
    def version(self) -> str:
        """Short name of the numbers in both histories."""
        return f"{self.small.version}-{self.large.version}"

    @property
    def sessions(self) -> pd.DatetimeIndex:
        """Sessions on which both have a close, oldest first."""
        return cast("pd.DatetimeIndex", self.small.frame.index.intersection(self.large.frame.index))

    def resolve(self, as_of: date | None) -> date:
        """Return the last common session at or before `as_of`; the latest for None, the first for a date before it."""
        sessions = self.sessions
        if as_of is None:
            return sessions[-1].date()
        position = int(sessions.searchsorted(pd.Timestamp(as_of), side="right"))
        return sessions[max(position - 1, 0)].date()

    def until(self, as_of: date) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return the rows of both histories up to a session: all that was known then."""
        last = pd.Timestamp(as_of)
        return self.small.frame.loc[:last], self.large.frame.loc[:last]


class Kind(StrEnum):
    """What an instrument is."""

    INDEX = "index"
    ETF = "ETF"
    FUND = "fund"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Instrument:
    """How a symbol is named to a reader.

    Parameters
    ----------
    symbol : str
        As the provider spells it.
    short : str
        What sentences and chart labels call it: "Russell 2000" for the index, "IWM" for the fund on it; a fund is
        never called by the name of an index.
    name : str
        What it is, in full: "IWM, ETF on the Russell 2000".
    kind : Kind
    note : str
        What a reader must know about it, as a sentence; empty for most.
    """

    symbol: str
    short: str
    name: str
    kind: Kind
    note: str = ""


@dataclass(frozen=True, slots=True)
class PairChoice:
    """A pair offered by name in the page's list."""

    label: str
    small: str
    large: str


@dataclass(frozen=True, slots=True)
class YearEnd:
    """The end of a calendar year as the exchange keeps it."""

    session: date
    """The last session of the year."""
    sessions_left: int
    """Sessions after the day asked about, the last one included, as the calendar stood on that day."""

"""The values of published calls: who said what, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from commentary.model import Evidence, Sentence, Status

    Day = date

YEAR_END = "year_end"
"""Due at the last session of the year of the call."""
Due = int | str  # sessions after the call, or `YEAR_END`


class Measure(StrEnum):
    """How a forecast is settled; fixed when the call is entered."""

    SMALL_FALLS = "small_falls"
    """The small instrument closes lower than on the call's day."""
    SMALL_RISES = "small_rises"
    """The small instrument closes higher than on the call's day."""
    SMALL_LAGS = "small_lags"
    """Its return since the call's day is below that of the large one."""
    SMALL_LEADS = "small_leads"
    """Its return since the call's day is above that of the large one."""
    GAP_CLOSES = "gap_closes"
    """At least half of the year's performance gap of the call's day is closed at the year's end."""
    IN_THE_BLACK = "in_the_black"
    """The small instrument closes the year above the last close of the year before."""


class Result(StrEnum):
    """What came of a forecast."""

    RIGHT = "right"
    WRONG = "wrong"
    PENDING = "pending"
    """Not due at the as-of date, or hidden until then."""
    NOT_TESTABLE = "not_testable"


@dataclass(frozen=True, slots=True)
class Said:
    """One statement of a call, in our own short words, with what judges it.

    It is tied to a claim, to a measure, or to both; else to a run below the average, or to data that are missing.

    Parameters
    ----------
    text : str
    claim : str or None
        Key of the claim that judges it as of the call's date.
    measure : Measure or None
        What settles it, where it is a forecast.
    due : tuple of int or str
        When it is settled: sessions after the call, or "year_end"; empty without a measure.
    below_average_since : date or None
        The first of the closes in a row below the 200-day average that it speaks of.
    missing : str
        What data it would need, where neither prices nor a claim can judge it; else empty.
    """

    text: str
    claim: str | None
    measure: Measure | None
    due: tuple[Due, ...]
    below_average_since: date | None
    missing: str


@dataclass(frozen=True, slots=True)
class Call:
    """A published call: one TOML file.

    Parameters
    ----------
    key : str
        Name of its file without the ending, by which links and the report speak of it.
    who, role, where : str
    date : date
        The session as of whose close it is judged.
    small, large : str
        Symbols that it speaks of.
    stance : str
        What it says to do, in a few words.
    note : str
        What a reader must know about how it is judged; empty for most.
    said : tuple of Said
    entered : date or None
        When its file was last changed; None for one that comes with the product.
    """

    key: str
    who: str
    role: str
    where: str
    date: date
    small: str
    large: str
    stance: str
    note: str
    said: tuple[Said, ...]
    entered: Day | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """A forecast at one due date, with the numbers in `evidence` that `text` is written from."""

    due: Due
    due_date: date | None
    result: Result
    text: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement as it could be judged on the call's day, and what came of it where it was a forecast.

    Parameters
    ----------
    said : Said
    status : Status
        Of its claim, or of its run below the average, that day; open for what is a forecast alone.
    text : str
        The numbers of that day, one sentence a line; all stand in `evidence`.
    evidence : mapping of str to number, str, bool or None
    rule : str
        "Right if ...", for a forecast; else empty.
    settled : tuple of Settled
        One for each due date.
    """

    said: Said
    status: Status
    text: str
    evidence: Evidence
    rule: str
    settled: tuple[Settled, ...]


@dataclass(frozen=True, slots=True)
class After:
    """What both instruments did since the call, at one due date; None while that is not known or hidden."""

    due: Due
    due_date: date | None
    is_due: bool  # where it is and there are no returns, the data lack the close, or the call is of that session
    small_pct: float | None
    large_pct: float | None
    relative_pct: float | None  # small minus large


@dataclass(frozen=True, slots=True)
class Scorecard:
    """A call judged: its statements, what followed, and how many it had right.

    Parameters
    ----------
    call : Call
    judged_on : date or None
        The session as of whose close it is judged; None while the call lies ahead, or where the data lack its day.
    statements : tuple of Statement
        Empty while the call lies ahead: nothing of it is said then.
    after : tuple of After
    judged : mapping of Status to int
        How many statements had which status that day.
    results : mapping of Result to int
        How many forecasts, each at each of its due dates, came out how.
    summary : Sentence
        Both counts in words.
    notes : tuple of str
        Such as: the call speaks of ^RUT, shown is IWM.
    """

    call: Call
    judged_on: date | None
    statements: tuple[Statement, ...]
    after: tuple[After, ...]
    judged: Mapping[Status, int]
    results: Mapping[Result, int]
    summary: Sentence
    notes: tuple[str, ...]

"""The values that leave the commentary: a claim as judged on a date, and what it is judged from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from datetime import date

    from commentary.marks import Mark
    from indicators.arrays import Bools
    from indicators.panel import PairPanel

Codes = npt.NDArray[np.int8]
EvidenceValue = float | int | str | bool | None
Evidence = Mapping[str, EvidenceValue]

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""In which years a date of a link or of a published call may lie."""


class Side(StrEnum):
    """Which case a claim argues."""

    BEAR = "bear"
    BULL = "bull"


class Group(StrEnum):
    """What a claim measures; claims of one group count once when both sides are read."""

    TREND = "trend"
    MOMENTUM = "momentum"
    RELATIVE = "relative strength"
    STRUCTURE = "structure and supply"
    SEASON = "season and positioning"
    FUNDAMENTALS = "fundamentals"


class Status(StrEnum):
    """What the data say about a claim on a date; never depends on the side it argues for."""

    TRUE = "true"
    FALSE = "false"
    MIXED = "mixed"
    OVERTAKEN = "overtaken"
    OPEN = "open"
    NOT_TESTABLE = "not_testable"


@dataclass(frozen=True, slots=True)
class Market:
    """All that a claim may know: the pair cut at the as-of date, and what to call it.

    Parameters
    ----------
    panel : PairPanel
        Indicators of both instruments, cut at the as-of session.
    small_name, large_name : str
        As the reader is to see them: "Russell 2000", "S&P 500", or "IWM", "SPY" where funds are shown.
    as_of : date
        The last session of `panel`.
    year_end : date
        The last session of the calendar year of `as_of`, by the exchange calendar.
    sessions_left : int, sessions
        Sessions after `as_of` up to and including `year_end`; 0 on the last one.
    """

    panel: PairPanel
    small_name: str
    large_name: str
    as_of: date
    year_end: date
    sessions_left: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a reader sees, with the numbers it rests on; `evidence` as in `Claim`."""

    text: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of one side, judged on a date.

    Parameters
    ----------
    key : str
        As in the ledger: "B1" to "B9", "U1" to "U5".
    name : str
        The statement in a few words, with the large instrument's name where it is compared.
    side : Side
    group : Group
    status : Status
    text : str
        One sentence a line, with the numbers, their windows and thresholds. Every number in it stands in `evidence`.
    evidence : mapping of str to number, str, bool or None
        Flat; a key's ending gives its unit (``_pct``, ``_points``, ``_sessions``, ``_date``). None where undefined,
        never NaN.
    """

    key: str
    name: str
    side: Side
    group: Group
    status: Status
    text: str
    evidence: Evidence


class Rule(Protocol):
    """One claim's rule: a module of `commentary.claims` has exactly these names."""

    KEY: str
    SIDE: Side
    GROUP: Group

    def states(self, panel: PairPanel) -> Codes:
        """Return the status at each common session, coded as in `commentary.states`; a forecast's before it is due."""
        ...

    def events(self, panel: PairPanel) -> Mapping[str, Bools]:
        """Return the events whose track record is kept, by name: along the common sessions, 20 apart or more.

        Those of a forecast for the year's end lie on the date of the last session, in earlier years.
        """
        ...

    def judge(self, market: Market) -> Claim:
        """Judge the claim at the last session of `market`."""
        ...

    def marks(self, market: Market) -> tuple[Mark, ...]:
        """Return what the claim points at on the chart; empty where the history is too short or prices show nothing."""
        ...

"""The values of both sides read together, session by session and scored."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from indicators.arrays import cut

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from commentary.model import Codes, Group, Side
    from indicators.arrays import Days, Floats


class Outcome(StrEnum):
    """What a probability is of."""

    SMALL_HIGHER = "small_higher"
    SMALL_AHEAD = "small_ahead"

    @property
    def horizon(self) -> int:
        """Sessions until it is known."""
        return {Outcome.SMALL_HIGHER: 21, Outcome.SMALL_AHEAD: 63}[self]


class Voter(StrEnum):
    """Counts of signals that readers know, for the small instrument; read as a probability they are scored too."""

    CLAIMS = "claims"
    """Bullish claims that hold, of all that hold."""
    TRADINGVIEW = "tradingview"
    BARCHART = "barchart"


@dataclass(frozen=True, slots=True)
class Pooled:
    """A probability through time, each from outcomes already known on its session. Arrays of shape (n_sessions,)."""

    probability: Floats  # 0 to 1; NaN where too few outcomes are known
    base: Floats  # 0 to 1: the same without looking at any claim
    contributions: Mapping[Group, Floats]  # log-odds that each group adds to those of `base`


@dataclass(frozen=True, slots=True)
class Timeline:
    """Both sides at each common session. Causal: cutting it gives what the cut history would have given."""

    sessions: Days
    holds: Mapping[Side, Mapping[Group, Codes]]  # how many claims hold
    testable: Mapping[Side, Mapping[Group, Codes]]  # of how many that can be decided
    pooled: Mapping[Outcome, Pooled]
    votes: Mapping[Voter, Floats]  # share of bullish votes, 0 to 1, among those cast; NaN where none can be
    cast: Mapping[Voter, Codes] = field(default_factory=dict)  # how many votes those are

    def until(self, day: date) -> Timeline:
        """Return the timeline up to the close of the last session at or before `day`."""
        return cut(self, int(self.sessions.searchsorted(np.datetime64(day), side="right")))


@dataclass(frozen=True, slots=True)
class Bin:
    """One point of a reliability diagram."""

    low: float
    high: float
    n: int
    forecast: float  # mean of the forecasts, 0 to 1
    observed: float  # share of outcomes that came, 0 to 1


@dataclass(frozen=True, slots=True)
class Score:
    """How a probability did against what came, up to the as-of date, session by session.

    Parameters
    ----------
    name : str
        "pooled" or a `Voter`, a dot, and the outcome: "pooled.small_higher".
    n : int
        Forecasts whose outcome was known.
    independent : int
        The same laid end to end: `n` divided by the horizon.
    brier, base_brier : float or None
        Mean squared error of the forecast and of the base rate of the same sessions; None without cases.
    skill_pct : float or None
        100 (1 - brier / base_brier).
    bins : tuple of Bin
        Empty ones left out.
    """

    name: str
    n: int
    independent: int
    brier: float | None
    base_brier: float | None
    skill_pct: float | None
    bins: tuple[Bin, ...]

    @property
    def outcome(self) -> Outcome:
        """What it was a probability of."""
        return Outcome(self.name.partition(".")[2])

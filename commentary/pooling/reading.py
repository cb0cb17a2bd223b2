"""Both sides as they are read on the last session: the probabilities with their parts, and how each vote stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from commentary.model import Group, Side
from commentary.pooling.model import Outcome, Voter
from indicators.votes import barchart, tradingview

if TYPE_CHECKING:
    from collections.abc import Mapping

    from commentary.model import Codes
    from commentary.pooling.model import Timeline


@dataclass(frozen=True, slots=True)
class Reading:
    """A pooled probability on one session.

    Parameters
    ----------
    outcome : Outcome
    probability, base : float, 0 to 1
        The base rate is what it would be without looking at any claim.
    contributions : mapping of Group to float
        Log-odds that each group adds to those of the base rate; only groups with a claim that can be decided.
    """

    outcome: Outcome
    probability: float
    base: float
    contributions: Mapping[Group, float]


@dataclass(frozen=True, slots=True)
class Ballot:
    """A vote on one session.

    Parameters
    ----------
    voter : Voter
    share : float or None, 0 to 1
        Of bullish votes; None where none is cast.
    cast, signals : int
        How many votes are cast, of how many signals there are: claims that can be decided, or all that are published.
    rating : str
        In the words of its publisher, "Strong buy"; empty for the claims, and where there is no share.
    """

    voter: Voter
    share: float | None
    cast: int
    signals: int
    rating: str


def readings(timeline: Timeline) -> Mapping[Outcome, Reading]:
    """Return the probability of each outcome on the last session; those without a base rate are left out."""
    decided = [group for group in Group if any(_last(timeline.testable[side][group]) for side in Side)]
    return {
        outcome: Reading(
            outcome,
            float(pooled.probability[-1]),
            float(pooled.base[-1]),
            {group: float(pooled.contributions[group][-1]) for group in decided},
        )
        for outcome, pooled in timeline.pooled.items()
        if pooled.base.size and not np.isnan(pooled.base[-1])
    }


def ballots(timeline: Timeline) -> Mapping[Voter, Ballot]:
    """Return how each vote stands on the last session."""
    signals = {
        Voter.CLAIMS: sum(testable(timeline).values()),
        Voter.TRADINGVIEW: tradingview.SIGNALS,
        Voter.BARCHART: barchart.SIGNALS,
    }
    found = {}
    for voter, shares in timeline.votes.items():
        share = float(shares[-1]) if shares.size and not np.isnan(shares[-1]) else None
        rating = "" if share is None else _rating(voter, share)
        found[voter] = Ballot(voter, share, _last(timeline.cast[voter]), signals[voter], rating)
    return found


def testable(timeline: Timeline) -> Mapping[Side, int]:
    """Return how many claims of each side can be decided on the last session."""
    return {side: sum(map(_last, groups.values())) for side, groups in timeline.testable.items()}


def _last(counts: Codes) -> int:
    return int(counts[-1]) if counts.size else 0


def _rating(voter: Voter, share: float) -> str:
    """Return what a share is called by the published bounds of its mean vote."""
    mean = round(2 * share - 1, 9)  # bounds are exact, shares are not
    return {Voter.CLAIMS: "", Voter.TRADINGVIEW: tradingview.rating(mean), Voter.BARCHART: barchart.rating(mean)}[voter]

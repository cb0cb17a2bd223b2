"""Both sides at every session, once for a version of the prices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from commentary.claims import RULES
from commentary.model import Group, Side, Status
from commentary.pooling.model import Outcome, Timeline, Voter
from commentary.pooling.outcomes import came
from commentary.pooling.pool import pool
from commentary.states import STATUSES
from indicators.arrays import freeze
from indicators.votes.barchart import barchart
from indicators.votes.tradingview import tradingview

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from commentary.model import Codes
    from commentary.pooling.model import Pooled
    from indicators.arrays import Floats
    from indicators.panel import PairPanel

Counts = dict[Side, dict[Group, "Codes"]]

_HOLDS = STATUSES.index(Status.TRUE)
_DECIDED = [STATUSES.index(status) for status in (Status.TRUE, Status.FALSE, Status.MIXED, Status.OVERTAKEN)]


def timeline(panel: PairPanel, bars: pd.DataFrame) -> Timeline:
    """Return both sides at each common session of a pair.

    Parameters
    ----------
    panel : PairPanel
    bars : DataFrame of shape (n_sessions, 1 to 5), float, price points
        Those of the small instrument that `panel` was made from; its ``low``, where known, is not in the panel.

    Returns
    -------
    Timeline
        Read-only arrays, one value a common session; every side has every group, zero where it has no claim.
    """
    holds, testable = _counts(panel)
    votes, cast = _votes(panel, holds, bars)
    result = Timeline(panel.relative.sessions, holds, testable, _pooled(panel, holds, testable), votes, cast)
    freeze(result)
    return result


def _counts(panel: PairPanel) -> tuple[Counts, Counts]:
    """Return how many claims hold, and how many can be decided, by side and group."""
    none = np.zeros(panel.relative.sessions.size, dtype=np.int8)
    holds: Counts = {side: dict.fromkeys(Group, none) for side in Side}
    testable: Counts = {side: dict.fromkeys(Group, none) for side in Side}
    for rule in RULES:
        codes = rule.states(panel)
        for counts, flags in ((holds, codes == _HOLDS), (testable, np.isin(codes, _DECIDED))):
            counts[rule.SIDE][rule.GROUP] = counts[rule.SIDE][rule.GROUP] + flags
    return holds, testable


def _pooled(panel: PairPanel, holds: Counts, testable: Counts) -> Mapping[Outcome, Pooled]:
    states = {group: np.sign(holds[Side.BULL][group] - holds[Side.BEAR][group]) for group in Group}
    decided = {group: testable[Side.BULL][group] + testable[Side.BEAR][group] > 0 for group in Group}
    first, outcomes = came(panel)
    return {outcome: pool(states, decided, outcomes[outcome], outcome.horizon, first) for outcome in Outcome}


def _votes(panel: PairPanel, holds: Counts, bars: pd.DataFrame) -> tuple[dict[Voter, Floats], dict[Voter, Codes]]:
    """Return the share of bullish votes, and how many are cast, at each common session.

    A rating's mean vote, from -1 to 1, is read as a share by (mean + 1) / 2: a signal for neither is half a vote.
    """
    small, at = panel.small, panel.relative.small_at
    low = bars["low"].to_numpy(dtype=np.float64) if "low" in bars else None
    ratings = {Voter.TRADINGVIEW: tradingview(small.close, small.high, low), Voter.BARCHART: barchart(small.close)}
    bull, bear = (sum(holds[side].values()) for side in (Side.BULL, Side.BEAR))
    held: Codes = np.asarray(bull + bear)
    shares = {Voter.CLAIMS: bull / np.where(held > 0, held, np.nan)}
    shares |= {voter: (rating.mean[at] + 1) / 2 for voter, rating in ratings.items()}
    return shares, {Voter.CLAIMS: held} | {voter: rating.cast[at] for voter, rating in ratings.items()}

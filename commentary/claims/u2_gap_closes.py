"""U2: the year's performance gap between small and large closes significantly into year-end.

Significantly is half of the gap, fixed in advance. The claim is open while the small index lags; there is nothing to
close while it does not. On the year's last session it is settled against the gap at the end of October, since "into
year-end" needs a start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from commentary.model import Claim, Group, Side, Status
from commentary.reference_classes import NEAR
from commentary.states import decide, latest
from commentary.stating import Statement
from commentary.wording import facts

if TYPE_CHECKING:
    from commentary.model import Codes, EvidenceValue, Market
    from indicators.panel import PairPanel

KEY = "U2"
SIDE = Side.BULL
GROUP = Group.RELATIVE
FRACTION = 50.0  # %: of the gap that must close
STATEMENT = Statement(KEY, "The performance gap closes significantly into year-end", SIDE, GROUP)

_GAP = "{Small} trails {large} by {gap_points:points} this year, {small_ytd_pct:signed} against {large_ytd_pct:signed}"
_AHEAD = (
    "{Small} is {gap_points:points} ahead of {large} this year, {small_ytd_pct:signed} against {large_ytd_pct:signed}"
)


def states(panel: PairPanel) -> Codes:
    """Return open where the small index lags, false where there is no gap to close."""
    gap = panel.relative.ytd_gap
    return decide(~np.isnan(gap), (Status.OPEN, gap < 0))


def judge(market: Market) -> Claim:
    """Say how wide the gap is, how much of it must close, and in how many sessions; no forecast."""
    status = latest(states(market.panel))
    if status is Status.NOT_TESTABLE:
        template = "Needs the last close of the year before {as_of_date:day} for both."
        return STATEMENT.judged(market, status, template, facts(as_of_date=market.as_of))
    if market.sessions_left == 0:
        return _settled(market)
    evidence = _evidence(market)
    if status is Status.FALSE:
        return STATEMENT.judged(market, status, _AHEAD + ": there is no gap to close.", evidence)
    template = _GAP + (
        ". Significantly is at least {fraction_pct:limit}: {to_close_points:points} in the {left_sessions:n session} "
        "to {year_end_date:day}."
    )
    return STATEMENT.judged(market, status, template, evidence)


def _evidence(market: Market) -> dict[str, EvidenceValue]:
    panel = market.panel
    gap = panel.relative.ytd_gap[-1]
    return facts(
        gap_points=gap,
        small_ytd_pct=panel.small.ytd[-1],
        large_ytd_pct=panel.large.ytd[-1],
        fraction_pct=FRACTION,
        to_close_points=gap * FRACTION / 100,
        left_sessions=market.sessions_left,
        year_end_date=market.year_end,
    )


def _settled(market: Market) -> Claim:
    """Judge the claim on the year's last session, against the gap at the end of October."""
    relative = market.panel.relative
    evidence = _evidence(market)
    november = np.datetime64(f"{market.as_of.year}-11-01")
    start = int(np.searchsorted(relative.sessions, november)) - 1
    if start < 0 or november - relative.sessions[start] > NEAR or np.isnan(relative.ytd_gap[start]):
        template = "Year-end; needs the gap at the end of October, which the data do not hold."
        return STATEMENT.judged(market, Status.NOT_TESTABLE, template, evidence)
    evidence |= facts(start_date=relative.sessions[start], start_gap_points=relative.ytd_gap[start])
    if relative.ytd_gap[start] >= 0:
        template = (
            "Year-end. On {start_date:day} {small} was {start_gap_points:points} ahead: there was no gap to close."
        )
        return STATEMENT.judged(market, Status.FALSE, template, evidence)
    closed = 100 * (1 - relative.ytd_gap[-1] / relative.ytd_gap[start])
    evidence |= facts(closed_pct=closed)
    template = (
        "Year-end. " + (_GAP if relative.ytd_gap[-1] < 0 else _AHEAD) + "; on {start_date:day} it trailed by "
        "{start_gap_points:points}. Closed: {closed_pct:share}, at least {fraction_pct:limit} asked."
    )
    return STATEMENT.judged(market, Status.TRUE if closed >= FRACTION else Status.FALSE, template, evidence)

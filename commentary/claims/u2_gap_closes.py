"""U2: the year's performance gap between small and large closes significantly into year-end.

Significantly is half of the gap, fixed in advance. The claim is open until the year's last session, which settles it
against the gap at the end of October, since "into year-end" needs a start. Where there was none the claim is false.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from commentary.marking import known, level, segment, this_year
from commentary.marks import Mark, On
from commentary.model import Claim, Group, Side, Status
from commentary.reference_classes import NEAR, PastSessions, closes_at, past_sessions
from commentary.states import decide, latest
from commentary.stating import Statement
from commentary.wording import facts, write

if TYPE_CHECKING:
    from collections.abc import Mapping

    from commentary.model import Codes, EvidenceValue, Market
    from indicators.arrays import Bools, Floats
    from indicators.panel import PairPanel

KEY = "U2"
SIDE = Side.BULL
GROUP = Group.RELATIVE
FRACTION = 50.0  # %: of the gap that must close
OCTOBER = 10
LEVEL = 0.005  # points: two decimals do not show a smaller gap, and it counts as none
STATEMENT = Statement(KEY, "The performance gap closes significantly into year-end", SIDE, GROUP)

_STANDS = {
    "behind": "{Small} trails {large} by {gap_points:points} this year",
    "level": "{Small} is level with {large} this year",
    "ahead": "{Small} leads {large} by {gap_points:points} this year",
}
_RETURNS = ", {small_year_to_date_pct:signed} against {large_year_to_date_pct:signed}"
_NO_GAP = ": there is no gap to close as of now."
_END = {"behind": ".", "level": _NO_GAP, "ahead": _NO_GAP}
_STOOD = {
    "behind": "it trailed by {gap_then_points:points}",
    "level": "the two were level",
    "ahead": "it led by {gap_then_points:points}",
}
_GAPS = {"behind": "{gap_points:points} behind", "level": "no gap", "ahead": "{gap_points:points} ahead"}
_ASKED = (
    " Significantly is at least {fraction_asked_pct:limit}: {must_close_points:points} in the "
    "{to_year_end_sessions:n session} to {year_end_date:day}."
)
_LAST = " On the year's last session the claim is judged against "


def states(panel: PairPanel) -> Codes:
    """Return open where the gap is known; the year's end settles it."""
    return decide(~np.isnan(panel.relative.ytd_gap), otherwise=Status.OPEN)


@dataclass(frozen=True, slots=True)
class PastGaps:
    """The gap of each earlier year: on the date of the last session, and at the year's end.

    Arrays of shape (n_years,), points, small minus large; NaN where the data lack them.
    """

    at: PastSessions  # numbers of common sessions
    then: Floats
    end: Floats

    @property
    def behind(self) -> Bools:
        """In which years there was a gap to close."""
        return np.asarray(self.then <= -LEVEL)


def past_gaps(panel: PairPanel) -> PastGaps:
    """Return how the gap of each earlier year stood on the date of the last common session, and how it ended."""
    relative = panel.relative
    at = past_sessions(relative.sessions)
    small = closes_at(at, panel.small.close[relative.small_at])
    large = closes_at(at, panel.large.close[relative.large_at])
    return PastGaps(at, small.return_then - large.return_then, small.return_end - large.return_end)


def events(panel: PairPanel) -> Mapping[str, Bools]:
    """Return the date of the last session in each earlier year in which the small instrument was behind on it."""
    gaps = past_gaps(panel)
    behind = np.zeros(len(panel.relative.sessions), dtype=np.bool_)
    behind[gaps.at.then[gaps.behind]] = True
    return {"onset": behind}


def judge(market: Market) -> Claim:
    """Say how wide the gap is, how much of it must close, and in how many sessions; no forecast."""
    status = latest(states(market.panel))
    if status is Status.NOT_TESTABLE:
        template = "Needs the last close of the year before {as_of_date:day} for both."
        return STATEMENT.judged(market, status, template, facts(as_of_date=market.as_of))
    evidence = _evidence(market)
    side = _side(market.panel.relative.ytd_gap[-1])
    lead = _STANDS[side] + _RETURNS
    if market.sessions_left == 0:
        return _settled(market, f"Year-end. {lead}", evidence)
    if market.as_of.month > OCTOBER:
        base, test = _test_since_october(market)
        return STATEMENT.judged(market, status, lead + _END[side] + test, evidence | base)
    lead, evidence = standing(market)
    return STATEMENT.judged(market, status, lead + _LAST + "the gap at the end of October.", evidence)


def standing(market: Market) -> tuple[str, dict[str, EvidenceValue]]:
    """Return the words for how wide the gap is and how much of it must close, and their evidence; no test."""
    evidence, side = _evidence(market), _side(market.panel.relative.ytd_gap[-1])
    lead = _STANDS[side] + _RETURNS + _END[side]
    if side != "behind" or market.sessions_left == 0:
        return lead, evidence
    must_close = facts(must_close_points=-market.panel.relative.ytd_gap[-1] * FRACTION / 100)
    return lead + _ASKED, evidence | must_close


def marks(market: Market) -> tuple[Mark, ...]:
    """Return the ratio at which there is no gap, the one at which enough of it is closed, and the way to the first.

    Both levels hold for the large index where it stands: a gap is in points, and what a point is of the ratio depends
    on the large index's return.
    """
    panel, relative = market.panel, market.panel.relative
    if not known(relative.ytd_gap):
        return ()
    ratio, small, large = relative.ratio[-1], panel.small.ytd[-1], panel.large.ytd[-1]
    none = ratio * (100 + large) / (100 + small)
    first, today = relative.sessions[this_year(relative.sessions, market.as_of)], relative.sessions[-1]
    evidence = _evidence(market)
    gap = write(_GAPS[_side(relative.ytd_gap[-1])], evidence)
    found = [level(On.RATIO, first, today, none, "gap closed"), segment(On.RATIO, (today, ratio), (today, none), gap)]
    base, then = _gap_to_close(market)
    if _side(then) == "behind":
        left = -then * (1 - FRACTION / 100)
        words = "{fraction_asked_pct:limit} of the gap" + (" of {judged_against_date:day}" if base else "") + " closed"
        enough = none * (100 + large - left) / (100 + large)
        found.append(level(On.RATIO, first, today, enough, write(words, evidence | base)))
    return tuple(found)


def _gap_to_close(market: Market) -> tuple[dict[str, EvidenceValue], float]:
    """Return the gap of which a fraction must close, now or at the end of October, and the day of the latter."""
    if market.as_of.month > OCTOBER or market.sessions_left == 0:
        return _base(market)
    return {}, float(market.panel.relative.ytd_gap[-1])


def _evidence(market: Market) -> dict[str, EvidenceValue]:
    panel = market.panel
    gap = panel.relative.ytd_gap[-1]
    return facts(
        gap_points=gap,
        small_year_to_date_pct=panel.small.ytd[-1],
        large_year_to_date_pct=panel.large.ytd[-1],
        fraction_asked_pct=FRACTION,
        to_year_end_sessions=market.sessions_left,
        year_end_date=market.year_end,
    )


def _side(gap: float) -> str:
    """Return where a gap in points puts the small index."""
    return "level" if abs(gap) < LEVEL else "behind" if gap < 0 else "ahead"


def _base(market: Market) -> tuple[dict[str, EvidenceValue], float]:
    """Return the day and the gap that the year's last session is judged against; NaN where the data do not hold it."""
    relative = market.panel.relative
    november = np.datetime64(f"{market.as_of.year}-11-01")
    last = int(np.searchsorted(relative.sessions, november)) - 1
    if last < 0 or november - relative.sessions[last] > NEAR or np.isnan(relative.ytd_gap[last]):
        return {}, np.nan
    gap = float(relative.ytd_gap[last])
    return facts(judged_against_date=relative.sessions[last], gap_then_points=gap), gap


def _test_since_october(market: Market) -> tuple[dict[str, EvidenceValue], str]:
    """Return the test of the year's last session once October is over, and the words for it."""
    base, gap = _base(market)
    if not base:
        return base, _LAST + "the gap at the end of October, which the data do not hold."
    side = _side(gap)
    if side != "behind":
        return base, _LAST + "{judged_against_date:day}, when " + _STOOD[side] + ": there was no gap to close."
    words = (
        "the gap of {judged_against_date:day}, {gap_then_points:points}: at least {fraction_asked_pct:limit} of it "
        "must have closed by {year_end_date:day}, to {may_be_left_points:points} or less; "
        "{to_year_end_sessions:n session} to go."
    )
    return base | facts(may_be_left_points=-gap * (1 - FRACTION / 100)), _LAST + words


def _settled(market: Market, lead: str, evidence: dict[str, EvidenceValue]) -> Claim:
    """Judge the claim on the year's last session, against the gap at the end of October."""
    base, before = _base(market)
    if not base:
        template = lead + ". Needs the gap at the end of October, which the data do not hold."
        return STATEMENT.judged(market, Status.NOT_TESTABLE, template, evidence)
    side, gap = _side(before), float(market.panel.relative.ytd_gap[-1])
    lead += "; on {judged_against_date:day} " + _STOOD[side]
    if side != "behind":
        return STATEMENT.judged(market, Status.FALSE, lead + ": there was no gap to close.", evidence | base)
    closed = 100 * (1 - gap / before)
    if closed > 0:
        outcome = facts(closed_pct=closed)
        words = ". Closed: {closed_pct:share beside fraction_asked_pct}"
    else:
        outcome = facts(widened_points=before - gap)
        words = ". The gap did not close" if before - gap < LEVEL else ". The gap widened by {widened_points:points}"
    status = Status.TRUE if closed >= FRACTION else Status.FALSE
    return STATEMENT.judged(
        market, status, lead + words + "; at least {fraction_asked_pct:limit} asked.", evidence | base | outcome
    )

"""What the panels of the verdict through time say: how many claims held, and the pooled probabilities."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from commentary.model import Group, Side
from commentary.pooling.model import Outcome
from commentary.takeaways.said import ON, Takeaway, takeaway
from commentary.wording import facts, opening

if TYPE_CHECKING:
    from collections.abc import Iterator

    from commentary.model import EvidenceValue, Market
    from commentary.pooling.model import Timeline

_NAMES = {Outcome.SMALL_HIGHER: "higher", Outcome.SMALL_AHEAD: "ahead"}
_MEANINGS = {
    Outcome.SMALL_HIGHER: "closes higher after {small_higher_sessions:n session}",
    Outcome.SMALL_AHEAD: "gains more than {large} over {small_ahead_sessions:n session}",
}


def claims(market: Market, timeline: Timeline) -> Takeaway:
    """Return how many claims about the present held at the last session of `timeline`, by side and by group."""
    evidence: dict[str, EvidenceValue] = {}
    groups = []
    for group in Group:
        parts = []
        for side, true, testable in _decided(timeline, group):
            key = f"{side}_{group}".replace(" ", "_")
            evidence |= facts(**{f"{key}_true": true, f"{key}_testable": testable})
            parts.append(f"{side} {{{key}_true:n}} of {{{key}_testable:n}}")
        if parts:
            groups.append(f"{group} {' and '.join(parts)}")
    if not groups:
        waits = f"{ON}no claim about the present could be decided: their windows need more sessions."
        return takeaway(market, "No claim can be decided yet", waits, evidence)
    totals = {side: _total(timeline, side) for side in Side}
    for side, (true, testable) in totals.items():
        evidence |= facts(**{f"{side}_true": true, f"{side}_testable": testable})
    sides = " and ".join(f"{{{side}_true:n}} of {{{side}_testable:n}} {side}" for side in Side)
    description = f"{ON}there held, of the claims about the present, {sides}; by group: {'; '.join(groups)}."
    return takeaway(market, _heading({side: true for side, (true, _) in totals.items()}), description, evidence)


def _decided(timeline: Timeline, group: Group) -> Iterator[tuple[Side, int, int]]:
    """Return each side with claims of a group that can be decided: how many hold, of how many."""
    for side in Side:
        testable = int(timeline.testable[side][group][-1])
        if testable:
            yield side, int(timeline.holds[side][group][-1]), testable


def _total(timeline: Timeline, side: Side) -> tuple[int, int]:
    true, testable = (
        sum(int(counts[-1]) for counts in by_side[side].values()) for by_side in (timeline.holds, timeline.testable)
    )
    return true, testable


def _heading(true: dict[Side, int]) -> str:
    """Return the words for "3 bear and 1 bull claims hold"."""
    total = sum(true.values())
    if not total:
        return "No claim holds"
    bear, bull = (f"{{{side}_true:n}} {side}" if true[side] else f"no {side}" for side in Side)
    return f"{opening(bear)} and {bull} claim{' holds' if total == 1 else 's hold'}"


def probability(market: Market, timeline: Timeline) -> Takeaway:
    """Return the pooled probability of each outcome at the last session of `timeline`, beside its base rate."""
    having = {outcome: rates for outcome, rates in timeline.pooled.items() if math.isfinite(rates.probability[-1])}
    evidence: dict[str, EvidenceValue] = {}
    for outcome, rates in having.items():
        shares = {f"{outcome}_pct": 100 * rates.probability[-1], f"{outcome}_base_pct": 100 * rates.base[-1]}
        evidence |= facts(**shares, **{f"{outcome}_sessions": outcome.horizon})
    if not having:
        waits = f"{ON}too few outcomes were known to read a probability from the claims."
        return takeaway(market, "No probability yet", waits, evidence)
    first, *later = having
    heading = "; ".join([opening(_rate(first, "n session", "against a base rate of")), *map(_rate, later)])
    beside = "beside a base rate of"
    chances = "; and of ".join(
        f"{{{outcome}_pct:share}} that {{small}} {_MEANINGS[outcome]}, {beside} {{{outcome}_base_pct:share}}"
        for outcome in having
    )
    description = f"{ON}the claims, read together, gave a probability of {chances}."
    return takeaway(market, heading, description, evidence)


def _rate(outcome: Outcome, sessions: str = "n", against: str = "against") -> str:
    """Return the words of a heading for one outcome."""
    rates = f"{{{outcome}_pct:whole}} {against} {{{outcome}_base_pct:whole}}"
    return f"{_NAMES[outcome]} in {{{outcome}_sessions:{sessions}}}: {rates}"

"""The ledger: how many claims hold on each side, by what they measure, so that one thing said often counts once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from commentary.evidence.model import LEAST
from commentary.model import Group, Sentence, Side, Status
from commentary.pooling.model import Outcome, Voter
from commentary.pooling.saying import scored
from commentary.wording import facts, named, sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from commentary.model import Claim
    from commentary.pooling.model import Score

_SCORED = f"{Voter.CLAIMS}.{Outcome.SMALL_HIGHER}"


@dataclass(frozen=True, slots=True)
class Count:
    """How many claims there are of each status."""

    by_status: Mapping[Status, int]

    @property
    def true(self) -> int:
        """Claims that hold."""
        return self.by_status[Status.TRUE]

    @property
    def testable(self) -> int:
        """Claims that the data decide: true, false, mixed or overtaken."""
        return sum(self.by_status[status] for status in (Status.TRUE, Status.FALSE, Status.MIXED, Status.OVERTAKEN))


@dataclass(frozen=True, slots=True)
class SideCount:
    """The claims of one side, all together and by group; groups without a claim of this side are left out."""

    total: Count
    groups: Mapping[Group, Count]

    @property
    def groups_true(self) -> int:
        """Groups in which at least one claim holds."""
        return sum(count.true > 0 for count in self.groups.values())

    @property
    def groups_testable(self) -> int:
        """Groups in which at least one claim can be decided."""
        return sum(count.testable > 0 for count in self.groups.values())


@dataclass(frozen=True, slots=True)
class Ledger:
    """Both sides counted, and the counts in a sentence."""

    sides: Mapping[Side, SideCount]
    summary: Sentence


def ledger(claims: Iterable[Claim]) -> Ledger:
    """Return the claims counted by side and group, with one sentence that says what the counts are and are not."""
    claims = tuple(claims)
    sides = {side: _side([claim for claim in claims if claim.side is side]) for side in Side}
    return Ledger(sides, _summary(sides))


def caveat(scores: Iterable[Score], small: str) -> Sentence:
    """Return why the counts must not be read as odds: how their share would have done as a probability.

    Parameters
    ----------
    scores : iterable of Score
        Up to the as-of date.
    small : str
        What to call the small instrument.
    """
    share = next((score for score in scores if score.name == _SCORED), None)
    if share is None or share.independent < LEAST:
        return sentence("How that share would have done as a probability cannot be said: too few outcomes.", {}, {})
    template = (
        "Read as the probability that {small} is higher {horizon_sessions:n session} later, the bullish share of the "
        "claims that hold had a Brier score of {brier:brier} over {scored_sessions:n session}; the base rate had "
        "{base_brier:brier} (lower is better)."
    )
    return sentence(template, scored(share), named(small, small))


def by_group(count: SideCount) -> str:
    """Return how many of a side's claims hold, group by group."""
    parts = [f"{group} {part.true} of {part.testable}" for group, part in count.groups.items() if part.testable]
    return f"Claims that hold: {', '.join(parts)}." if parts else "No claim can be tested."


def _count(claims: Iterable[Claim]) -> Count:
    statuses = [claim.status for claim in claims]
    return Count({status: statuses.count(status) for status in Status})


def _side(claims: list[Claim]) -> SideCount:
    present = [group for group in Group if any(claim.group is group for claim in claims)]
    groups = {group: _count(claim for claim in claims if claim.group is group) for group in present}
    return SideCount(_count(claims), groups)


def _summary(sides: Mapping[Side, SideCount]) -> Sentence:
    """Return the counts of both sides in one sentence."""
    evidence = facts()
    parts = []
    for side, count in sides.items():
        evidence |= facts(
            **{
                f"{side}_true": count.total.true,
                f"{side}_testable": count.total.testable,
                f"{side}_groups_true": count.groups_true,
                f"{side}_groups_testable": count.groups_testable,
            },
            **{
                f"{side}_{status}": number
                for status, number in count.total.by_status.items()
                if status is not Status.TRUE
            },
        )
        parts.append(_part(side, count))
    return sentence(f"{parts[0].capitalize()}; {parts[1]}. A vote share is not a probability.", evidence, {})


def _part(side: Side, count: SideCount) -> str:
    """Return the words for one side."""
    match count.total.testable, count.total.true:
        case 0, _:
            held = f"{side}: no claim can be tested"
        case 1, 0:
            held = f"{side}: the only testable claim does not hold"
        case 1, _:
            held = f"{side}: the only testable claim holds"
        case _, true:
            held = (
                f"{side}: {{{side}_true:n}} of {{{side}_testable:n}} testable claims {'holds' if true == 1 else 'hold'}"
            )
            held += f", in {{{side}_groups_true:n}} of {{{side}_groups_testable:n group}}"
    words = {
        Status.MIXED: "mixed",
        Status.OVERTAKEN: "overtaken",
        Status.OPEN: "open",
        Status.NOT_TESTABLE: "not testable",
    }
    rest = [f"{{{side}_{status}:n}} {word}" for status, word in words.items() if count.total.by_status[status]]
    return held + (f" ({', '.join(rest)})" if rest else "")

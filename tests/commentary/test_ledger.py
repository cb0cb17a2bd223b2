"""Counts of claims by side and group, on ledgers made by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from commentary.ledger import caveat, ledger
from commentary.model import Claim, Group, Side, Status
from commentary.pooling.model import Score
from tests.commentary.support import SMALL, unfounded


def claim(side: Side, group: Group, status: Status) -> Claim:
    """Return a claim of which only side, group and status matter."""
    return Claim("X", "A claim", side, group, status, "It says so.", {})


def scored(name: str, brier: float) -> Score:
    """Return a score over 5,214 sessions, beside a base rate of 0.241."""
    return Score(name, 5214, 248, brier, 0.241, 100 * (1 - brier / 0.241), ())


BOTH = [
    claim(Side.BEAR, Group.TREND, Status.TRUE),
    claim(Side.BEAR, Group.TREND, Status.TRUE),
    claim(Side.BEAR, Group.STRUCTURE, Status.FALSE),
    claim(Side.BEAR, Group.STRUCTURE, Status.MIXED),
    claim(Side.BEAR, Group.MOMENTUM, Status.OVERTAKEN),
    claim(Side.BEAR, Group.FUNDAMENTALS, Status.NOT_TESTABLE),
    claim(Side.BULL, Group.SEASON, Status.OPEN),
    claim(Side.BULL, Group.SEASON, Status.NOT_TESTABLE),
]


def test_claims_are_counted_by_side_and_by_group() -> None:
    """Two statements about the trend are two claims and one group; open claims and untestable ones decide nothing."""
    bear, bull = ledger(BOTH).sides[Side.BEAR], ledger(BOTH).sides[Side.BULL]
    assert (bear.total.true, bear.total.testable) == (2, 5)
    assert (bear.groups_true, bear.groups_testable) == (1, 3)
    assert list(bear.groups) == [Group.TREND, Group.MOMENTUM, Group.STRUCTURE, Group.FUNDAMENTALS]
    assert bear.groups[Group.STRUCTURE].by_status[Status.MIXED] == 1
    assert (bull.total.true, bull.total.testable, bull.groups_testable) == (0, 0, 0)


def test_the_summary_says_the_counts_and_what_they_are_not() -> None:
    """A side without a testable claim says so instead of 0 of 0."""
    summary = ledger(BOTH).summary
    assert summary.text == (
        "Bear: 2 of 5 testable claims hold, in 1 of 3 groups (1 mixed, 1 overtaken, 1 not testable); "
        "bull: no claim can be tested (1 open, 1 not testable). A vote share is not a probability."
    )
    assert unfounded(summary.text, summary.evidence) == []


def test_the_order_of_the_claims_does_not_matter() -> None:
    """A ledger counts; it does not rank."""
    assert ledger(BOTH) == ledger(reversed(BOTH))


def test_the_caveat_prints_the_scores_of_the_prices_shown() -> None:
    """As methods.md, section 4, asks: the share of bullish signals beside the base rate."""
    said = caveat([scored("pooled.small_higher", 0.24), scored("claims.small_higher", 0.364)], SMALL)
    assert said.text == (
        "Read as the probability that the Russell 2000 is higher 21 sessions later, the bullish share of the claims "
        "that hold had a Brier score of 0.364 over 5,214 sessions; the base rate had 0.241 (lower is better)."
    )
    assert unfounded(said.text, said.evidence) == []


@pytest.mark.parametrize("scores", [[], [replace(scored("claims.small_higher", 0.364), independent=9)]])
def test_the_caveat_has_no_numbers_where_too_few_outcomes_are_known(scores: list[Score]) -> None:
    """Fewer than ten windows say nothing."""
    said = caveat(scores, SMALL)
    assert "How that share would have done as a probability cannot be said: too few outcomes." == said.text
    assert {} == said.evidence


def test_a_side_with_one_testable_claim_says_whether_it_holds() -> None:
    """One claim is not counted out of one."""
    said = {
        Status.TRUE: "bull: the only testable claim holds",
        Status.FALSE: "bull: the only testable claim does not hold",
    }
    for status, words in said.items():
        summary = ledger([claim(Side.BULL, Group.TREND, status)]).summary
        assert summary.text == f"Bear: no claim can be tested; {words}. A vote share is not a probability."

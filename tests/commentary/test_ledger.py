"""Counts of claims by side and group, on ledgers made by hand."""

from __future__ import annotations

from commentary.ledger import CAVEAT, ledger
from commentary.model import Claim, Group, Side, Status
from tests.commentary.support import unfounded


def claim(side: Side, group: Group, status: Status) -> Claim:
    """Return a claim of which only side, group and status matter."""
    return Claim("X", "A claim", side, group, status, "It says so.", {})


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


def test_the_caveat_prints_the_published_scores() -> None:
    """As in methods.md, section 4."""
    assert "0.364" in CAVEAT.text
    assert "0.241" in CAVEAT.text
    assert unfounded(CAVEAT.text, CAVEAT.evidence) == []


def test_a_side_with_one_testable_claim_says_whether_it_holds() -> None:
    """One claim is not counted out of one."""
    said = {
        Status.TRUE: "bull: the only testable claim holds",
        Status.FALSE: "bull: the only testable claim does not hold",
    }
    for status, words in said.items():
        summary = ledger([claim(Side.BULL, Group.TREND, status)]).summary
        assert summary.text == f"Bear: no claim can be tested; {words}. A vote share is not a probability."

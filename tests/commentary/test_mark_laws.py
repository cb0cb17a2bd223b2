"""What everything that is drawn for a claim must keep, whichever claim it is."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import pytest

from commentary.claims import RULES, judge_all, marks_of
from commentary.marks import On, Shape
from tests.commentary.support import markets, unfounded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from commentary.marks import Mark
    from commentary.model import Market, Rule
    from indicators.panel import PairPanel

rules = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.KEY)


@pytest.fixture(scope="module")
def everywhere(panels: list[PairPanel], index_panel: PairPanel) -> list[Market]:
    """Return markets at many dates, on random walks and on the real pair, also as if the year ended there."""
    return [*(each for panel in panels for each in markets(panel, 25, seed=8)), *markets(index_panel, 80, seed=8)]


def sessions_of(each: Market, on: On) -> set[object]:
    """Return the days on which what a mark lies on has a value."""
    panel = each.panel
    sessions = {On.SMALL: panel.small.sessions, On.LARGE: panel.large.sessions}.get(on, panel.relative.sessions)
    return set(sessions.astype("datetime64[D]").tolist())


def drawn(rule: Rule, everywhere: list[Market]) -> Iterator[tuple[Market, Mark]]:
    """Return every mark of a rule with its market."""
    return ((each, mark) for each in everywhere for mark in rule.marks(each))


@rules
def test_a_mark_lies_on_sessions_up_to_the_as_of_date(rule: Rule, everywhere: list[Market]) -> None:
    """It starts no later than it ends, and ends no later than what is known."""
    for each, mark in drawn(rule, everywhere):
        assert mark.start <= mark.end <= each.as_of
        assert {mark.start, mark.end} <= sessions_of(each, mark.on)


@rules
def test_a_mark_has_the_values_of_its_shape(rule: Rule, everywhere: list[Market]) -> None:
    """A span has none, the others have two finite ones; a dot is one point, and a band has its lower value first."""
    for _, mark in drawn(rule, everywhere):
        low, high = mark.start_value, mark.end_value
        if mark.shape is Shape.SPAN:
            assert (low, high) == (None, None)
            continue
        assert isinstance(low, float)
        assert isinstance(high, float)
        assert math.isfinite(low + high)
        if mark.shape is Shape.DOT:
            assert (mark.start, low) == (mark.end, high)
        if mark.shape is Shape.BAND:
            assert low <= high


@rules
def test_a_label_is_short_and_has_the_numbers_of_the_claim_alone(rule: Rule, everywhere: list[Market]) -> None:
    """Chart and sentence cannot disagree: each number of a label stands in the evidence of the claim on that day."""
    for each in everywhere:
        claim = rule.judge(each)
        for mark in rule.marks(each):
            assert unfounded(mark.label, claim.evidence) == []
            assert not re.search(r"\b(?i:nan|inf)\b|None|[{}]|\bwill\b|\.$", mark.label)
            assert len(mark.label) <= 40


@rules
def test_a_claim_that_lacks_sessions_draws_nothing(rule: Rule, everywhere: list[Market]) -> None:
    """Where the claim says how many sessions it needs, there is nothing to show."""
    for each in everywhere:
        if "needed_sessions" in rule.judge(each).evidence:
            assert rule.marks(each) == ()


def test_claims_that_prices_do_not_show_draw_nothing_and_the_others_something(everywhere: list[Market]) -> None:
    """Members' profits, shorts and chasing are not in prices; each other claim is drawn on some day."""
    found = {key for each in everywhere for key in marks_of(each)}
    assert {rule.KEY for rule in RULES} - {"B9", "U4", "U5"} == found


def test_only_claims_with_marks_are_listed(everywhere: list[Market]) -> None:
    """The mapping has no empty entries, and what a rule says of itself."""
    for each in everywhere[::7]:
        expected = {rule.KEY: rule.marks(each) for rule in RULES if rule.marks(each)}
        assert expected == marks_of(each)


def test_drawing_leaves_the_judgement_as_it_was(everywhere: list[Market]) -> None:
    """Rules keep no state: claims are the same before and after their marks are asked for."""
    each = everywhere[-1]
    before = judge_all(each)
    assert marks_of(each) == marks_of(each)
    assert before == judge_all(each)

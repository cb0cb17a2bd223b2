"""What every claim must keep, whatever it says."""

from __future__ import annotations

import math
import pkgutil
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from commentary import claims
from commentary.claims import RULES, judge_all, marks_of
from commentary.headline import headline
from commentary.ledger import ledger
from commentary.model import Group, Side, Status
from commentary.states import STATUSES, latest
from indicators.panel import pair_panel
from tests.commentary.support import LARGE, SMALL, day_of, holed, market, markets, unfounded, walks

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from commentary.model import Market, Rule
    from indicators.panel import PairPanel

KEYS = ["B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B9", "U1", "U2", "U3", "U4", "U5"]
rules = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.KEY)


def check(text: str, evidence: object) -> None:
    """Fail on a number that is not in the evidence, and on anything that no reader should see."""
    assert isinstance(evidence, dict)
    assert unfounded(text, evidence) == []
    assert not re.search(r"\b(?i:nan|inf)\b|\b(None|True|False)\b|[{}]|-0\.0+ %", text)
    assert not re.search(r"\bwill\b", text)
    assert text[0].isupper()
    assert text.endswith(".")
    for key, value in evidence.items():
        assert type(value) in (int, float, str, bool, type(None)), key
        assert not isinstance(value, float) or math.isfinite(value), key


def test_the_registry_lists_every_claim_once_and_in_order() -> None:
    """All files of the folder are registered, B1 to B9 before U1 to U5."""
    keys = [rule.KEY for rule in RULES]
    assert keys == KEYS
    files = {f"{claims.__name__}.{module.name}" for module in pkgutil.iter_modules(claims.__path__)}
    assert files == {rule.__name__ for rule in RULES}  # type: ignore[attr-defined]


@rules
def test_a_rule_has_the_names_of_the_protocol(rule: Rule) -> None:
    """Key, side and group are of their types, and the bear's keys begin with B."""
    assert isinstance(rule.SIDE, Side)
    assert isinstance(rule.GROUP, Group)
    assert rule.SIDE is (Side.BEAR if rule.KEY.startswith("B") else Side.BULL)
    assert callable(rule.states)
    assert callable(rule.judge)


@rules
def test_a_claim_carries_its_rules_key_side_and_group(rule: Rule, panels: list[PairPanel]) -> None:
    """What a claim says of itself is what its rule says."""
    for panel in panels:
        for each in markets(panel, 3):
            claim = rule.judge(each)
            expected = (rule.KEY, rule.SIDE, rule.GROUP)
            assert expected == (claim.key, claim.side, claim.group)


@rules
def test_every_number_of_a_claim_stands_in_its_evidence(rule: Rule, panels: list[PairPanel]) -> None:
    """On random walks of many lengths no text has a number or a date of its own."""
    for panel in panels:
        for each in markets(panel, 25):
            claim = rule.judge(each)
            check(claim.text, claim.evidence)
            assert unfounded(claim.name, {"window_sessions": 200}) == []


@rules
def test_every_number_of_a_claim_stands_in_its_evidence_on_real_prices(rule: Rule, index_panel: PairPanel) -> None:
    """On the real indices no text has a number or a date of its own."""
    for each in markets(index_panel, 60):
        claim = rule.judge(each)
        check(claim.text, claim.evidence)


def test_the_law_of_numbers_can_fail() -> None:
    """A wrong number, sign, date or year is found; rounding, names and dates of the evidence pass."""
    evidence = {"close": 1149.449951, "slope_pct": -0.4871, "day_date": "2014-10-28", "flag": True}
    assert unfounded("Russell 2000 at 1,149.45, -0.49 %, 28 Oct 2014, 28 Oct, 2014", evidence) == []
    assert unfounded("at 1,149.46", evidence) == ["1,149.46"]
    assert unfounded("+0.49 %", evidence) == ["+0.49"]
    assert unfounded("29 Oct 2014 and 27 Oct", evidence) == ["29 Oct 2014", "27 Oct"]
    assert unfounded("1 of 2015", evidence) == ["1", "2015"]
    assert unfounded("p below 0.001", {"p": 0.0004}) == []
    assert unfounded("p below 0.001", {"p": 0.0014}) == ["0.001"]


@rules
def test_the_state_of_a_session_is_what_a_judge_would_have_said(rule: Rule, panels: list[PairPanel]) -> None:
    """The array of all sessions agrees with a judgement on the cut history, before a forecast is due."""
    for panel in panels:
        states = rule.states(panel)
        assert states.shape == panel.relative.sessions.shape
        for position in np.random.default_rng(9).integers(0, len(states), 30):
            each = market(panel, day_of(panel.relative.sessions[position]), left=7)
            assert STATUSES[states[position]] is rule.judge(each).status


@rules
def test_the_state_of_a_real_session_is_what_a_judge_would_have_said(rule: Rule, index_panel: PairPanel) -> None:
    """As above, on the real indices."""
    states = rule.states(index_panel)
    for position in np.random.default_rng(10).integers(0, len(states), 40):
        each = market(index_panel, day_of(index_panel.relative.sessions[position]), left=7)
        assert STATUSES[states[position]] is rule.judge(each).status


@pytest.mark.parametrize("read", [judge_all, marks_of])
@pytest.mark.parametrize("seed", range(3))
def test_nothing_later_changes_what_was_said_or_drawn(seed: int, read: Callable[[Market], object]) -> None:
    """Claims and marks from a panel of the cut history equal those from the panel of the whole history, cut."""
    small, large = holed(*walks(1100, seed=60 + seed), seed=seed)
    whole = pair_panel(small, large)
    for position in np.random.default_rng(seed).integers(0, len(whole.relative.sessions), 8):
        session = whole.relative.sessions[position]
        known = pair_panel(small[small.index <= session], large[large.index <= session])
        assert read(market(known, day_of(session))) == read(market(whole, day_of(session)))


@pytest.mark.parametrize("read", [judge_all, marks_of])
def test_nothing_later_changes_what_was_said_or_drawn_on_real_prices(
    index_frames: tuple[pd.DataFrame, pd.DataFrame], read: Callable[[Market], object]
) -> None:
    """As above, on the real indices, with a wild session appended after the cut."""
    whole = pair_panel(*index_frames)
    for day in ("1988-06-30", "2000-02-29", "2014-10-28", "2020-03-16"):
        cut = [each[each.index <= day] for each in index_frames]
        wild = [each[: len(part) + 1].copy() for each, part in zip(index_frames, cut, strict=True)]
        for each in wild:
            each.iloc[-1] *= 1.5
        expected = read(market(pair_panel(*cut), day_of(np.datetime64(day))))
        assert expected == read(market(whole, day_of(np.datetime64(day))))
        assert expected == read(market(pair_panel(*wild), day_of(np.datetime64(day))))


@rules
def test_a_verdict_does_not_depend_on_the_side(
    rule: Rule, panels: list[PairPanel], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same rule argued by the other side comes to the same status, text and evidence."""
    before = [rule.judge(each) for panel in panels for each in markets(panel, 6)]
    other = Side.BULL if rule.SIDE is Side.BEAR else Side.BEAR
    monkeypatch.setattr(rule, "STATEMENT", replace(rule.STATEMENT, side=other))  # type: ignore[attr-defined]
    after = [rule.judge(each) for panel in panels for each in markets(panel, 6)]
    assert [replace(claim, side=other) for claim in before] == after


def test_judging_twice_gives_the_same(panels: list[PairPanel]) -> None:
    """Rules keep no state."""
    each = market(panels[-1], day_of(panels[-1].relative.sessions[-1]))
    assert judge_all(each) == judge_all(each)


def test_headlines_and_ledgers_keep_the_law_of_numbers(panels: list[PairPanel]) -> None:
    """Both are sentences from evidence, at any date."""
    for panel in panels:
        for each in markets(panel, 20):
            for name, part in ((SMALL, each.panel.small), (LARGE, each.panel.large)):
                said = headline(name, part, part.trend)
                check(said.text, said.evidence)
            summary = ledger(judge_all(each)).summary
            check(summary.text, summary.evidence)


def test_no_status_stands_for_a_claim_without_a_session() -> None:
    """Where there is no common session nothing can be tested."""
    assert latest(np.array([], dtype=np.int8)) is Status.NOT_TESTABLE

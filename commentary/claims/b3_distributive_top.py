"""B3: the index has formed a year-long distributive top."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commentary.model import Claim, Group, Side, Status
from commentary.states import decide, latest
from commentary.stating import Statement
from commentary.wording import facts
from indicators.distribution_top import (
    EFFICIENCY_RANK,
    FAILING,
    NET_RETURN,
    PRIOR_GAIN,
    RANGE_RANK,
    TOP_NEAR,
    TOPS,
    TOPS_APART,
    YEAR,
)

if TYPE_CHECKING:
    from commentary.model import Codes, EvidenceValue, Market
    from indicators.panel import DistributionTop, PairPanel

KEY = "B3"
SIDE = Side.BEAR
GROUP = Group.STRUCTURE
TRUE_FROM = 4  # of the five tests
MIXED_FROM = 3
STATEMENT = Statement(KEY, "A year-long distributive top", SIDE, GROUP)

_TEXT = (
    "{Small} passes {passed:n} of {tests:n} tests over {window_sessions:n session} (true from {true_from:n}, "
    "mixed at {mixed_from:n}).\n"
    "Rose before, {prior_gain_holds:holds}: {prior_gain_pct:signed} in the {window_sessions:n session} before, over "
    "{prior_gain_min_pct:limit} asked.\n"
    "Sideways, {sideways_holds:holds}: {net_return_pct:signed}, within {net_return_max_pct:limit} asked; efficiency at "
    "{efficiency_rank_pct:rank} of its history, up to {efficiency_rank_max_pct:n} asked.\n"
    "Repeated highs, {tops_holds:holds}: {tops:n} within {tops_near_pct:limit} of the maximum and over "
    "{tops_apart_sessions:n session} apart, at least {tops_min:n} asked.\n"
    "Narrow, {range_holds:holds}: range {range_pct:size}, at {range_rank_pct:rank} of its history, up to "
    "{range_rank_max_pct:n} asked.\n"
    "Failing, {failing_holds:holds}: {since_high_sessions:n session} since its high, over {failing_sessions:n} asked; "
    "a swing low broken in the last {failing_sessions:n}: {broke_low:holds}."
)


def states(panel: PairPanel) -> Codes:
    """Return true from four of the five tests, mixed at three."""
    passed = panel.small.top.passed[panel.relative.small_at]
    return decide(passed >= 0, (Status.TRUE, passed >= TRUE_FROM), (Status.MIXED, passed == MIXED_FROM))


def judge(market: Market) -> Claim:
    """Show all five tests with the value behind each."""
    status = latest(states(market.panel))
    if status is Status.NOT_TESTABLE:
        return STATEMENT.too_short(market, 2 * YEAR + 1)
    return STATEMENT.judged(market, status, _TEXT, _evidence(market.panel.small.top))


def _evidence(top: DistributionTop) -> dict[str, EvidenceValue]:
    return facts(
        passed=top.passed[-1],
        tests=5,
        true_from=TRUE_FROM,
        mixed_from=MIXED_FROM,
        window_sessions=YEAR,
        prior_gain_pct=top.prior_gain[-1],
        prior_gain_min_pct=PRIOR_GAIN,
        prior_gain_holds=top.prior_gain_ok[-1],
        net_return_pct=top.net_return[-1],
        net_return_max_pct=NET_RETURN,
        efficiency=top.efficiency[-1],
        efficiency_rank_pct=100 * top.efficiency_rank[-1],
        efficiency_rank_max_pct=round(100 * EFFICIENCY_RANK),
        sideways_holds=top.sideways_ok[-1],
        tops=top.tops[-1],
        tops_min=TOPS,
        tops_near_pct=100 * (1 - TOP_NEAR),
        tops_apart_sessions=TOPS_APART,
        tops_holds=top.tops_ok[-1],
        range_pct=top.range[-1],
        range_rank_pct=100 * top.range_rank[-1],
        range_rank_max_pct=round(100 * RANGE_RANK),
        range_holds=top.range_ok[-1],
        since_high_sessions=top.since_high[-1],
        failing_sessions=FAILING,
        broke_low=top.broke_low[-1],
        failing_holds=top.failing_ok[-1],
    )

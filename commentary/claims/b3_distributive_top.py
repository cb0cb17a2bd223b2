"""B3: the index has formed a year-long distributive top."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from commentary.marking import band, dot, known, level
from commentary.marks import Mark, On
from commentary.model import Claim, Group, Side, Status
from commentary.states import decide, latest, onsets
from commentary.stating import Statement
from commentary.wording import facts, write
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
    repeated_highs,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from commentary.model import Codes, EvidenceValue, Market
    from indicators.arrays import Bools
    from indicators.panel import DistributionTop, PairPanel, Panel

KEY = "B3"
SIDE = Side.BEAR
GROUP = Group.STRUCTURE
TRUE_FROM = 4  # of the five tests
MIXED_FROM = 3
STATEMENT = Statement(KEY, "A year-long distributive top", SIDE, GROUP)

_PASSES = (
    "{Small} passes {tests_passed:n} of {tests:n} tests over {window_sessions:n session} (true from {true_from:n}, "
    "mixed at {mixed_from:n})."
)
_TESTS = (
    "\nRose before, {rose_before:holds}: {prior_gain_pct:signed beside prior_gain_asked_pct} in the "
    "{window_sessions:n session} before, over {prior_gain_asked_pct:limit} asked."
    "\nSideways, {sideways:holds}: {net_return_pct:signed beside net_return_limit_pct}, within "
    "{net_return_limit_pct:limit} asked; efficiency at {efficiency_rank_pct:rank beside efficiency_rank_limit_pct} of "
    "its history, up to {efficiency_rank_limit_pct:n} asked."
    "\nRepeated highs, {repeated_highs:holds}: {highs:n} within {highs_within_pct:limit} of the maximum and over "
    "{highs_apart_sessions:n session} apart, at least {highs_asked:n} asked."
    "\nNarrow, {narrow:holds}: range {range_pct:size}, at {range_rank_pct:rank beside range_rank_limit_pct} of its "
    "history, up to {range_rank_limit_pct:n} asked."
    "\nFailing, {failing:holds}: {since_high_sessions:n session} since its high, over {failing_window_sessions:n} "
    "asked; a swing low broken in the last {failing_window_sessions:n}: {swing_low_broken:holds}."
)


def states(panel: PairPanel) -> Codes:
    """Return true from four of the five tests, mixed at three."""
    passed = panel.small.top.passed[panel.relative.small_at]
    return decide(passed >= 0, (Status.TRUE, passed >= TRUE_FROM), (Status.MIXED, passed == MIXED_FROM))


def events(panel: PairPanel) -> Mapping[str, Bools]:
    """Return where the claim became true."""
    return onsets(states(panel))


def judge(market: Market) -> Claim:
    """Show all five tests with the value behind each."""
    status = latest(states(market.panel))
    if status is Status.NOT_TESTABLE:
        return STATEMENT.too_short(market, 2 * YEAR + 1)
    template = _PASSES + _TESTS
    return STATEMENT.judged(market, status, template, _evidence(market.panel.small.top))


def marks(market: Market) -> tuple[Mark, ...]:
    """Return the range of the year, the highs that count as repeated, and the swing low that was broken."""
    small = market.panel.small
    if not known(small.top.prior_gain):
        return ()
    year = small.close[-YEAR:]
    label = write("range {range_pct:size} in {window_sessions:n session}", _evidence(small.top))
    highs = repeated_highs(small.close, small.pivots)[::-1]
    return (
        band(On.SMALL, small.sessions[-YEAR:], year.min(), year.max(), label),
        *(dot(On.SMALL, small.sessions[at], small.close[at], "high") for at in highs),
        *_broken_low(small),
    )


def _broken_low(small: Panel) -> tuple[Mark, ...]:
    """Return the last swing low that was broken, up to the last close under it while it was the last one."""
    under = np.flatnonzero(small.close[-FAILING:] < small.swing_low[-FAILING:])
    if not under.size:
        return ()
    last = len(small.close) - FAILING + int(under[-1])
    pivots = small.pivots.cut(last + 1)
    low = int(pivots.position[~pivots.high][-1])
    return (level(On.SMALL, small.sessions[low], small.sessions[last], small.close[low], "swing low, broken"),)


def _evidence(top: DistributionTop) -> dict[str, EvidenceValue]:
    return facts(
        tests_passed=top.passed[-1],
        tests=5,
        true_from=TRUE_FROM,
        mixed_from=MIXED_FROM,
        window_sessions=YEAR,
        prior_gain_pct=top.prior_gain[-1],
        prior_gain_asked_pct=PRIOR_GAIN,
        rose_before=top.prior_gain_ok[-1],
        net_return_pct=top.net_return[-1],
        net_return_limit_pct=NET_RETURN,
        efficiency=top.efficiency[-1],
        efficiency_rank_pct=100 * top.efficiency_rank[-1],
        efficiency_rank_limit_pct=round(100 * EFFICIENCY_RANK),
        sideways=top.sideways_ok[-1],
        highs=top.tops[-1],
        highs_asked=TOPS,
        highs_within_pct=100 * (1 - TOP_NEAR),
        highs_apart_sessions=TOPS_APART,
        repeated_highs=top.tops_ok[-1],
        range_pct=top.range[-1],
        range_rank_pct=100 * top.range_rank[-1],
        range_rank_limit_pct=round(100 * RANGE_RANK),
        narrow=top.range_ok[-1],
        since_high_sessions=top.since_high[-1],
        failing_window_sessions=FAILING,
        swing_low_broken=top.broke_low[-1],
        failing=top.failing_ok[-1],
    )

"""The ledger: every claim of both sides, one rule a file; a rule not listed here does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commentary.claims import (
    b1_sells_off_at_average,
    b2_average_slopes_lower,
    b3_distributive_top,
    b4_broke_a_triangle,
    b5_more_resistance,
    b6_less_support,
    b7_worse_momentum,
    b8_estimates_fall_faster,
    b9_members_without_profit,
    u1_break_above_average,
    u2_gap_closes,
    u3_year_in_the_black,
    u4_funds_drop_shorts,
    u5_funds_chase_performance,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from commentary.marks import Mark
    from commentary.model import Claim, Market, Rule

RULES: tuple[Rule, ...] = (
    b1_sells_off_at_average,
    b2_average_slopes_lower,
    b3_distributive_top,
    b4_broke_a_triangle,
    b5_more_resistance,
    b6_less_support,
    b7_worse_momentum,
    b8_estimates_fall_faster,
    b9_members_without_profit,
    u1_break_above_average,
    u2_gap_closes,
    u3_year_in_the_black,
    u4_funds_drop_shorts,
    u5_funds_chase_performance,
)


def judge_all(market: Market) -> tuple[Claim, ...]:
    """Return every claim as judged at the last session of `market`, in the order B1 to B9, U1 to U5."""
    return tuple(rule.judge(market) for rule in RULES)


def marks_of(market: Market) -> Mapping[str, tuple[Mark, ...]]:
    """Return what each claim points at on the chart, by key; a claim that shows nothing has none."""
    found = {rule.KEY: rule.marks(market) for rule in RULES}
    return {key: marks for key, marks in found.items() if marks}

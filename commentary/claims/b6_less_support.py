"""B6: the small index has less support below it than the large one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from commentary.model import Claim, Group, Side, Status
from commentary.states import decide, latest
from commentary.stating import Statement
from commentary.wording import facts

if TYPE_CHECKING:
    from commentary.model import Codes, Market
    from indicators.panel import Floats, PairPanel, Panel

KEY = "B6"
SIDE = Side.BEAR
GROUP = Group.STRUCTURE
WINDOW = 252  # sessions before the last
STATEMENT = Statement(KEY, "Less support than {large}", SIDE, GROUP)


def states(panel: PairPanel) -> Codes:
    """Return true where the small index is worse off by all three measures, false by none, else mixed."""
    small, large = _measures(panel.small), _measures(panel.large)
    worse, known = [], []
    for low, high in zip(small, large, strict=True):
        here, there = low[panel.relative.small_at], high[panel.relative.large_at]
        worse.append(here > there)
        known.append(~np.isnan(here) & ~np.isnan(there))
    count = np.sum(worse, axis=0)
    return decide(np.all(known, axis=0), (Status.TRUE, count == len(worse)), (Status.MIXED, count > 0))


def _measures(panel: Panel) -> tuple[Floats, Floats, Floats]:
    """Return how much support is wanting, more is worse: closes not near below, fall to the swing low, fall to an average."""
    return 100 - panel.near_support, _fall(panel, panel.swing_low), _fall(panel, panel.sma50, panel.trend.average)


def _fall(panel: Panel, *levels: Floats) -> Floats:
    """Return by how many % the close must fall to the nearest level below it; infinite if none is below, NaN if one is unknown."""
    falls = [np.where(level >= panel.close, np.inf, 100 * (1 - level / panel.close)) for level in levels]
    return np.asarray(np.minimum.reduce(falls), dtype=np.float64)


def judge(market: Market) -> Claim:
    """Show the three measures of both, and where the small index is worse off."""
    small, large = market.panel.small, market.panel.large
    status = latest(states(market.panel))
    if status is Status.NOT_TESTABLE:
        if min(len(small.sessions), len(large.sessions)) > WINDOW:
            template = "Needs a confirmed swing low in both histories: a close {pivot_pct:limit} above it, after a fall as large."
            return STATEMENT.judged(market, status, template, facts(pivot_pct=5.0))
        return STATEMENT.too_short(market, WINDOW + 1, both=True)
    (_, small_low, small_average), (_, large_low, large_average) = (
        [float(measure[-1]) for measure in _measures(panel)] for panel in (small, large)
    )
    worse = (small.near_support[-1] < large.near_support[-1], small_low > large_low, small_average > large_average)
    evidence = facts(
        small_near_support_pct=small.near_support[-1],
        large_near_support_pct=large.near_support[-1],
        near_support_worse=worse[0],
        small_to_swing_low_pct=small_low,
        large_to_swing_low_pct=large_low,
        swing_low_worse=worse[1],
        small_to_average_pct=small_average,
        large_to_average_pct=large_average,
        average_worse=worse[2],
        worse=sum(map(bool, worse)),
        tests=len(worse),
        window_sessions=WINDOW,
        near_limit_pct=5.0,
        short_average_sessions=50,
        long_average_sessions=small.trend.window,
    )
    template = (
        "{Small} is worse off in {worse:n} of {tests:n} tests (true if in all, false if in none). "
        "Closes within {near_limit_pct:limit} below, of the {window_sessions:n} before: {small_near_support_pct:share} against "
        "{large_near_support_pct:share}, worse: {near_support_worse:holds}. "
        f"Fall to the last swing low: {_way('small_to_swing_low_pct', small_low)} against "
        f"{_way('large_to_swing_low_pct', large_low)}, worse: {{swing_low_worse:holds}}; to the nearer of the "
        "{short_average_sessions:n}- and {long_average_sessions:n}-day averages below: "
        f"{_way('small_to_average_pct', small_average)} against {_way('large_to_average_pct', large_average)}, "
        "worse: {average_worse:holds}."
    )
    return STATEMENT.judged(market, status, template, evidence)


def _way(key: str, fall: float) -> str:
    """Return the words for a distance down, which may have nothing to end on."""
    return f"{{{key}:size}}" if np.isfinite(fall) else "none below"

"""B7: the small index has much worse momentum than the large one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from commentary.model import Claim, Group, Side, Status
from commentary.states import decide, latest
from commentary.stating import Statement
from commentary.wording import facts
from indicators.panel import ROC_WINDOWS
from indicators.rate_of_change import LOOKBACK, SKIPPED
from indicators.rsi import WINDOW as RSI_WINDOW

if TYPE_CHECKING:
    from commentary.model import Codes, Market
    from indicators.arrays import Floats
    from indicators.panel import PairPanel

KEY = "B7"
SIDE = Side.BEAR
GROUP = Group.MOMENTUM
HORIZONS = ROC_WINDOWS[::-1]  # sessions, the longest first
MUCH = 0.2  # the lowest fifth of the 12-1 difference's own history
STATEMENT = Statement(KEY, "Much worse momentum than {large}", SIDE, GROUP)


def _differences(panel: PairPanel) -> dict[str, Floats]:
    """Return small minus large at each common session, points, by the words for the measure."""
    small, large = panel.small, panel.large
    here, there = panel.relative.small_at, panel.relative.large_at
    return {
        "{lookback_months:n}-{skipped_months:n} momentum": panel.relative.momentum_gap,
        **{f"ROC({{roc{n}_sessions:n}})": small.roc[n][here] - large.roc[n][there] for n in HORIZONS},
        "RSI({rsi_sessions:n})": small.rsi14[here] - large.rsi14[there],
    }


def states(panel: PairPanel) -> Codes:
    """Return true where all six are worse and the 12-1 difference is much, false where none is worse, else mixed."""
    gaps = np.stack(list(_differences(panel).values()))
    worse = np.sum(gaps < 0, axis=0)
    rank = panel.relative.momentum_gap_rank
    much = rank <= MUCH
    known = ~np.isnan(gaps).any(axis=0) & ~np.isnan(rank)
    return decide(known, (Status.TRUE, (worse == len(gaps)) & much), (Status.MIXED, worse > 0))


def judge(market: Market) -> Claim:
    """Say at which horizons momentum is worse, and whether the 12-1 difference is much."""
    panel = market.panel
    small, large = panel.small, panel.large
    status = latest(states(panel))
    if status is Status.NOT_TESTABLE:
        return STATEMENT.too_short(market, HORIZONS[0] + 1, both=True)
    gaps = {words: float(gap[-1]) for words, gap in _differences(panel).items()}
    worse = [words for words, gap in gaps.items() if gap < 0]
    evidence = facts(
        worse=len(worse),
        tests=len(gaps),
        lookback_months=LOOKBACK,
        skipped_months=SKIPPED,
        rsi_sessions=RSI_WINDOW,
        small_momentum_12_1_pct=small.momentum_12_1[-1],
        large_momentum_12_1_pct=large.momentum_12_1[-1],
        momentum_12_1_gap_points=panel.relative.momentum_gap[-1],
        momentum_12_1_gap_rank_pct=100 * panel.relative.momentum_gap_rank[-1],
        much_threshold_pct=round(100 * MUCH),
        small_rsi14=small.rsi14[-1],
        large_rsi14=large.rsi14[-1],
    )
    for n in HORIZONS:
        pair = {f"small_roc{n}_pct": small.roc[n][-1], f"large_roc{n}_pct": large.roc[n][-1]}
        evidence |= facts(**{f"roc{n}_sessions": n}, **pair)
    much = "much" if panel.relative.momentum_gap_rank[-1] <= MUCH else "not much"
    rest = [words for words in gaps if words not in worse]
    return STATEMENT.judged(market, status, _text(worse, rest, much), evidence)


def _text(worse: list[str], rest: list[str], much: str) -> str:
    """Return the template: which measures are worse, which are not, and how far the 12-1 difference is."""
    where = (f": {_listed(worse)}" if worse else "") + (f"; not {_listed(rest)}" if worse and rest else "")
    return (
        f"{{Small}} is worse than {{large}} by {{worse:n}} of {{tests:n}} measures{where}. "
        "Its {lookback_months:n}-{skipped_months:n} momentum is {small_momentum_12_1_pct:signed} against "
        f"{{large_momentum_12_1_pct:signed}}: a difference at {{momentum_12_1_gap_rank_pct:rank}} of its own history, "
        f"{much} (up to {{much_threshold_pct:n}}). "
        "RSI({rsi_sessions:n}) is {small_rsi14:level} against {large_rsi14:level}."
    )


def _listed(words: list[str]) -> str:
    return ", ".join(words[:-1]) + (" and " if words[:-1] else "") + words[-1]

"""B7: the small index has much worse momentum than the large one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from commentary.marking import known, segment
from commentary.marks import Mark, On
from commentary.model import Claim, Group, Side, Status
from commentary.states import decide, latest, onsets
from commentary.stating import Statement
from commentary.wording import facts, write
from indicators.panel import ROC_WINDOWS
from indicators.rate_of_change import LOOKBACK, SKIPPED
from indicators.rsi import WINDOW as RSI_WINDOW

if TYPE_CHECKING:
    from collections.abc import Mapping

    from commentary.model import Codes, EvidenceValue, Market
    from indicators.arrays import Bools, Floats
    from indicators.panel import PairPanel

KEY = "B7"
SIDE = Side.BEAR
GROUP = Group.MOMENTUM
HORIZONS = dict(zip(("year", "half_year", "quarter", "month"), reversed(ROC_WINDOWS), strict=True))  # sessions
MUCH = 0.2  # the lowest fifth of the 12-1 difference's own history
STATEMENT = Statement(KEY, "Much worse momentum than {large}", SIDE, GROUP)


def _differences(panel: PairPanel) -> dict[str, Floats]:
    """Return small minus large at each common session, points, by the words for the measure."""
    small, large = panel.small, panel.large
    here, there = panel.relative.small_at, panel.relative.large_at
    return {
        "{lookback_months:n}-{skipped_months:n} momentum": panel.relative.momentum_gap,
        **{f"ROC({{{name}_roc_sessions:n}})": small.roc[n][here] - large.roc[n][there] for name, n in HORIZONS.items()},
        "RSI({rsi_window_sessions:n})": small.rsi14[here] - large.rsi14[there],
    }


def states(panel: PairPanel) -> Codes:
    """Return true where all six are worse and the 12-1 difference is much, false where none is worse, else mixed."""
    gaps = np.stack(list(_differences(panel).values()))
    worse = np.sum(gaps < 0, axis=0)
    rank = panel.relative.momentum_gap_rank
    much = rank <= MUCH
    testable = ~np.isnan(gaps).any(axis=0) & ~np.isnan(rank)
    return decide(testable, (Status.TRUE, (worse == len(gaps)) & much), (Status.MIXED, worse > 0))


def events(panel: PairPanel) -> Mapping[str, Bools]:
    """Return where the claim became true."""
    return onsets(states(panel))


def judge(market: Market) -> Claim:
    """Say at which horizons momentum is worse, and whether the 12-1 difference is much."""
    panel = market.panel
    status = latest(states(panel))
    if status is Status.NOT_TESTABLE:
        return STATEMENT.too_short(market, HORIZONS["year"] + 1, both=True)
    gaps = {words: float(gap[-1]) for words, gap in _differences(panel).items()}
    worse = [words for words, gap in gaps.items() if gap < 0]
    evidence = facts(measures_worse=len(worse), measures=len(gaps)) | _evidence(panel)
    much = "much" if panel.relative.momentum_gap_rank[-1] <= MUCH else "not much"
    rest = [words for words in gaps if words not in worse]
    return STATEMENT.judged(market, status, _text(worse, rest, much), evidence)


def marks(market: Market) -> tuple[Mark, ...]:
    """Return how far the two lie apart at the as-of session, in RSI and in each rate of change."""
    panel = market.panel
    small, large = panel.small, panel.large
    if not known(panel.relative.momentum_gap_rank, small.rsi14, large.rsi14):
        return ()
    evidence = _evidence(panel)
    today = panel.relative.sessions[-1]
    label = write("{small_rsi:level} against {large_rsi:level}", evidence)
    apart = [segment(On.RSI, (today, small.rsi14[-1]), (today, large.rsi14[-1]), label)]
    for name, n in HORIZONS.items():
        label = write(f"{{small_{name}_roc_pct:signed}} against {{large_{name}_roc_pct:signed}}", evidence)
        apart.append(segment(On(f"roc{n}"), (today, small.roc[n][-1]), (today, large.roc[n][-1]), label))
    return tuple(apart)


def _evidence(panel: PairPanel) -> dict[str, EvidenceValue]:
    small, large = panel.small, panel.large
    evidence = facts(
        lookback_months=LOOKBACK,
        skipped_months=SKIPPED,
        rsi_window_sessions=RSI_WINDOW,
        small_momentum_pct=small.momentum_12_1[-1],
        large_momentum_pct=large.momentum_12_1[-1],
        momentum_gap_points=panel.relative.momentum_gap[-1],
        momentum_gap_rank_pct=100 * panel.relative.momentum_gap_rank[-1],
        momentum_gap_rank_limit_pct=round(100 * MUCH),
        small_rsi=small.rsi14[-1],
        large_rsi=large.rsi14[-1],
    )
    for name, n in HORIZONS.items():
        pair = {f"small_{name}_roc_pct": small.roc[n][-1], f"large_{name}_roc_pct": large.roc[n][-1]}
        evidence |= facts(**{f"{name}_roc_sessions": n}, **pair)
    return evidence


def _text(worse: list[str], rest: list[str], much: str) -> str:
    """Return the template: which measures are worse, which are not, and how far the 12-1 difference is."""
    where = (f": {_listed(worse)}" if worse else "") + (f"; not {_listed(rest)}" if worse and rest else "")
    return (
        f"{{Small}} is worse than {{large}} by {{measures_worse:n}} of {{measures:n}} measures{where}. "
        "Its {lookback_months:n}-{skipped_months:n} momentum is {small_momentum_pct:signed} against "
        "{large_momentum_pct:signed}: a difference at "
        "{momentum_gap_rank_pct:rank beside momentum_gap_rank_limit_pct} of its own history, "
        f"{much} (up to {{momentum_gap_rank_limit_pct:n}}). "
        "RSI({rsi_window_sessions:n}) is {small_rsi:level} against {large_rsi:level}."
    )


def _listed(words: list[str]) -> str:
    return ", ".join(words[:-1]) + (" and " if words[:-1] else "") + words[-1]

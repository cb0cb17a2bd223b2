"""B5: the small index has more resistance overhead than the large one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from commentary.marking import band, known
from commentary.marks import Mark, On
from commentary.model import Claim, Group, Side, Status
from commentary.states import decide, latest, onsets
from commentary.stating import Statement
from commentary.wording import facts, write
from indicators.supply import NEAR, WINDOW

if TYPE_CHECKING:
    from collections.abc import Mapping

    from commentary.model import Codes, EvidenceValue, Market
    from indicators.arrays import Bools
    from indicators.panel import PairPanel, Panel

KEY = "B5"
SIDE = Side.BEAR
GROUP = Group.STRUCTURE
STATEMENT = Statement(KEY, "More resistance than {large}", SIDE, GROUP)


def states(panel: PairPanel) -> Codes:
    """Return true where more of the small index's last 252 closes lie above its price."""
    small = panel.small.overhead[panel.relative.small_at]
    large = panel.large.overhead[panel.relative.large_at]
    return decide(~np.isnan(small) & ~np.isnan(large), (Status.TRUE, small > large))


def events(panel: PairPanel) -> Mapping[str, Bools]:
    """Return where the claim became true."""
    return onsets(states(panel))


def judge(market: Market) -> Claim:
    """Compare the shares of past closes that lie above the price."""
    small, large = market.panel.small, market.panel.large
    status = latest(states(market.panel))
    if status is Status.NOT_TESTABLE:
        return STATEMENT.too_short(market, WINDOW + 1, both=True)
    template = (
        "Of the {window_sessions:n close} before, {small_overhead_pct:share} lie above the price of {small} and "
        "{large_overhead_pct:share} above that of {large}; within {near_limit_pct:limit} above it, "
        "{small_near_overhead_pct:share} and {large_near_overhead_pct:share}."
    )
    return STATEMENT.judged(market, status, template, _evidence(small, large))


def marks(market: Market) -> tuple[Mark, ...]:
    """Return, for both, the band from the close up to the highest of the closes before."""
    small, large = market.panel.small, market.panel.large
    if not known(small.overhead, large.overhead):
        return ()
    evidence = _evidence(small, large)
    return tuple(
        band(
            on,
            panel.sessions[-WINDOW - 1 : -1],
            panel.close[-1],
            panel.close[-WINDOW - 1 : -1].max(),
            write(f"overhead: {{{on}_overhead_pct:share}} of {{window_sessions:n close}}", evidence),
        )
        for on, panel in ((On.SMALL, small), (On.LARGE, large))
        if panel.overhead[-1] > 0
    )


def _evidence(small: Panel, large: Panel) -> dict[str, EvidenceValue]:
    return facts(
        small_overhead_pct=small.overhead[-1],
        large_overhead_pct=large.overhead[-1],
        small_near_overhead_pct=small.near_overhead[-1],
        large_near_overhead_pct=large.near_overhead[-1],
        window_sessions=WINDOW,
        near_limit_pct=100 * NEAR,
    )

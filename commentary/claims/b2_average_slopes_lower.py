"""B2: the 200-day average slopes lower."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from commentary.marking import known, segment
from commentary.marks import Mark, On
from commentary.model import Claim, Group, Side, Status
from commentary.slope import FLAT, SLOPE_WINDOW, moved
from commentary.states import decide, latest, onsets
from commentary.stating import Statement
from commentary.wording import facts, write

if TYPE_CHECKING:
    from collections.abc import Mapping

    from commentary.model import Codes, EvidenceValue, Market
    from indicators.arrays import Bools
    from indicators.panel import PairPanel, Trend

KEY = "B2"
SIDE = Side.BEAR
GROUP = Group.TREND
STATEMENT = Statement(KEY, "The {window:n}-day average slopes lower", SIDE, GROUP)


def states(panel: PairPanel) -> Codes:
    """Return true where the average fell by more than 0.1 % in 20 sessions."""
    slope = panel.small.trend.slope[panel.relative.small_at]
    return decide(~np.isnan(slope), (Status.TRUE, slope < -FLAT))


def events(panel: PairPanel) -> Mapping[str, Bools]:
    """Return where the claim became true."""
    return onsets(states(panel))


def judge(market: Market) -> Claim:
    """Say how far the average moved in 20 sessions, and what counts as lower."""
    trend = market.panel.small.trend
    status = latest(states(market.panel))
    if status is Status.NOT_TESTABLE:
        return STATEMENT.too_short(market, trend.window + SLOPE_WINDOW)
    template = (
        "{Small}'s {average_window_sessions:n}-day average {direction}: {slope_pct:signed beside flat_up_to_pct} in "
        "{slope_window_sessions:n session} ({slope_annualised_pct:signed} annualised). "
        "Lower is a fall of more than {flat_up_to_pct:limit}."
    )
    return STATEMENT.judged(market, status, template, _evidence(trend))


def marks(market: Market) -> tuple[Mark, ...]:
    """Return the average between the two sessions that the slope compares."""
    small = market.panel.small
    if not known(small.trend.slope):
        return ()
    evidence = _evidence(small.trend)
    label = write("{slope_pct:signed beside flat_up_to_pct} in {slope_window_sessions:n session}", evidence)
    start, end = ((small.sessions[at], small.trend.average[at]) for at in (-1 - SLOPE_WINDOW, -1))
    return (segment(On.SMALL, start, end, label),)


def _evidence(trend: Trend) -> dict[str, EvidenceValue]:
    slope = float(trend.slope[-1])
    return facts(
        slope_pct=slope,
        slope_annualised_pct=trend.slope_annualised[-1],
        slope_window_sessions=SLOPE_WINDOW,
        average_window_sessions=trend.window,
        flat_up_to_pct=FLAT,
        direction=moved(slope),
    )

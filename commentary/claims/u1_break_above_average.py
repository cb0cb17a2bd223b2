"""U1: a break above the 200-day average is a buy signal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from commentary.marking import dot
from commentary.marks import Mark, On
from commentary.model import Claim, Group, Side, Status
from commentary.slope import FLAT, SLOPE_WINDOW, moved
from commentary.states import RECENT, decide, last_recent, latest, recent
from commentary.stating import Statement
from commentary.wording import facts, write
from indicators.events import rearm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from commentary.model import Codes, EvidenceValue, Market
    from indicators.arrays import Bools
    from indicators.panel import PairPanel, Panel

KEY = "U1"
SIDE = Side.BULL
GROUP = Group.TREND
STATEMENT = Statement(KEY, "A break above the {window:n}-day average is a buy signal", SIDE, GROUP)


def states(panel: PairPanel) -> Codes:
    """Return true where the close crossed above its average within 5 sessions and is still above."""
    small, at = panel.small, panel.relative.small_at
    average = small.trend.average
    signal = recent(small.cross_up) & (small.close > average)
    before = np.concatenate(([np.nan], average))[:-1]
    return decide(~np.isnan(before[at]), (Status.TRUE, signal[at]))


def events(panel: PairPanel) -> Mapping[str, Bools]:
    """Return the crosses, by whether the average stood above or below where it was 20 sessions ago."""
    small, at = panel.small, panel.relative.small_at
    slope = small.trend.slope
    crosses = {"cross_rising": small.cross_up & (slope > 0), "cross_falling": small.cross_up & (slope < 0)}
    return {name: rearm(flags[at]) for name, flags in crosses.items()}


def judge(market: Market) -> Claim:
    """Say when the close crossed, where it stands, and which way the average moves."""
    small = market.panel.small
    status = latest(states(market.panel))
    if status is Status.NOT_TESTABLE:
        return STATEMENT.too_short(market, small.trend.window + 1)
    average = small.trend.average[-1]
    evidence = facts(
        close=small.close[-1],
        average=average,
        average_window_sessions=small.trend.window,
        distance_pct=small.trend.distance[-1],
        slope_pct=small.trend.slope[-1],
        slope_window_sessions=SLOPE_WINDOW,
        flat_up_to_pct=FLAT,
        counted_for_sessions=RECENT,
        direction=moved(small.trend.slope[-1]),
    )
    cross = last_recent(small.cross_up)
    if cross >= 0:
        evidence |= _cross(small, cross)
    template = _signal(status, crossed=cross >= 0)
    if np.isfinite(small.trend.slope[-1]):
        template += (
            " The average {direction} ({slope_pct:signed beside flat_up_to_pct} in {slope_window_sessions:n session})."
        )
    present = "present" if status is Status.TRUE else "not present"
    template += f" The signal is {present}."
    return STATEMENT.judged(market, status, template, evidence)


def marks(market: Market) -> tuple[Mark, ...]:
    """Return the close that crossed above the average, if that still counts."""
    small = market.panel.small
    cross = last_recent(small.cross_up)
    if cross < 0:
        return ()
    label = write("crossed above {crossed_on_date:day}", _cross(small, cross))
    return (dot(On.SMALL, small.sessions[cross], small.close[cross], label),)


def _cross(small: Panel, session: int) -> dict[str, EvidenceValue]:
    return facts(crossed_on_date=small.sessions[session], cross_close=small.close[session])


def _signal(status: Status, *, crossed: bool) -> str:
    """Return the words for the cross and for what became of it."""
    where = "{distance_pct:placed} the {average_window_sessions:n}-day average of {average:price}"
    if status is Status.TRUE:
        return (
            "{Small} closed above its average on {crossed_on_date:day} and is still above: {close:price}, "
            + where
            + "."
        )
    if crossed:
        return (
            "{Small} closed above its average on {crossed_on_date:day} but did not stay: {close:price}, " + where + "."
        )
    return (
        "{Small} did not cross above its average in the last {counted_for_sessions:n session}: {close:price}, "
        + where
        + "."
    )

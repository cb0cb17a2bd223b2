"""B1: the index sells off as it reaches its falling 200-day average from below."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from commentary.model import Claim, Group, Side, Status
from commentary.slope import SLOPE_WINDOW
from commentary.states import RECENT, decide, last_recent, latest, recent
from commentary.stating import Statement
from commentary.wording import facts
from indicators.average_test import BELOW as SETUP

if TYPE_CHECKING:
    from commentary.model import Codes, EvidenceValue, Market
    from indicators.panel import PairPanel, Panel

KEY = "B1"
SIDE = Side.BEAR
GROUP = Group.TREND
STATEMENT = Statement(KEY, "Sells off at its {window:n}-day average", SIDE, GROUP)

_AT = (
    "{Small} closed at {close:price}, {distance_pct:placed} its {average_window_sessions:n}-day average of "
    "{average:price}. "
)
_REACHED = _AT + "It reached the average on {rejected_date:day}, after {below_before_sessions:n close} in a row below, "
_ABOVE = _AT + "It closed above on {overtaken_date:day}, after {below_before_sessions:n close} in a row below"
_TEXTS = {
    "rejected": _REACHED + "and did not close above.",
    "rejected, overtaken, back": _REACHED + "and did not close above; on {overtaken_date:day} it did, and fell back.",
    "rejected, above": _REACHED + "and has closed above since.",
    "overtaken": _ABOVE + ": the sell-off at the average is overtaken.",
    "overtaken, back": _ABOVE + ", and has fallen back since: neither turned away nor above.",
    "neither": _AT + "A test needs {below_asked_sessions:n close} in a row below an average that falls, and counts for "
    "{counted_for_sessions:n session}. There was none.",
}


def states(panel: PairPanel) -> Codes:
    """Return true where a test was rejected in the last 5 sessions, overtaken where one was; the close must agree."""
    small, at = panel.small, panel.relative.small_at
    above = small.close > small.trend.average
    rejected = recent(small.average_test.rejected) & ~above
    overtaken = recent(small.average_test.overtaken) & above
    testable = ~np.isnan(small.trend.slope)
    return decide(testable[at], (Status.TRUE, rejected[at]), (Status.OVERTAKEN, overtaken[at]))


def judge(market: Market) -> Claim:
    """Say whether the last test of the average from below was rejected, overtaken, or did not come."""
    small = market.panel.small
    status = latest(states(market.panel))
    if status is Status.NOT_TESTABLE:
        return STATEMENT.too_short(market, small.trend.window + SLOPE_WINDOW)
    evidence, course = _evidence(small)
    template = _TEXTS[course]
    if not small.average_test.from_highs:
        template += " Seen on closes alone; a touch during the day does not show."
    return STATEMENT.judged(market, status, template, evidence)


def _evidence(small: Panel) -> tuple[dict[str, EvidenceValue], str]:
    """Return the numbers, and which course the last test took."""
    trend, test = small.trend, small.average_test
    evidence = facts(
        close=small.close[-1],
        average=trend.average[-1],
        average_window_sessions=trend.window,
        distance_pct=trend.distance[-1],
        slope_pct=trend.slope[-1],
        below_asked_sessions=SETUP,
        counted_for_sessions=RECENT,
        touch_seen_on_highs=test.from_highs,
    )
    rejected, overtaken = last_recent(test.rejected), last_recent(test.overtaken)
    above = small.close[-1] > trend.average[-1]
    if max(rejected, overtaken) < 0:
        return evidence, "neither"
    if rejected < 0 or (above and overtaken >= 0):
        course, event = "overtaken" if above else "overtaken, back", overtaken
    else:
        back = "rejected, overtaken, back" if overtaken > rejected else "rejected"
        course, event = "rejected, above" if above else back, rejected
    for name, session in (("rejected", rejected), ("overtaken", overtaken)):
        if session >= 0:
            evidence |= facts(**{f"{name}_date": small.sessions[session]})
    return evidence | facts(below_before_sessions=small.trend.below[event - 1]), course

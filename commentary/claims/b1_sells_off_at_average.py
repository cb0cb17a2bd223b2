"""B1: the index sells off as it reaches its falling 200-day average from below."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from commentary.model import Claim, Group, Side, Status
from commentary.slope import SLOPE_WINDOW
from commentary.states import decide, latest
from commentary.stating import Statement
from commentary.wording import facts
from indicators.average_test import BELOW as SETUP
from indicators.events import within

if TYPE_CHECKING:
    from commentary.model import Codes, EvidenceValue, Market
    from indicators.panel import PairPanel, Panel

KEY = "B1"
SIDE = Side.BEAR
GROUP = Group.TREND
RECENT = 5  # sessions, including the last
STATEMENT = Statement(KEY, "Sells off at its {window:n}-day average", SIDE, GROUP)

_AT = (
    "{Small} closed at {close:price}, {distance_pct:size} {place} its {average_window_sessions:n}-day average of "
    "{average:price}"
)
_RULE = (
    "A test needs {setup_sessions:n close} in a row below an average that falls, "
    "and counts for {recent_sessions:n session}."
)
_TEXTS = {
    "overtaken": _AT + ". It closed above on {event_date:day}, after {below_sessions:n close} in a row below: "
    "the sell-off at the average is overtaken.",
    "rejected": _AT + ". It reached the average on {event_date:day}, after {below_sessions:n close} in a row below, "
    "and did not close above.",
    "fell back": _AT
    + ". It closed above on {event_date:day} and has fallen back since: neither turned away nor above.",
    "broke out": _AT + ". It was turned away on {event_date:day} and has closed above since.",
    "none": _AT + ". " + _RULE + " There was none.",
}


def states(panel: PairPanel) -> Codes:
    """Return true where a test was rejected in the last 5 sessions, overtaken where one was; the close must agree."""
    small, at = panel.small, panel.relative.small_at
    above = small.close > small.trend.average
    rejected = within(small.average_test.rejected, RECENT) & ~above
    overtaken = within(small.average_test.overtaken, RECENT) & above
    testable = ~np.isnan(small.trend.slope)
    return decide(testable[at], (Status.TRUE, rejected[at]), (Status.OVERTAKEN, overtaken[at]))


def judge(market: Market) -> Claim:
    """Say whether the last test of the average from below was rejected, overtaken, or did not come."""
    small = market.panel.small
    status = latest(states(market.panel))
    if status is Status.NOT_TESTABLE:
        return STATEMENT.too_short(market, small.trend.window + SLOPE_WINDOW)
    evidence, what = _evidence(small)
    template = _TEXTS[what]
    if not small.average_test.from_highs:
        template += " Seen on closes alone; a touch during the day does not show."
    return STATEMENT.judged(market, status, template, evidence)


def _evidence(small: Panel) -> tuple[dict[str, EvidenceValue], str]:
    """Return the numbers and which of the texts they call for."""
    last = len(small.close) - 1
    test = small.average_test
    recent = slice(max(last - RECENT + 1, 0), None)
    events = np.flatnonzero(test.rejected[recent] | test.overtaken[recent]) + recent.start
    above = bool(small.close[last] > small.trend.average[last])
    evidence = facts(
        close=small.close[last],
        average=small.trend.average[last],
        average_window_sessions=small.trend.window,
        distance_pct=small.trend.distance[last],
        place="above" if above else "below",
        slope20_pct=small.trend.slope[last],
        setup_sessions=SETUP,
        recent_sessions=RECENT,
        from_highs=test.from_highs,
    )
    if not len(events):
        return evidence, "none"
    event = events[-1]
    evidence |= facts(event_date=small.sessions[event], below_sessions=small.trend.below[event - 1])
    if test.overtaken[event]:
        return evidence, "overtaken" if above else "fell back"
    return evidence, "broke out" if above else "rejected"

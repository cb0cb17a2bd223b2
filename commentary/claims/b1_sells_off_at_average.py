"""B1: the index sells off as it reaches its falling 200-day average from below."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from commentary.marking import dot, known, span
from commentary.marks import Mark, On
from commentary.model import Claim, Group, Side, Status
from commentary.slope import SLOPE_WINDOW
from commentary.states import RECENT, decide, last_recent, latest, recent
from commentary.stating import Statement
from commentary.wording import facts, write
from indicators.average_test import BELOW as SETUP
from indicators.events import rearm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from commentary.model import Codes, EvidenceValue, Market
    from indicators.arrays import Bools
    from indicators.panel import AverageTest, PairPanel, Panel

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
    "neither": _AT
    + "A test is a touch after {below_asked_sessions:n close} in a row below an average that falls; none "
    "came in the last {counted_for_sessions:n session}.",
}


def states(panel: PairPanel) -> Codes:
    """Return true where a test was rejected in the last 5 sessions, overtaken where one was; the close must agree."""
    small, at = panel.small, panel.relative.small_at
    above = small.close > small.trend.average
    rejected = recent(small.average_test.rejected) & ~above
    overtaken = recent(small.average_test.overtaken) & above
    testable = ~np.isnan(small.trend.slope)
    return decide(testable[at], (Status.TRUE, rejected[at]), (Status.OVERTAKEN, overtaken[at]))


def events(panel: PairPanel) -> Mapping[str, Bools]:
    """Return the touches, and of those the ones that were rejected; and the closes above instead of one.

    Without highs only the closes above: they would be the touches too, and none would be rejected.
    """
    test, at = panel.small.average_test, panel.relative.small_at
    names = ("touch", "rejected", "overtaken") if test.from_highs else ("overtaken",)
    return {name: rearm(getattr(test, name)[at]) for name in names}


def judge(market: Market) -> Claim:
    """Say whether the last test of the average from below was rejected, overtaken, or did not come."""
    small = market.panel.small
    status = latest(states(market.panel))
    if status is Status.NOT_TESTABLE:
        return STATEMENT.too_short(market, small.trend.window + SLOPE_WINDOW)
    events = _events(small.average_test)
    course, event = _course(small, events)
    template = _TEXTS[course]
    if not small.average_test.from_highs:
        template += " Seen on closes alone; a touch during the day does not show."
    return STATEMENT.judged(market, status, template, _evidence(small, events, event))


def marks(market: Market) -> tuple[Mark, ...]:
    """Return each touch of the average that counts and the run below before; without a touch the run that lasts."""
    small = market.panel.small
    trend = small.trend
    if not known(trend.slope):
        return ()
    events = _events(small.average_test)
    event = _course(small, events)[1]
    evidence = _evidence(small, events, event)
    if event < 0:
        run = int(trend.below[-1])
        label = write("below its {average_window_sessions:n}-day average", evidence)
        return (span(On.SMALL, small.sessions[-run:], label),) if run else ()
    run = int(trend.below[event - 1])
    label = write("{below_before_sessions:n close} in a row below", evidence)
    return (
        span(On.SMALL, small.sessions[event - run : event + 1], label),
        *(
            dot(On.SMALL, small.sessions[at], trend.average[at], write(f"touch {{{name}_date:day}}", evidence))
            for name, at in events.items()
        ),
    )


def _events(test: AverageTest) -> dict[str, int]:
    """Return the sessions of the last events that still count."""
    found = {"rejected": last_recent(test.rejected), "overtaken": last_recent(test.overtaken)}
    return {name: session for name, session in found.items() if session >= 0}


def _course(small: Panel, events: Mapping[str, int]) -> tuple[str, int]:
    """Return which course the last test took, and the session of the event that it turns on; -1 where none counts."""
    rejected, overtaken = events.get("rejected", -1), events.get("overtaken", -1)
    above = small.close[-1] > small.trend.average[-1]
    if not events:
        return "neither", -1
    if rejected < 0 or (above and overtaken >= 0):
        return "overtaken" if above else "overtaken, back", overtaken
    back = "rejected, overtaken, back" if overtaken > rejected else "rejected"
    return "rejected, above" if above else back, rejected


def _evidence(small: Panel, events: Mapping[str, int], event: int) -> dict[str, EvidenceValue]:
    trend = small.trend
    evidence = facts(
        close=small.close[-1],
        average=trend.average[-1],
        average_window_sessions=trend.window,
        distance_pct=trend.distance[-1],
        slope_pct=trend.slope[-1],
        below_asked_sessions=SETUP,
        counted_for_sessions=RECENT,
        touch_seen_on_highs=small.average_test.from_highs,
        **{f"{name}_date": small.sessions[session] for name, session in events.items()},
    )
    return evidence if event < 0 else evidence | facts(below_before_sessions=trend.below[event - 1])

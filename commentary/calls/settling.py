"""What came of a forecast: settled at its due date, by the measure that was fixed when it was entered."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from commentary.calls.model import YEAR_END, After, Measure, Result, Settled
from commentary.claims.u2_gap_closes import FRACTION
from commentary.evidence.model import HORIZONS
from commentary.wording import facts, write

if TYPE_CHECKING:
    from collections.abc import Mapping

    from commentary.calls.course import Course, Way
    from commentary.calls.model import Due
    from commentary.model import EvidenceValue

DUES: tuple[Due, ...] = (*HORIZONS, YEAR_END)
"""When it is looked at what followed a call."""

RULES: Mapping[Measure, str] = {
    Measure.SMALL_FALLS: "Right if {small} closes lower than on the day of the call.",
    Measure.SMALL_RISES: "Right if {small} closes higher than on the day of the call.",
    Measure.SMALL_LAGS: "Right if {small} returns less than {large} from the day of the call on.",
    Measure.SMALL_LEADS: "Right if {small} returns more than {large} from the day of the call on.",
    Measure.GAP_CLOSES: (
        "Right if at least {fraction_asked_pct:limit} of the points by which {small} trails {large} this year, as of "
        "the day of the call, are made up by the year's end."
    ),
    Measure.IN_THE_BLACK: "Right if {small} closes the year above the last close of the year before.",
}
"""What settles a forecast, in words; `ASKED` holds the number in them."""
ASKED = facts(fraction_asked_pct=FRACTION)

_ABSOLUTE = "{Small} closed at {close:price}, {small_return_pct:signed} from {call_date:day}."
_RELATIVE = "{Small} {small_return_pct:signed}, {large} {large_return_pct:signed} from {call_date:day}: "
_YEAR = "{Small} closed {due_date:year} at {close:price}, {year_pct:signed} from the last close of the year before."
_GAP = "{Small} trailed by {gap_then_points:points} on {call_date:day} and "
_CLOSED = "{closed_pct:share beside fraction_asked_pct} of the gap closed, at least {fraction_asked_pct:limit} asked."
_NO_GAP = "{Small} did not trail on {call_date:day}: there was no gap to close."
_NO_GAP_YET = "{call_date:day} lies before {due_date:year}: there was no gap of that year yet."
_NOTHING_LEFT = "{call_date:day} was the year's last session: nothing was left of the year."
_UNKNOWN = (
    "Needs closes that the data do not hold: of the days {call_date:day} and {due_date:day}, or of last year's end."
)
_OPEN = "Open: due {due_date:day}."
_OPEN_IN = "Open: due {due_sessions:n session} after {call_date:day}; {passed_sessions:n} so far."


def after(course: Course) -> tuple[After, ...]:
    """Return what both did since the call: 5, 21 and 63 sessions on, and at the end of its year."""
    found = []
    for due in course.in_order(DUES):
        way = course.way(due)
        returns = (way.small, way.large, way.relative) if way else (None, None, None)
        found.append(After(due, course.due_date(due), course.is_due(due), *returns))
    return tuple(found)


def settle(measure: Measure, due: Due, course: Course, names: Mapping[str, EvidenceValue]) -> Settled:
    """Return what came of a forecast at one due date.

    Parameters
    ----------
    measure : Measure
    due : int or str
        Sessions after the call, or "year_end".
    course : Course
        What is known of the time since the call.
    names : mapping
        Of `commentary.wording.named`.
    """
    when, way = course.due_date(due), course.way(due)
    if way is not None:
        evidence = _evidence(way)
        result, template = _outcome(measure, way)
    elif course.is_due(due):
        called = course.day(course.start)
        evidence = facts(call_date=called, due_date=when)
        result, template = Result.NOT_TESTABLE, _NOTHING_LEFT if when == called else _UNKNOWN
    elif when is not None:
        evidence = facts(due_date=when)
        result, template = Result.PENDING, _OPEN
    else:
        evidence = facts(due_sessions=due, call_date=course.day(course.start), passed_sessions=course.passed)
        result, template = Result.PENDING, _OPEN_IN
    return Settled(due, when, result, write(template, {**evidence, **names}), evidence)


def _outcome(measure: Measure, way: Way) -> tuple[Result, str]:
    """Return whether a forecast was right by its measure, and the words that say so."""
    match measure:
        case Measure.SMALL_FALLS | Measure.SMALL_RISES:
            return _agreed(way.small, falls=measure is Measure.SMALL_FALLS), _ABSOLUTE
        case Measure.SMALL_LAGS | Measure.SMALL_LEADS:
            return _agreed(way.relative, falls=measure is Measure.SMALL_LAGS), _RELATIVE + _side(way.relative)
        case Measure.IN_THE_BLACK if not math.isnan(way.year):
            return _agreed(way.year, falls=False), _YEAR
        case Measure.GAP_CLOSES if way.first.year < way.last.year:
            return Result.NOT_TESTABLE, _NO_GAP_YET
        case Measure.GAP_CLOSES if not math.isnan(way.gap_then - way.gap):
            return _gap(way)
    return Result.NOT_TESTABLE, _UNKNOWN


def _agreed(change: float, *, falls: bool) -> Result:
    """Return whether a change went the way that was forecast; none at all went neither."""
    return Result.RIGHT if (change < 0 if falls else change > 0) else Result.WRONG


def _side(points: float) -> str:
    if points == 0:
        return "level."
    return "{relative_points:points} " + ("ahead." if points > 0 else "behind.")


def _gap(way: Way) -> tuple[Result, str]:
    if math.isnan(way.closed):
        return Result.WRONG, _NO_GAP
    led = (
        "led by {gap_points:points} on {due_date:day}: "
        if way.gap > 0
        else "by {gap_points:points} on {due_date:day}: "
    )
    if way.closed >= FRACTION:
        return Result.RIGHT, _GAP + led + _CLOSED
    if way.closed > 0:
        return Result.WRONG, _GAP + led + _CLOSED + " Right in direction, wrong by the measure."
    return Result.WRONG, _GAP + led + "none of the gap closed, at least {fraction_asked_pct:limit} asked."


def _evidence(way: Way) -> dict[str, EvidenceValue]:
    return facts(
        call_date=way.first,
        due_date=way.last,
        close_then=way.close_then,
        close=way.close,
        small_return_pct=way.small,
        large_return_pct=way.large,
        relative_points=way.relative,
        year_pct=way.year,
        gap_then_points=way.gap_then,
        gap_points=way.gap,
        closed_pct=way.closed,
        fraction_asked_pct=FRACTION,
    )

"""A published call judged: what it said of its day by the claims as of that day, its forecasts when they are due."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from commentary.calls.course import Course
from commentary.calls.judging import judge
from commentary.calls.model import Measure, Result, Scorecard, Settled, Statement
from commentary.calls.settling import ASKED, RULES, after, settle
from commentary.model import Sentence, Status
from commentary.reference_classes import NEAR
from commentary.wording import day, facts, named, sentence, write

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from commentary.calls.model import Call, Said
    from commentary.model import Claim, Market
    from indicators.panel import PairPanel

_NOT_HELD = "Needs closes of both on {call_date:day}, which the data do not hold."
_AHEAD = "The call is of {call_date:day}, after {as_of_date:day}: nothing of it is shown before its day."
_STATEMENTS = {
    Status.TRUE: "{true_statements:n} held",
    Status.MIXED: "{mixed_statements:n} mixed",
    Status.OVERTAKEN: "{overtaken_statements:n} overtaken",
    Status.FALSE: "{false_statements:n} did not hold",
    Status.NOT_TESTABLE: "{not_testable_statements:n} not testable",
}
_SETTLED = (Result.RIGHT, Result.WRONG)
_DUE = "Of {due_forecasts:n forecast} due, {right_forecasts:n} right"
_NONE_SETTLED = "No forecast is settled"
_FORECASTS = {
    Result.PENDING: "{pending_forecasts:n} open",
    Result.NOT_TESTABLE: "{not_testable_forecasts:n} not testable",
}
_SHIPPED = "Shipped with the desk, entered after the fact: its outcome was known when it was entered."
_SAME = "This is the year's last session too: counted once."
_DIVIDENDS = "Dividends are included."
_OVERLAP = "These {windows:n} are {bets:n bet} seen over windows that overlap."


def scorecard(
    call: Call,
    then: Market,
    claims: Iterable[Claim],
    panel: PairPanel,
    as_of: date,
    *,
    year_end: date,
    shown: tuple[str, str],
    reveal: bool = False,
) -> Scorecard:
    """Return a call judged as of a date.

    Parameters
    ----------
    call : Call
    then : Market
        As of the call's day; not looked at while that lies ahead of what is known.
    claims : iterable of Claim
        As judged on `then`.
    panel : PairPanel
        Of the pair shown, uncut.
    as_of : date
        A session. Nothing after it is looked at, unless `reveal` is set.
    year_end : date
        The last session of the year of the call's date, by the exchange calendar.
    shown : tuple of str
        The symbols of the pair shown, which may be another than the call speaks of.
    reveal : bool
        Settle forecasts with all that `panel` holds.

    Returns
    -------
    Scorecard
        Without statements while the call lies ahead.
    """
    known = panel if reveal else panel.until(as_of)
    sessions, asked = known.relative.sessions, np.datetime64(call.date)
    if sessions[-1] < asked:
        evidence = facts(call_date=call.date, as_of_date=sessions[-1])
        return Scorecard(call, None, (), (), {}, {}, sentence(_AHEAD, evidence, {}), ())
    start = int(sessions.searchsorted(asked, side="right")) - 1
    held = start >= 0 and asked - sessions[start] <= NEAR
    course = Course(known, start, year_end) if held else None
    by_key = {claim.key: claim for claim in claims}
    statements = tuple(_statement(said, call, then, by_key, course) for said in call.said)
    judged_on = course.day(start) if course else None
    statuses = [one.status for one in statements]
    settled = [part.result for one in statements for part in one.settled]
    judged = {status: statuses.count(status) for status in Status}
    results = {result: settled.count(result) for result in Result}
    return Scorecard(
        call=call,
        judged_on=judged_on,
        statements=statements,
        after=after(course) if course else (),
        judged=judged,
        results=results,
        summary=_summary(statements, judged, results),
        notes=_notes(call, shown, judged_on),
    )


def including_dividends(card: Scorecard) -> Scorecard:
    """Return a scorecard on adjusted prices: a year that ended in the black by them says what they include."""

    def _told(one: Statement) -> Statement:
        if one.said.measure is not Measure.IN_THE_BLACK:
            return one
        parts = (_add(part, _DIVIDENDS) if part.result in _SETTLED else part for part in one.settled)
        return replace(one, settled=tuple(parts))

    return replace(card, statements=tuple(_told(one) for one in card.statements))


def _statement(said: Said, call: Call, then: Market, claims: Mapping[str, Claim], course: Course | None) -> Statement:
    names = named(then.small_name, then.large_name)
    rule = write(RULES[said.measure], {**ASKED, **names}) if said.measure else ""
    if course is None:
        lacking = sentence(_NOT_HELD, facts(call_date=call.date), {})
        if said.missing:
            lacking = Sentence(said.missing, {})
        gone = Result.NOT_TESTABLE
        settled = tuple(Settled(due, None, gone, lacking.text, lacking.evidence) for due in said.due)
        return Statement(said, Status.NOT_TESTABLE, lacking.text, lacking.evidence, rule, settled)
    status, found = judge(said, then, claims)
    dues = course.in_order(said.due)
    settled = _once(settle(said.measure, due, course, names) for due in dues) if said.measure else ()
    return Statement(said, status, found.text, found.evidence, rule, settled)


def _once(settled: Iterable[Settled]) -> tuple[Settled, ...]:
    """Return results in order of date, of two of the same session the first, which says so."""
    kept: list[Settled] = []
    for part in settled:
        if kept and part.due_date is not None and part.due_date == kept[-1].due_date:
            kept[-1] = _add(kept[-1], _SAME)
        else:
            kept.append(part)
    return tuple(kept)


def _add(part: Settled, words: str) -> Settled:
    return replace(part, text=f"{part.text} {words}")


def _summary(
    statements: tuple[Statement, ...], judged: Mapping[Status, int], results: Mapping[Result, int]
) -> Sentence:
    """Return how many statements held that day, and how many forecasts came out right."""
    forecasts = [one for one in statements if one.settled]
    due = results[Result.RIGHT] + results[Result.WRONG]
    evidence = facts(
        **{f"{status}_statements": number for status, number in judged.items()},
        **{f"{result}_forecasts": number for result, number in results.items()},
        due_forecasts=due,
        windows=sum(results.values()),
        bets=len(forecasts),
    )
    told = [words for status, words in _STATEMENTS.items() if judged[status]]
    parts = [f"Said of that day: {', '.join(told)}."] if told else []
    if forecasts:
        told = [words for result, words in _FORECASTS.items() if results[result]]
        parts.append(f"{'; '.join([_DUE if due else _NONE_SETTLED, *told])}.")
    if any(len(one.settled) > 1 for one in forecasts):
        parts.append(_OVERLAP)
    return sentence(" ".join(parts), evidence, {})


def _notes(call: Call, shown: tuple[str, str], judged_on: date | None) -> tuple[str, ...]:
    notes = [call.note] if call.note else []
    notes.append(_source(call))
    if shown != (call.small, call.large):
        notes.append(f"The call speaks of {call.small} and {call.large}; it is judged here on {' and '.join(shown)}.")
    if judged_on and judged_on != call.date:
        notes.append(f"{day(call.date)} was no session with both prices; judged as of the close of {day(judged_on)}.")
    return tuple(notes)


def _source(call: Call) -> str:
    """Return where a call comes from: whether its outcome can have been known when it was entered."""
    if call.entered is None:
        return _SHIPPED
    late = ": entered or changed after its date" if call.entered > call.date else ""
    return f"From the desk's own file {call.key}.toml, last changed on {day(call.entered)}{late}."

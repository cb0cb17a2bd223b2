"""Tables of the scorecard: counts by voice, what each said and what came of it, and what both instruments did since."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from commentary.calls.model import YEAR_END, Result
from commentary.model import Status
from commentary.wording import day, write
from components.cases import badge, reason
from components.tree import html

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from commentary.calls.model import After, Call, Due, Scorecard, Settled, Statement
    from components.tree import Node
    from components.view import View

_RESULT = {
    Result.RIGHT: ("✓", "Right"),
    Result.WRONG: ("✕", "Wrong"),
    Result.PENDING: ("○", "Open"),
    Result.NOT_TESTABLE: ("–", "Not testable"),
}
_SAID: dict[Status, str] = {
    Status.TRUE: "Held",
    Status.MIXED: "Mixed",
    Status.OVERTAKEN: "Overtaken",
    Status.FALSE: "Did not hold",
    Status.NOT_TESTABLE: "Not testable",
}
_ROW = {"role": "row"}
_HEAD = {"role": "columnheader"}
_CELL = {"role": "cell"}


def voices(calls: Iterable[Call]) -> dict[str, str]:
    """Return whose call it is, by key; calls of one voice are told apart by date and key."""
    every = list(calls)
    count = Counter(call.who for call in every)
    return {
        call.key: call.who if count[call.who] == 1 else f"{call.who}, {day(call.date)} ({call.key})" for call in every
    }


def tally(cards: Sequence[Scorecard], names: Mapping[str, str]) -> Node:
    """Return how many statements and forecasts of each voice came out how; roles as in `statements`."""
    groups = [
        html.Th("Voice", scope="col", rowspan="2", **_HEAD),
        html.Th("Said of that day", scope="colgroup", colspan=len(_SAID), **_HEAD),
        html.Th("Forecasts at their due dates", scope="colgroup", colspan=len(_RESULT), **_HEAD),
    ]
    words = (*_SAID.values(), *(word for _, word in _RESULT.values()))
    heads = [html.Th(word, scope="col", **_HEAD) for word in words]
    rows = [
        html.Tr([html.Th(_voice(card, names), scope="row", role="rowheader"), *_counts(card)], **_ROW) for card in cards
    ]
    return html.Table(
        [
            html.Caption("Who was right on what: how many statements and forecasts"),
            html.Thead([html.Tr(groups, **_ROW), html.Tr(heads, **_ROW)], role="rowgroup"),
            html.Tbody(rows, role="rowgroup"),
        ],
        className="tally",
        role="table",
    )


def _voice(card: Scorecard, names: Mapping[str, str]) -> Node:
    name = names[card.call.key]
    return html.A(name, href=f"#{anchor(card)}") if card.statements else name


def _counts(card: Scorecard) -> list[Node]:
    if not card.statements:
        return [html.Td("Lies ahead", colspan=len(_SAID) + len(_RESULT), **_CELL)]
    said = [(word, card.judged[status]) for status, word in _SAID.items()]
    came = [(word, card.results[result]) for result, (_, word) in _RESULT.items()]
    return [
        html.Td(count, className=None if count else "none", **_CELL, **{"data-label": word})
        for word, count in (*said, *came)
    ]


def anchor(card: Scorecard) -> str:
    """Return the id of the part of the page that a call has."""
    return f"call-{card.call.key}"


def statements(card: Scorecard, name: str, view: View) -> Node:
    """Return a row for each statement of a call: as it was said, as of its day, and what came of it.

    The roles are written out because a narrow screen lays the rows out as blocks, which takes the browser's own away.
    """
    judged = f"As of {day(card.judged_on or card.call.date)}"
    heads = ("Said", judged, "What came of it")
    head = html.Tr([html.Th(text, scope="col", **_HEAD) for text in heads], **_ROW)
    rows = [_row(one, heads, view.as_of) for one in card.statements]
    return html.Table(
        [
            html.Caption(f"{name}: statements, and what came of the forecasts", className="unseen"),
            html.Thead(head, role="rowgroup"),
            html.Tbody(rows, role="rowgroup"),
        ],
        className="statements",
        role="table",
    )


def _row(one: Statement, heads: tuple[str, ...], as_of: date) -> Node:
    outcomes = html.Ul([_settled(part, as_of) for part in one.settled])
    came = [html.P(one.rule, className="note"), outcomes] if one.settled else ["No forecast"]
    return html.Tr(
        [
            html.Th(one.said.text, scope="row", role="rowheader"),
            html.Td([badge(one.status), reason(one.text)], **_CELL, **{"data-label": heads[1]}),
            html.Td(came, className=None if one.settled else "none", **_CELL, **{"data-label": heads[2]}),
        ],
        **_ROW,
        **{"data-status": one.status},
    )


def result_word(result: Result) -> str:
    """Return what came of a forecast in a word or two."""
    return _RESULT[result][1]


def _settled(part: Settled, as_of: date) -> Node:
    glyph, word = _RESULT[part.result]
    sign = html.Span(glyph, **{"aria-hidden": "true"})
    result = html.Span([sign, f" {word}"], className=f"status result-{part.result}")
    when = html.Strong(until(part.due, part.due_date, as_of, known=part.result is not Result.PENDING))
    return html.Li([when, " ", result, " ", part.text])


def span(due: Due) -> str:
    """Return in words how long after a call something is due."""
    return "Year's end" if due == YEAR_END else f"{due} session{'' if due == 1 else 's'}"


def until(due: Due, when: date | None, as_of: date, *, known: bool) -> str:
    """Return a due date in words; what is known of it before it has come was revealed."""
    if when is None:
        return span(due)
    return f"{span(due)}, {day(when)}{', revealed' if known and when > as_of else ''}"


def followed(cards: Sequence[Scorecard], view: View) -> list[Node]:
    """Return what both instruments did since each day on which a call was judged, a table a day."""
    days = dict.fromkeys((card.judged_on, card.after) for card in cards if card.judged_on)
    return [html.Section(_followed(when, after, view), className="followed") for when, after in days]


def _followed(when: date, after: Sequence[After], view: View) -> list[Node]:
    heads = ("Until", view.small.short, view.large.short, "Difference")
    head = html.Thead(html.Tr([html.Th(text, scope="col") for text in heads]))
    caption = html.Caption(f"Returns since the close of {day(when)}")
    rows = [_returns(one, when, view.as_of) for one in after]
    return [html.H2("What followed"), html.Table([caption, head, html.Tbody(rows)], className="figures")]


def _returns(one: After, called: date, as_of: date) -> Node:
    when_due = html.Th(until(one.due, one.due_date, as_of, known=one.is_due), scope="row")
    if one.small_pct is None or one.large_pct is None or one.relative_pct is None:
        return html.Tr([when_due, html.Td(_lacking(one, called), colspan="3", className="none")])
    returns = [write("{return_pct:signed}", {"return_pct": value}) for value in (one.small_pct, one.large_pct)]
    return html.Tr([when_due, *[html.Td(text) for text in returns], html.Td(f"{one.relative_pct:+.2f} points")])


def _lacking(one: After, called: date) -> str:
    """Return why there are no returns for a due date."""
    if not one.is_due:
        return "Not known yet"
    return "Nothing was left of the year" if one.due_date == called else "Not in the data"

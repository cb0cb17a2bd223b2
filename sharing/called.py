"""Judged calls in the report: as plain values, and as a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from commentary.calls.model import Result
from commentary.model import Status
from commentary.wording import day
from components.cases import word
from components.scorecard_tables import result_word, span, voices

if TYPE_CHECKING:
    from collections.abc import Iterator

    from commentary.calls.model import Scorecard, Settled, Statement

_NONE = "None of the calls had been made by the as-of date."


@dataclass(frozen=True, slots=True)
class Called:
    """Judged calls, and a sentence for each file of calls that could not be read."""

    cards: tuple[Scorecard, ...]
    errors: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return them as plain values: percentages as percent, dates as ISO text, None where not known."""
        return {"scorecard": [_card(card) for card in self.cards], "scorecard_problems": list(self.errors)}

    def as_markdown(self) -> list[str]:
        """Return them as lines of a text, under a heading of their own."""
        errors = [f"> {error}\n" for error in self.errors]
        names = voices(card.call for card in self.cards)
        lines = [line for card in self.cards for line in _lines(card, names[card.call.key])] or [_NONE]
        return ["", "## Scorecard", "", *errors, *lines]


def _card(card: Scorecard) -> dict[str, Any]:
    call = card.call
    return {
        "call": call.key,
        "who": call.who,
        "role": call.role,
        "where": call.where,
        "date": call.date.isoformat(),
        "stance": call.stance if card.statements else None,
        "judged_on": card.judged_on.isoformat() if card.judged_on else None,
        "summary": card.summary.text,
        "notes": list(card.notes),
        "statements": [_statement(one) for one in card.statements],
        "after": [
            {
                "due": one.due,
                "due_date": one.due_date.isoformat() if one.due_date else None,
                "small_pct": one.small_pct,
                "large_pct": one.large_pct,
                "relative_points": one.relative_pct,
            }
            for one in card.after
        ],
        "judged": {status.value: number for status, number in card.judged.items()},
        "results": {result.value: number for result, number in card.results.items()},
    }


def _statement(one: Statement) -> dict[str, Any]:
    return {
        "said": one.said.text,
        "claim": one.said.claim,
        "measure": one.said.measure.value if one.said.measure else None,
        "status": one.status.value,
        "text": one.text,
        "evidence": dict(one.evidence),
        "rule": one.rule or None,
        "settled": [
            {
                "due": part.due,
                "due_date": part.due_date.isoformat() if part.due_date else None,
                "result": part.result.value,
                "text": part.text,
                "evidence": dict(part.evidence),
            }
            for part in one.settled
        ],
    }


def _lines(card: Scorecard, name: str) -> Iterator[str]:
    call = card.call
    yield from (f"### {name}", "")
    if card.statements:
        yield f"{call.stance}. {call.role}. {call.where}. Judged as of {day(card.judged_on or call.date)}.\n"
    yield from (f"- {text}" for text in (card.summary.text, *card.notes))
    for one in card.statements:
        rule = f" {one.rule}" if one.rule else ""
        yield f"- **{_head(one)}.** {' '.join(one.text.split())}{rule}"
        yield from (f"  - {span(part.due)}: {_result(part)}{part.text}" for part in one.settled)
    yield ""


def _head(one: Statement) -> str:
    """Return a statement with its status that day; a forecast that is settled is no longer open."""
    settled = one.settled and all(part.result is not Result.PENDING for part in one.settled)
    return one.said.text if settled and one.status is Status.OPEN else f"{one.said.text}: {word(one.status)}"


def _result(part: Settled) -> str:
    """Return what came of a forecast, to stand before its text, which says by itself that one is open."""
    return "" if part.result is Result.PENDING else f"**{result_word(part.result)}.** "

"""The slides of words: the case of both sides, and the scorecard of published calls, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commentary.calls.model import Result
from commentary.ledger import by_group, ledger
from commentary.model import Side
from commentary.wording import day
from components.cases import TITLES, word
from components.scorecard_tables import result_word, until, voices
from sharing.deck.measure import pages
from sharing.deck.notes import claim_lines
from sharing.deck.table import SIZES, Column, heights, table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from commentary.calls.model import Scorecard, Settled, Statement
    from sharing.deck.sheet import Deck, Sheet

_HEAD = 0.4  # inches for a table's heading


def case_slides(deck: Deck) -> None:
    """Add a slide a side, or more where the rows need them: each claim, its status and its sentence."""
    counts, view = ledger(deck.view.claims), deck.view
    for side in Side:
        claims = [claim for claim in view.claims if claim.side is side]
        rows = [[f"{claim.key} {claim.name}", word(claim.status), _sentence(claim.text)] for claim in claims]
        width = deck.area.width
        first, second = 0.23 * width, 0.12 * width
        columns = [Column("Claim", first, bold=True), Column("Status", second, bold=True)]
        columns += [Column(f"As of {day(view.as_of)}", width - first - second)]
        notes = [claim_lines(view, claim) for claim in claims]
        _spread(deck, TITLES[side], by_group(counts.sides[side]), columns, rows, notes)


def _sentence(text: str) -> str:
    """Return the first line of a claim's text; all of it where that opens a list."""
    lead = text.split("\n", 1)[0]
    return " ".join(text.split()) if lead.endswith(":") else lead


def scorecard_slides(deck: Deck, cards: Sequence[Scorecard], unread: Sequence[str]) -> None:
    """Add the slides of each call: what was said, how it stood on its day, and what came of it when it was due.

    The first has a sentence of `unread` for a file of calls that could not be read, and its notes have all.
    """
    names = voices(card.call for card in cards)
    width, as_of = deck.area.width, deck.view.as_of
    for card in cards:
        call, name = card.call, names[card.call.key]
        judged = day(card.judged_on or call.date)
        columns = [Column("Said", 0.22 * width, bold=True), Column(f"As of {judged}", 0.42 * width)]
        columns += [Column("What came of it", 0.36 * width)]
        rows = [[one.said.text, _judged(one), _came(one, as_of)] for one in card.statements]
        notes = [_spoken(one, as_of) for one in card.statements]
        remarks = [*card.notes, *_first(unread)]
        notes[0] = [*unread[1:], *notes[0]]
        _spread(deck, f"{name}: {call.stance}", card.summary.text, columns, rows, notes, remarks)
        unread = ()


def _first(unread: Sequence[str]) -> list[str]:
    """Return what a slide says of files that could not be read: nothing, or a sentence for the first of them."""
    more = f" The notes name {len(unread) - 1} more." if len(unread) > 1 else ""
    return [f"Missing among the calls: {text}{more}" for text in unread[:1]]


def _spread(
    deck: Deck,
    title: str,
    lead: str,
    columns: list[Column],
    rows: list[list[str]],
    notes: list[list[str]],
    remarks: Sequence[str] = (),
) -> None:
    """Lay rows over as few slides as hold them, in the largest letters with which they take no more."""
    room = _room(deck, title, lead, remarks)
    sizes = [deck.points(size) for size in SIZES]
    spread = [pages(heights(columns, rows, size), room) for size in sizes]
    fewest = min(map(len, spread))
    size, chosen = next((size, found) for size, found in zip(sizes, spread, strict=True) if len(found) == fewest)
    for number, part in enumerate(chosen, 1):
        sheet = _headed(deck, f"{title} ({number} of {len(chosen)})" if len(chosen) > 1 else title, lead, remarks)
        table(sheet, columns, [rows[row] for row in part], f"{title}. {lead}", points=size)
        sheet.notes([lead, *remarks, *(line for row in part for line in notes[row])])


def _headed(deck: Deck, title: str, lead: str, remarks: Sequence[str]) -> Sheet:
    sheet = deck.sheet(title, " ".join(remarks))
    sheet.lead(lead)
    return sheet


def _room(deck: Deck, title: str, lead: str, remarks: Sequence[str]) -> float:
    """Return how many inches a slide of these words has for rows, by making one and taking it away."""
    sheet = _headed(deck, title, lead, remarks)
    listed = deck.slides.slides._sldIdLst  # noqa: SLF001 - the library has no way to drop a slide
    deck.slides.part.drop_rel(listed[-1].rId)
    listed.remove(listed[-1])
    return sheet.body.height - _HEAD


def _judged(one: Statement) -> str:
    return f"{word(one.status)}. {_sentence(one.text)}"


def _came(one: Statement, as_of: date) -> str:
    return (
        "\n".join([*([one.rule] if one.rule else []), *(_settled(part, as_of) for part in one.settled)])
        or "No forecast"
    )


def _settled(part: Settled, as_of: date) -> str:
    """Return what came of a forecast at a due date; the text of an open one says all."""
    if part.result is Result.PENDING:
        return part.text
    return f"{until(part.due, part.due_date, as_of, known=True)}: {result_word(part.result)}. {part.text}"


def _spoken(one: Statement, as_of: date) -> list[str]:
    return [f"{one.said.text}: {word(one.status)}.", *one.text.split("\n"), *_came(one, as_of).split("\n")]

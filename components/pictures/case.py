"""The bear and the bull case as a picture: side by side where there is room, else one below the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commentary.ledger import by_group, caveat, ledger
from commentary.model import Side, Status
from components.cases import TITLES, record_of, sign, word
from components.pictures.column import BOLD, LARGE, MEDIUM, PLAIN, SMALL, Column, label
from components.pictures.letters import length
from components.tree import html

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commentary.model import Claim
    from components.tree import Node
    from components.view import View

_ABREAST = 700  # pixels from which on both sides stand side by side
_BETWEEN = 28  # pixels
_BADGE = 17  # pixels


def draw_case(view: View, page: Column, sides: Sequence[Side]) -> None:
    """Add the claims of one side or of both to a picture."""
    page.write(ledger(view.claims).summary.text)
    page.skip(12)
    abreast = len(sides) > 1 and page.width >= _ABREAST
    width = (page.width - _BETWEEN) / 2 if abreast else page.width
    columns = [Column(page.colours, page.left, page.bottom, width)]
    for number, side in enumerate(sides):
        if number and abreast:
            columns.append(Column(page.colours, page.left + number * (width + _BETWEEN), page.bottom, width))
        elif number:
            columns[0].skip(12)
        _draw_side(view, side, columns[-1])
    page.nodes += [node for column in columns for node in column.nodes]
    page.bottom = max(column.bottom for column in columns)
    page.skip(12)
    page.write(caveat(view.scores, view.market.small_name).text, size=SMALL, colour="muted")


def _draw_side(view: View, side: Side, column: Column) -> None:
    bar = {"x": f"{column.left:g}", "y": f"{column.bottom:g}", "width": f"{column.width:g}", "height": 3}
    column.nodes.append(html.Rect(fill=column.colours[side.value], **bar))
    column.skip(10)
    column.write(TITLES[side], size=LARGE, weight=BOLD, colour=side.value)
    column.write(by_group(ledger(view.claims).sides[side]), size=SMALL, colour="muted")
    for claim in view.claims:
        if claim.side is side:
            column.skip(8)
            column.rule()
            column.skip(8)
            _draw_claim(view, claim, column)


def _draw_claim(view: View, claim: Claim, column: Column) -> None:
    column.write(claim.name, size=13, weight=BOLD)
    column.skip(3)
    column.nodes += _badge(claim, column)
    column.skip(_BADGE + 4)
    lead, *tests = claim.text.split("\n")
    column.write(lead)
    for test in tests:
        column.nodes.append(label("–", column.left, column.bottom + 8, column.colours["muted"]))
        column.write(test, size=SMALL, indent=12)
    told = record_of(view, claim)
    if told:
        column.skip(3)
        column.write(told.text, size=SMALL, colour="muted")


def _badge(claim: Claim, column: Column) -> list[Node]:
    """Return the status of a claim as a sign and a word, filled where it holds, and its group."""
    colours, words = column.colours, f"{sign(claim.status)} {word(claim.status)}"
    holds, quiet = claim.status is Status.TRUE, claim.status in (Status.FALSE, Status.NOT_TESTABLE)
    room = length(words, SMALL) + 14
    middle = column.bottom + _BADGE / 2
    box = {"x": f"{column.left + 0.5:g}", "y": f"{column.bottom:.1f}", "width": f"{room:.1f}", "height": _BADGE}
    frame = {"stroke": colours["ink" if holds else "edge"], "fill": colours["ink" if holds else "surface"]}
    dashes = {"stroke-dasharray": "3 2"} if claim.status is Status.NOT_TESTABLE else {}
    ink = colours["surface" if holds else "muted" if quiet else "ink"]
    return [
        html.Rect(rx=_BADGE / 2, **box, **frame, **dashes),
        label(
            words,
            column.left + room / 2,
            middle,
            ink,
            weight=MEDIUM if quiet else BOLD,
            text_anchor="middle",
        ),
        label(claim.group.value, column.left + room + 8, middle, colours["muted"], weight=PLAIN),
    ]

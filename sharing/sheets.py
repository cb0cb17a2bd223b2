"""The sheets of a workbook as plain values, from what the page and the report say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from commentary.ledger import caveat, ledger
from components.cases import record_of, word
from components.colophon import colophon
from components.csv import columns
from components.figures.zoomed import shown_chart
from components.numbers import RELATIVE_ROWS, ROWS, numbers
from components.provenance import provenance
from components.scorecard_tables import result_word, span, voices
from components.stamp import Stamp
from components.verdict import period, stands, title
from sharing.records import records
from sharing.report import problems

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from commentary.calls.model import Scorecard
    from components.view import View

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_BOUNDS = ("quartiles_pct", "wilson_pct", "interval_pct")
_NAMES = "the end of a name is its unit: pct percent, points percentage points, run and sessions a number of sessions"


class Number(NamedTuple):
    """A number with a format of its own, as a spreadsheet writes it."""

    value: float
    form: str


class Link(NamedTuple):
    """An address to follow."""

    address: str


Cell = str | float | bool | date | Number | Link | None


class Column(NamedTuple):
    """A column: its head, how many characters wide, and the format of its numbers."""

    head: str
    width: int
    form: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table under a row of heads.

    Parameters
    ----------
    name : str
    holds : str
        What is in it, for the first sheet.
    columns : tuple of Column
    rows : sequence of sequences of Cell
    fixed : int
        Columns that stay in sight.
    """

    name: str
    holds: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]]
    fixed: int = 0


def sheets(view: View, cards: Sequence[Scorecard], link: str, unread: Sequence[str]) -> list[Sheet]:
    """Return the sheets of a view; a table without rows is left out.

    The first names as problems those of the view, and the files of calls that are `unread`.
    """
    tables = [_chart(view), _numbers(view), _claims(view), _evidence(view), _records(view), _calls(cards), _said(cards)]
    found = [table for table in tables if table.rows]
    return [_about(view, link, found, [*problems(view), *unread]), *found]


def _about(view: View, link: str, tables: Sequence[Sheet], found: Sequence[str]) -> Sheet:
    source, *rest = colophon(view, warned=True)
    rows: list[tuple[str, Cell]] = [
        ("As of", view.as_of),
        *(("Verdict", text) for text in stands(view)),
        ("Verdict", f"{ledger(view.claims).summary.text} {caveat(view.scores, view.market.small_name).text}"),
        *(("Problem", text) for text in found),
        ("Source", source),
        ("Source", provenance(view.small, view.pair.small)),
        ("Source", provenance(view.large, view.pair.large)),
        *(("Note", text) for text in rest),
        ("Data version", Stamp.of(view).text),
        ("Link", Link(link)),
        *((f"Sheet {table.name}", table.holds) for table in tables),
    ]
    return Sheet("About", "", (Column("Small-Cap Desk", 18), Column(title(view), 110)), rows)


def _chart(view: View) -> Sheet:
    days, found = columns(view)
    cells = [[None if np.isnan(value) else value for value in column.points.tolist()] for column in found]
    heads = [Column(one.label, 14, "0" if one.whole else _excel(f",.{one.decimals}f")) for one in found]
    holds = f"every line of the chart, every session from {period(shown_chart(view))}"
    return Sheet("Chart", holds, (Column("session", 12), *heads), list(zip(days.tolist(), *cells, strict=True)), 1)


def _numbers(view: View) -> Sheet:
    found, (small, large) = numbers(view), (view.small.short, view.large.short)
    heads = ("name", "measure", small, large, f"{small} / {large}")
    rows = [
        (row.key, row.label, *(_number(found[part][row.key], row.style) for part in ("small", "large")), None)
        for row in ROWS
    ] + [(row.key, row.label, None, None, _number(found["relative"][row.key], row.style)) for row in RELATIVE_ROWS]
    holds = f"both instruments at the as-of session, and how they compare; {_NAMES}"
    return Sheet("Numbers", holds, _columns(heads, (24, 44, 16, 16, 24)), rows, 2)


def _claims(view: View) -> Sheet:
    rows = []
    for claim in view.claims:
        told = record_of(view, claim)
        record = told.text if told else None
        rows.append((claim.key, claim.side, claim.group, claim.name, word(claim.status), claim.text, record))
    heads = ("claim", "side", "group", "name", "status", "sentence", "track record")
    return Sheet("Claims", "both cases, each claim judged", _columns(heads, (8, 8, 22, 36, 14, 80, 60)), rows, 1)


def _evidence(view: View) -> Sheet:
    rows = [
        (claim.key, claim.name, name, _value(value)) for claim in view.claims for name, value in claim.evidence.items()
    ]
    holds = f"the numbers that each claim rests on; {_NAMES}"
    return Sheet("Evidence", holds, _columns(("claim", "of", "name", "value"), (8, 36, 40, 16)), rows, 1)


def _records(view: View) -> Sheet:
    found = [
        {"claim": claim.key, **dict(_flat(row))} for claim in view.claims for row in records(view, claim)["records"]
    ]
    heads = tuple(dict.fromkeys(name for row in found for name in row))
    holds = "what followed when a claim was true before; returns in %"
    return Sheet("Records", holds, _columns(heads, (14,) * len(heads)), [tuple(row.values()) for row in found], 3)


def _calls(cards: Sequence[Scorecard]) -> Sheet:
    names = voices(card.call for card in cards)
    rows = [
        (
            names[card.call.key],
            card.call.role,
            card.call.where,
            card.call.date,
            card.call.stance,
            card.judged_on,
            "\n".join([card.summary.text, *card.notes]),
        )
        for card in cards
    ]
    heads = ("call", "role", "where", "date", "stance", "judged on", "result")
    return Sheet("Calls", "published calls, and how they did", _columns(heads, (24, 36, 36, 12, 36, 12, 80)), rows, 1)


def _said(cards: Sequence[Scorecard]) -> Sheet:
    names = voices(card.call for card in cards)
    rows: list[tuple[Cell, ...]] = []
    for card in cards:
        for one in card.statements:
            start = (names[card.call.key], one.said.text, one.said.claim, word(one.status), one.text, one.rule or None)
            rows += [
                (*start, span(part.due), part.due_date, result_word(part.result), part.text) for part in one.settled
            ] or [start]
    heads = ("call", "said", "claim", "status that day", "sentence", "rule", "due", "due date", "result", "what came")
    holds = "each statement of a call as judged that day, and each forecast at each of its due dates"
    return Sheet("Scorecard", holds, _columns(heads, (24, 40, 8, 14, 60, 40, 14, 12, 14, 60)), rows, 2)


def _columns(heads: Sequence[str], widths: Sequence[int]) -> tuple[Column, ...]:
    return tuple(Column(head, width) for head, width in zip(heads, widths, strict=True))


def _number(value: float | None, style: str) -> Number | None:
    return None if value is None else Number(value, _excel(style))


def _excel(style: str) -> str:
    """Return a spreadsheet's format for numbers that Python writes in `style`."""
    digits = "0" * int(style[-2]) if style.endswith("f") else ""
    body = ("#,##0" if "," in style else "0") + (f".{digits}" if digits else "")
    return f"+{body};-{body};{body}" if "+" in style else body


def _value(value: Cell) -> Cell:
    return date.fromisoformat(value) if isinstance(value, str) and _ISO_DATE.fullmatch(value) else value


def _flat(row: Mapping[str, object]) -> Iterator[tuple[str, Cell]]:
    """Yield the values of a row; of a pair of bounds the lower and the upper one, of a table within it its own."""
    for name, value in row.items():
        if isinstance(value, dict):
            yield from ((f"{name}_{inner}", part) for inner, part in value.items())
        elif name in _BOUNDS:
            low, high = value if isinstance(value, list) else (None, None)
            yield from ((f"{name}_low", low), (f"{name}_high", high))
        else:
            yield name, value  # type: ignore[misc] # text, a number or None

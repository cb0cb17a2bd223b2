"""The tables of a track record: what followed at each horizon, each past case, and the past years of a forecast."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commentary.evidence import naming
from commentary.evidence.model import LEAST, PLAIN, UNTESTED, YEAR_END, Target
from commentary.wording import day, facts, write
from components.digits import fixed
from components.tree import html

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from commentary.evidence.model import Case, PastYear, Record, RowKey, Spread, Test
    from components.tree import Node

_COLUMNS = 4


def followed(rows: Sequence[Record], tests: Mapping[RowKey, Test] | None, label: str, *, still: bool = False) -> Node:
    """Return what followed the events and all windows, a block a horizon, for one target.

    Parameters
    ----------
    rows : sequence of Record
        Of one event and one target.
    tests : mapping of RowKey to Test, or None
        None while they have not been computed.
    label : str
        What the table is of.
    still : bool
        Whether nothing can be filled in later where it stands.
    """
    relative = rows[0].key.target is Target.RELATIVE
    unit = "points" if relative else "%"
    hits = "Ahead in" if relative else "Higher in"
    if rows[0].key.horizon == YEAR_END:
        hits = "Gained from that date to the year's end in"
    heads = (hits, f"Mean, {unit}", _two(f"Median, {unit}", "quartiles"))
    head = html.Thead(html.Tr([html.Td(), *(html.Th(text, scope="col") for text in heads)]))
    blocks = [_block(row, tests, still=still) for row in rows]
    return html.Table([html.Caption(label, className="unseen"), head, *blocks], className="followed")


def _block(row: Record, tests: Mapping[RowKey, Test] | None, *, still: bool) -> Node:
    n = row.after.n
    title = html.Th(naming.later(row.key.horizon), scope="rowgroup", colSpan=_COLUMNS)
    lines = [html.Tr(title), _after(row.after), _always(row)]
    if n >= LEAST:
        lines.append(html.Tr(html.Td(_difference(row, tests, still=still), colSpan=_COLUMNS), className="difference"))
    return html.Tbody(lines, className=shade_of(n) or None)


def shade_of(n: int) -> str:
    """Return the class of what is said of so many cases: few of them are grey."""
    return "grey" if LEAST <= n < PLAIN else ""


def _after(after: Spread) -> Node:
    """Return the line of what followed the events."""
    if after.n < LEAST:
        return _line("After it", f"n = {after.n:,d}", None, naming.too_few(after.n))
    hits = _two(f"{after.hits:,d} ({after.hit_pct:.0f} %)", _interval(after.wilson_pct))
    return _line("After it", f"n = {after.n:,d}", hits, after)


def _always(row: Record) -> Node:
    """Return the line of what always followed, with the number of windows end to end where they overlap."""
    always, independent = row.always, row.independent
    counted = f"n = {always.n:,d}" + ("" if row.key.horizon == YEAR_END else f", {independent:,d} end to end")
    if independent < LEAST:
        return _line("All windows", counted, None, "too few", shade="always")
    return _line("All windows", counted, f"{always.hit_pct:.0f} %", always, shade="always")


def _line(
    title: str, counted: str, hits: list[Node] | str | None, shown: Spread | str, *, shade: str | None = None
) -> Node:
    """Return a line of numbers, or of the words in their place."""
    head = html.Th(_two(title, counted), scope="row")
    if isinstance(shown, str):
        return html.Tr([head, html.Td(shown, colSpan=_COLUMNS - 1)], className=shade)
    median = _two(_signed(shown.median_pct), _between(shown.quartiles_pct, _signed))
    return html.Tr([head, html.Td(hits), html.Td(_signed(shown.mean_pct)), html.Td(median)], className=shade)


def _two(first: str, second: str) -> list[Node]:
    return [first, html.Span(f" {second}", className="under")]


def _difference(row: Record, tests: Mapping[RowKey, Test] | None, *, still: bool) -> str:
    """Return by how much the means differ, and how likely that is by chance."""
    said, evidence = "Difference {difference:signed points}", facts(difference=row.difference_pct)
    if tests is None:
        return write(f"{said}; its interval, p and q {naming.awaited(still=still, many=True)}.", evidence)
    test = tests.get(row.key, UNTESTED)
    if test.interval_pct:
        said += " ({level:limit} interval {between})"
        evidence |= facts(level=naming.CONFIDENCE_PCT, between=_between(test.interval_pct, _signed))
    for name, value in (("p", test.p_null), ("q", test.q)):
        if value is not None:
            said += f", {name}\N{NO-BREAK SPACE}{{{name}:p}}"
            evidence |= facts(**{name: value})
    return write(f"{said}.", evidence)


def cases(found: Sequence[Case], keys: Sequence[tuple[Target, int]], name: str) -> Node:
    """Return a row for each case, newest first: its session, a button that goes there, and what followed.

    Parameters
    ----------
    found : sequence of Case
    keys : sequence of pairs of Target and int
        Which outcomes: of one target, a column a horizon.
    name : str
        Of the event, the first part of the ids of the buttons.
    """
    unit = "points" if keys[0][0] is Target.RELATIVE else "%"
    heads = [f"{naming.later(horizon)}, {unit}" for _, horizon in keys]
    rows = [
        [_jump(case.session, name), *(_signed(case.returns_pct[key], missing="not yet") for key in keys)]
        for case in reversed(found)
    ]
    return _table(["Session", *heads], rows)


def years(found: Sequence[PastYear], asked: float, name: str) -> Node:
    """Return a row for each past year, newest first: its gap on the same date and at its end, and what was closed.

    Parameters
    ----------
    found : sequence of PastYear
    asked : float, %
        Of the gap, to count as closed significantly.
    name : str
        Of the event, the first part of the ids of the buttons.
    """
    heads = ["Same date", "Gap, points", "At the end", "Closed, %", write("{asked:limit} or more", facts(asked=asked))]
    rows = [
        [
            _jump(year.session, name),
            fixed(year.gap_then_points, 2, signed=True),
            fixed(year.gap_end_points, 2, signed=True),
            *_closed(year.closed_pct, asked),
        ]
        for year in reversed(found)
    ]
    return _table(heads, rows)


def _closed(closed: float | None, asked: float) -> tuple[str, str]:
    return ("not behind", "") if closed is None else (fixed(closed, 0), "yes" if closed >= asked else "no")


def _table(heads: Sequence[str], rows: Sequence[Sequence[Node]]) -> Node:
    head = html.Thead(html.Tr([html.Th(text, scope="col") for text in heads]))
    body = html.Tbody([html.Tr([html.Th(first, scope="row"), *map(html.Td, rest)]) for first, *rest in rows])
    return html.Div(html.Table([head, body], className="figures"), className="past-rows")


def _jump(session: date, name: str) -> Node:
    """Return a button that moves the page to a session."""
    iso = session.isoformat()
    return html.Button(
        day(session), type="button", id=f"{name}-{iso}", className="jump", **{"data-set": "asof", "data-value": iso}
    )


def _signed(value: float | None, *, missing: str = "n/a") -> str:
    return missing if value is None else fixed(value, 2, signed=True)


def _interval(bounds: tuple[float, float] | None) -> str:
    return f"{_between(bounds, lambda value: fixed(value, 0))} %"


def _between(bounds: tuple[float, float] | None, written: Callable[[float], str]) -> str:
    return " to ".join(map(written, bounds)) if bounds else "n/a"

"""The numbers of both instruments at the as-of session, as a table; each cell is named as in the report's JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.numbers import RELATIVE_ROWS, ROWS, numbers
from components.tree import html

if TYPE_CHECKING:
    from collections.abc import Iterable

    from components.numbers import Number, Row
    from components.tree import Node
    from components.view import View


def number_table(view: View) -> list[Node]:
    """Return the table of both instruments and the one that compares them."""
    found = numbers(view)
    names = (view.small.short, view.large.short)
    return [
        html.H2("The numbers"),
        html.Div(
            [
                _table(names, ("small", "large"), ROWS, found),
                _table((" / ".join(names),), ("relative",), RELATIVE_ROWS, found),
            ],
            className="tables",
        ),
    ]


def _table(
    columns: tuple[str, ...], parts: tuple[str, ...], rows: Iterable[Row], found: dict[str, dict[str, Number]]
) -> Node:
    head = html.Thead(html.Tr([html.Td(), *(html.Th(name, scope="col") for name in columns)]))
    body = [
        html.Tr([html.Th(row.label, scope="row"), *(_cell(part, row, found[part][row.key]) for part in parts)])
        for row in rows
    ]
    return html.Table([head, html.Tbody(body)], className="figures")


def _cell(part: str, row: Row, value: Number) -> Node:
    return html.Td(row.show(value), className="number", **{"data-key": f"{part}.{row.key}"})

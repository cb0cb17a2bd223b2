"""What is shown, as an Excel workbook: numbers as numbers, dates as dates, and no text that could run as a formula."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

from xlsxwriter import Workbook

from components.cells import neutral
from components.verdict import title
from sharing.sheets import Link, Number, sheets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from commentary.calls.model import Scorecard
    from components.view import View
    from sharing.sheets import Cell, Sheet

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_DATE = "d mmm yyyy"
_LINE, _TALLEST = 15, 405  # points; a spreadsheet has no taller rows
_TEXT = {"text_wrap": True, "valign": "top", "indent": 1}
_HEAD = {**_TEXT, "bold": True, "bottom": 1}


def workbook(view: View, cards: Sequence[Scorecard], link: str, unread: Sequence[str] = ()) -> bytes:
    """Return a workbook of what a view shows; the same bytes for the same view.

    Parameters
    ----------
    view : View
    cards : sequence of Scorecard
        Published calls made by the as-of session, judged for that view (`sharing.scorecard.cards_of`).
    link : str
        Address of the view.
    unread : sequence of str
        A sentence for each file of calls that could not be read.
    """
    made = BytesIO()
    with Workbook(made, _OPTIONS) as book:
        book.set_properties({"title": title(view), "created": datetime.combine(view.as_of, time())})
        for sheet in sheets(view, cards, link, unread):
            _write(book, sheet)
    return made.getvalue()


def _write(book: Workbook, sheet: Sheet) -> None:
    page, head = book.add_worksheet(sheet.name), book.add_format(_HEAD)

    @cache
    def form(shown: str, align: str = "") -> Format:
        return book.add_format({"valign": "top", "num_format": shown, "align": align})

    for place, column in enumerate(sheet.columns):
        shown = {"num_format": column.form or "General"}
        page.set_column(place, place, column.width, book.add_format(_TEXT | shown))
        page.write_string(0, place, neutral(column.head), head)
    for row, cells in enumerate(sheet.rows, 1):
        page.set_row(
            row, min(_LINE * _lines(cells, sheet), _TALLEST)
        )  # not every program fits rows to wrapped text by itself
        for place, cell in enumerate(cells):
            _cell(page, row, place, cell, form)
    page.freeze_panes(1, sheet.fixed)
    page.repeat_rows(0)
    page.set_landscape()
    page.fit_to_pages(1, 0)


def _lines(cells: Iterable[Cell], sheet: Sheet) -> int:
    """Return how many lines the longest text of a row takes: a column is as wide as so many digits."""
    texts = [(cell, column.width) for cell, column in zip(cells, sheet.columns, strict=False) if isinstance(cell, str)]
    return max((sum(max(-(-len(line) // width), 1) for line in text.split("\n")) for text, width in texts), default=1)


def _cell(page: Worksheet, row: int, place: int, cell: Cell, form: Callable[..., Format]) -> None:
    match cell:
        case None:
            pass
        case bool():
            page.write_boolean(row, place, cell)
        case int() | float():
            page.write_number(row, place, cell)
        case Link(address):
            page.write_url(row, place, address)
        case Number(value, shown):
            page.write_number(row, place, value, form(shown))
        case date():
            page.write_datetime(row, place, datetime.combine(cell, time()), form(_DATE, "left"))
        case str():
            page.write_string(row, place, neutral(cell))

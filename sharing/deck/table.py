"""Tables of a slide: real ones, with the row heights known before they are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import etree
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from components.cells import neutral
from sharing.deck.measure import INCH, Box, height_of, rows_of
from sharing.deck.sheet import LEAST, described

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sharing.deck.ground import Ground
    from sharing.deck.sheet import Sheet

SIZES = (12.0, 11.0, LEAST)  # points
_PLAIN = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # what PowerPoint calls the style without grid and fill
_SIDE, _OVER = 0.06, 0.045  # inches from a cell's edge to its text


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in inches, and whether its cells are bold."""

    head: str
    width: float
    bold: bool = False


def heights(columns: Sequence[Column], rows: Sequence[Sequence[str]], points: float) -> list[float]:
    """Return how tall each row is in letters of so many points, in inches."""
    return [
        height_of(
            max(
                rows_of(text, points, column.width - 2 * _SIDE, bold=column.bold)
                for column, text in zip(columns, row, strict=True)
            ),
            points,
        )
        + 2 * _OVER
        for row in rows
    ]


def table(
    sheet: Sheet,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    alt: str,
    *,
    points: float = LEAST + 1,
    at_foot: bool = False,
) -> float:
    """Add a table at the top or at the foot of what is left of a slide; return its height in inches."""
    heads = [column.head for column in columns]
    tall = [heights([Column("", one.width, bold=True) for one in columns], [heads], points)[0]]
    tall += heights(columns, rows, points)
    body, height = sheet.body, sum(tall)
    top = body.top + body.height - height if at_foot else body.top
    place = Box(body.left, top, sum(column.width for column in columns), height)
    frame = sheet.slide.shapes.add_table(len(rows) + 1, len(columns), *place.emu)
    described(frame, alt)
    frame.name = "Table"
    made = frame.table
    made._tbl.tblPr.find(qn("a:tableStyleId")).text = _PLAIN  # noqa: SLF001 - the library sets no style
    made.horz_banding = False
    for column, asked in zip(made.columns, columns, strict=True):
        column.width = Inches(asked.width)
    for number, (row, texts) in enumerate(zip(made.rows, [heads, *rows], strict=True)):
        row.height = Emu(round(INCH * tall[number]))
        for cell, text, column in zip(row.cells, texts, columns, strict=True):
            _fill(cell, text, points, sheet.deck.ground, bold=number == 0 or column.bold, muted=number == 0)
    return height


def _fill(cell: Any, text: str, points: float, ground: Ground, *, bold: bool, muted: bool) -> None:  # noqa: ANN401 - the library's cell
    cell.margin_left = cell.margin_right = Inches(_SIDE)
    cell.margin_top = cell.margin_bottom = Inches(_OVER)
    frame = cell.text_frame
    frame.text = "\n".join(neutral(line) for line in text.split("\n"))
    for run in (run for paragraph in frame.paragraphs for run in paragraph.runs):
        run.font.size = Pt(points)
        run.font.bold = bold
        run.font.color.theme_color = MSO_THEME_COLOR.from_xml(ground.ink)
        if muted:
            run.font.color.brightness = ground.muted
    _rule(cell._tc.get_or_add_tcPr(), ground, heavy=muted)  # noqa: SLF001 - the library draws no border


def _rule(properties: Any, ground: Ground, *, heavy: bool) -> None:  # noqa: ANN401 - as above
    """Draw a line under a cell."""
    line = etree.SubElement(properties, qn("a:lnB"), w="12700" if heavy else "6350")
    colour = etree.SubElement(etree.SubElement(line, qn("a:solidFill")), qn("a:schemeClr"), val=ground.ink)
    strength = 60000 if heavy else 20000
    etree.SubElement(colour, qn("a:lumMod"), val=str(strength))
    if ground.theme == "light":
        etree.SubElement(colour, qn("a:lumOff"), val=str(100000 - strength))
    properties.insert(0, line)

"""A pane of the chart as a slide: its takeaway, a native chart, and the names of the lines at their ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE

from commentary.model import Side
from commentary.wording import day, opening
from components.cells import neutral
from components.digits import fixed
from components.figures import fit, strokes
from components.figures.chart import chart
from components.figures.palette import palette
from components.verdict import values_at
from sharing.deck.chart_xml import NativeChart
from sharing.deck.measure import Box, height_of, rows_of
from sharing.deck.notes import claim_lines, claims_of
from sharing.deck.series import known_until, plot
from sharing.deck.sheet import described
from sharing.deck.table import Column, table

if TYPE_CHECKING:
    from commentary.takeaways import Takeaway
    from components.figures.fit import Range
    from components.figures.model import Chart, Line, Pane
    from components.view import View
    from sharing.deck.series import Plot
    from sharing.deck.sheet import Deck, Sheet

_POINTS = 12.0
_MOST = 19  # letters of a short name and a value at a line's end
_LEFT, _ENDS, _BELOW, _ABOVE = 0.62, 1.85, 0.42, 0.1  # inches for ticks, names of lines, dates, and half a tick
_RIGHT = 0.42  # inches for half a date
_TEXT = {"small": "small-text", "large": "large-text"}


def pane_slide(deck: Deck, shown: Chart, pane: Pane, span: Range | None, said: Takeaway) -> None:
    """Add the slide of a pane; one without a value says what it needs."""
    drawn = None if span is None else plot(shown, pane, span, deck.ground.theme)
    sheet = deck.sheet(said.heading.text, _small_print(shown, drawn))
    sheet.lead(" · ".join(part for part in (pane.title, _detail(pane), _ends(deck.view, shown)) if part))
    alone = claims_of(deck.view, pane)
    sheet.notes([said.description.text, *(line for claim in alone for line in claim_lines(deck.view, claim))])
    if drawn is None:
        sheet.lead(opening(pane.wanting) + ".", 16, muted=False)
        return
    if pane.strips:
        _strips(sheet, chart(deck.view) if deck.view.state.zoom else shown, pane.key)
    _chart(sheet, shown, pane, drawn, f"{pane.title}, {_detail(pane)}. {said.description.text}")


def _small_print(shown: Chart, drawn: Plot | None) -> str:
    """Return what a reader must know of how the chart is drawn."""
    if drawn is None or drawn.sessions == shown.sessions.size:
        return ""
    count = f"{drawn.sessions:,} of {shown.sessions.size:,} sessions drawn"
    return f"{count}; the highs and lows of every stretch are kept."


def _detail(pane: Pane) -> str:
    """Return a pane's details, without those of its strips, for which a slide has a table."""
    return pane.detail.partition(";")[0] if pane.strips else pane.detail


def _ends(view: View, shown: Chart) -> str:
    """Return of what day the values at the ends are, and what came after; empty where both are as of the view."""
    if shown.known == shown.sessions.size:
        return values_at(view, shown)
    since = day(known_until(shown)) if shown.known else "the as-of date"
    return f"{values_at(view, shown)}; paler: what came after {since}"


def _chart(sheet: Sheet, shown: Chart, pane: Pane, drawn: Plot, alt: str) -> None:
    """Add the chart, with room for the names of the lines at its right."""
    deck, body = sheet.deck, sheet.body
    size = deck.points(_POINTS)
    left, ends = _LEFT * size / _POINTS, _ENDS * size / _POINTS
    place = Box(body.left, body.top, body.width - ends, body.height)
    inner = (
        left / place.width,
        _ABOVE / place.height,
        1 - (left + _RIGHT) / place.width,
        1 - (_ABOVE + _BELOW) / place.height,
    )
    native = NativeChart(drawn, size, inner, inner[2] * place.width, deck.ground)
    frame = sheet.slide.shapes.add_chart(XL_CHART_TYPE.LINE, *place.emu, native)
    frame.name = f"Chart {pane.key}"
    described(frame, alt)
    inside = Box(place.left + place.width, place.top + _ABOVE, ends, place.height - _ABOVE - _BELOW)
    _names(sheet, shown, [line for line in pane.lines if line.labelled], drawn, inside)


def _names(sheet: Sheet, shown: Chart, lines: list[Line], drawn: Plot, place: Box) -> None:
    """Write what each line is called, with its last value, beside its end; none over another."""
    size = sheet.deck.points(_POINTS)
    row = height_of(1, size) + 0.02
    low, high = (np.log10(end) if drawn.log else end for end in drawn.span)
    last = [float(line.points[-1]) for line in lines]
    values = [np.log10(value) if drawn.log else value for value in last]
    middles = [place.top + place.height * float((high - value) / (high - low)) for value in values]
    places = fit.apart(middles, row, place.top + row / 2, place.top + place.height + row / 2)
    texts = _ends_of(shown, lines, size * sheet.deck.spread, place.width)
    for line, text, middle in zip(lines, texts, places, strict=True):
        box = Box(place.left, middle - row / 2, place.width, row)
        token = strokes.token(line)
        frame = sheet.text(box, text, size, bold=True)
        colour = palette(sheet.deck.ground.theme)[_TEXT.get(token, token)]
        frame.paragraphs[0].runs[0].font.color.rgb = RGBColor(*bytes.fromhex(colour.strip("#")))  # type: ignore[no-untyped-call]


def _ends_of(shown: Chart, lines: list[Line], size: float, width: float) -> list[str]:
    """Return names with their last values, a row each: all long, or all short where one of them would not fit."""
    values = [fixed(float(line.points[-1]), line.decimals) for line in lines]
    texts = [neutral(f"{line.end} {value}") for line, value in zip(lines, values, strict=True)]
    if all(rows_of(text, size, width, bold=True) == 1 for text in texts):
        return texts
    names = [shown.short(line) or line.end for line in lines]
    return [neutral(f"{name[: _MOST - len(value)]} {value}") for name, value in zip(names, values, strict=True)]


def _strips(sheet: Sheet, whole: Chart, key: str) -> None:
    """Add, below the chart, how many claims of each group hold as of the date, and keep the rest for the chart.

    They are those of the slide's title, whatever dates the chart is zoomed to.
    """
    strips, at = next(pane for pane in whole.panes if pane.key == key).strips, whole.known - 1
    width = sheet.body.width
    first = 2.2 * sheet.deck.scale
    columns = [Column(f"Hold on {day(known_until(whole))}", first)]
    columns += [Column(opening(strip.label), (width - first) / len(strips)) for strip in strips]
    rows = [[opening(side.value), *(_count(int(strip.sides[side.value][at])) for strip in strips)] for side in Side]
    height = table(sheet, columns, rows, "Claims that hold, by group", at_foot=True)
    body = sheet.body
    sheet.body = Box(body.left, body.top, body.width, body.height - height - 0.12)


def _count(held: int) -> str:
    return "none testable" if held < 0 else str(held)

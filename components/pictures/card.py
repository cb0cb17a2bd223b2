"""The preview of a link, 1200 x 630: to be read in a chat, and its date and pair also where it is a thumbnail."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from commentary.ledger import ledger
from components.colophon import warnings
from components.figures.model import Size
from components.figures.panels import panes_of
from components.pictures.column import BOLD, MEDIUM, SMALL, Column, label
from components.pictures.field import field
from components.pictures.letters import length, wrapped
from components.pictures.plot import CALENDAR, plot
from components.provenance import NO_ADVICE, credit
from components.tree import html
from components.verdict import as_of, detail, pair_of, period, stands

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from components.figures.model import Chart
    from components.tree import Node
    from components.view import View

WIDTH, HEIGHT = 1200, 630
_MARGIN = 44
_LARGER = 1.7  # than on the page: what the plot's lines and letters are drawn at
_ABREAST = (52, 48, 44, 40)  # pixels, the first at which pair and date stand in one line
_NAMED = (46, 40, 34, 28)  # pixels, the first at which the pair alone does
_TOLD = (24, 22, 20, 18)  # pixels, the first at which a sentence stands in two lines
_AT_MOST = 2  # lines
_GAP = 10
_TITLED = 26  # pixels that the title of a pane takes, with the room around it


def draw_card(view: View, chart: Chart, colours: Mapping[str, str]) -> list[Node]:
    """Return the drawing of a card; it says the most important of what others say at their foot."""
    page = Column(colours, _MARGIN, 26, WIDTH - 2 * _MARGIN)
    _name(view, page)
    page.skip(6)
    _tell(page, stands(view), ("small-text", "large-text"))
    foot = Column(colours, _MARGIN, 0, page.width)
    _tell(foot, (ledger(view.claims).summary.text,), ("ink",))
    foot.skip(4)
    warned = " ".join(warnings(view, brief=True))
    if warned:
        foot.write(warned, size=18, weight=MEDIUM, colour="warn")
    foot.write(f"{credit(view)} {NO_ADVICE}", size=18, colour="muted")
    room = HEIGHT - 22 - foot.bottom - page.bottom - _GAP
    page.skip(_GAP)
    drawing = _plots(view, chart, page, room / _LARGER)
    page.draw([html.G(drawing, transform=f"scale({_LARGER})")], room)
    page.draw([html.G(foot.nodes, transform=f"translate({-_MARGIN} 0)")], foot.bottom)
    return page.nodes


def _name(view: View, page: Column) -> None:
    """Add the pair and the date: in one line if they fit it large, else one below the other."""
    pair, dated = pair_of(view), f"as of {as_of(view)}"
    size = next((size for size in _ABREAST if length(f"{pair}  {dated}", size) <= page.width), None)
    if size is None:
        page.write(pair, size=next((size for size in _NAMED if length(pair, size) <= page.width), 24), weight=BOLD)
        page.write(dated, size=_NAMED[0], weight=BOLD, colour="accent")
        return
    end = page.left + page.width
    middle = page.bottom + 0.7 * size
    page.nodes.append(label(dated, end, middle, page.colours["accent"], size=size, weight=BOLD, text_anchor="end"))
    page.write(pair, size=size, weight=BOLD)


def _dates(shown: str, beside: str, rows: Column) -> None:
    """Add from when to when the plots go: beside what stands `beside` it, in one line if both fit, else above."""
    if length(beside, SMALL) + length(shown, SMALL) + 2 * _GAP > rows.width:
        rows.write(shown, size=SMALL, colour="muted")
        return
    rows.nodes.append(label(shown, rows.width, 0.7 * SMALL, rows.colours["muted"], text_anchor="end"))


def _tell(column: Column, sentences: Sequence[str], colours: Sequence[str]) -> None:
    fits = (size for size in _TOLD if all(len(wrapped(text, size, column.width)) <= _AT_MOST for text in sentences))
    size = next(fits, _TOLD[-1])
    for text, colour in zip(sentences, colours, strict=True):
        column.write(text, size=size, weight=MEDIUM, colour=colour)


def _plots(view: View, chart: Chart, page: Column, room: float) -> list[Node]:
    """Return the price panes, one below the other, in the room that there is; claims are not drawn on so small ones."""
    plain = replace(view, state=replace(view.state, show=()))
    panes = [replace(pane, size=Size.LOW) for pane in panes_of(chart, "price")]
    shared = field(plain, chart, panes, page.width / _LARGER, page.colours)
    each = (room - CALENDAR) / len(panes)
    rows = Column(page.colours, 0, 0, page.width / _LARGER)
    _dates(period(chart), detail(view, chart, panes[0]), rows)
    each -= rows.bottom / len(panes)
    for pane in panes:
        last = pane is panes[-1]
        rows.write(detail(view, chart, pane), size=SMALL, colour="muted")
        rows.skip(4)
        nodes, height = plot(shared, pane, each - _TITLED, first=pane is panes[0], dated=last)
        rows.draw(nodes, height)
        rows.skip(6)
    return rows.nodes

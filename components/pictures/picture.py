"""From a view and the name of a panel to a picture that stands by itself."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from commentary.model import Side
from components.colophon import colophon, warnings
from components.figures.model import Size
from components.figures.palette import palette
from components.figures.panels import PanelError, panes_of
from components.figures.zoomed import shown_chart
from components.pictures.card import HEIGHT, WIDTH, draw_card
from components.pictures.case import draw_case
from components.pictures.column import BOLD, LARGE, MEDIUM, PLAIN, SMALL, Column
from components.pictures.field import field
from components.pictures.fonts import STACK
from components.pictures.letters import length
from components.pictures.plot import HEIGHTS, plot
from components.pictures.words import card_told, case_told, panes_told
from components.state import shown as printable
from components.takeaways import takeaways_of
from components.tree import html, html_text
from components.verdict import dated, detail, period

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from components.figures.model import Chart, Pane
    from components.tree import Node
    from components.view import View

CHART, CASE, CARD = "chart", "case", "card"
NARROWEST, WIDEST = 320, 2400
"""Pixels that a picture may be wide."""
_DRAWN = 900  # pixels from which on a wider picture is the same one, enlarged: its letters grow with it
_NARROW = 640  # pixels up to which the page's plots are lower, too
_LOWER = {Size.TALL: 260}
_TITLES = (20, 19, 18, 17)  # pixels
_MANY = 4  # panes, above which the dates stand below the first, too
_MARGIN = 16
_UNPRINTABLE = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture.

    Parameters
    ----------
    svg : str
        A document that needs nothing else.
    width, height : int, pixels
    alt : str
        What it shows, in a sentence or two.
    """

    svg: str
    width: int
    height: int
    alt: str


def picture(view: View, panel: str, *, width: int = 1200, theme: str | None = None, side: str | None = None) -> Picture:
    """Return a panel of a view as a picture.

    Parameters
    ----------
    view : View
    panel : str
        ``chart`` for all panes, the name of a panel of `components.figures.panels`, ``case`` for the claims, or
        ``card`` for the preview of a link, which is always 1200 x 630.
    width : int, pixels
        From `NARROWEST` to `WIDEST`; the height follows from what there is to say.
    theme : str, optional
        ``light`` or ``dark``; None takes the view's own.
    side : str, optional
        ``bear`` or ``bull``: of a case one side alone.

    Raises
    ------
    PanelError
        If the view has no such panel, or a case no such side.
    ValueError
        If `width` is out of bounds.
    """
    if not NARROWEST <= width <= WIDEST:
        raise ValueError(f"width is {width}; a picture is from {NARROWEST} to {WIDEST} pixels wide.")
    colours = palette(theme or view.state.theme)
    if panel == CARD:
        chart = shown_chart(view)
        return _document(draw_card(view, chart, colours), (WIDTH, HEIGHT), card_told(view, chart), colours)
    drawn = min(width, _DRAWN)
    page = Column(colours, _MARGIN, 14, drawn - 2 * _MARGIN)
    if panel == CASE:
        sides = _sides(side)
        lines = case_told(view, sides)
        page.write(dated(view), size=LARGE, weight=BOLD)
        page.skip(2)
        draw_case(view, page, sides)
    else:
        chart = shown_chart(view)
        panes = _panes(chart, panel)
        lines = panes_told(view, chart, panes)
        _draw_panes(view, chart, panes, page)
    _draw_foot(view, page)
    larger = width / drawn
    nodes = page.nodes if larger == 1 else [html.G(page.nodes, transform=f"scale({larger:.6g})")]
    return _document(nodes, (width, math.ceil(page.bottom * larger)), lines, colours)


def described(view: View, panel: str, side: str | None = None) -> str:
    """Return the text alternative of a picture, in lines; `PanelError` as for `picture`."""
    if panel == CARD:
        lines = card_told(view, shown_chart(view))
    elif panel == CASE:
        lines = case_told(view, _sides(side))
    else:
        chart = shown_chart(view)
        lines = panes_told(view, chart, _panes(chart, panel))
    return _clean("\n".join(lines)) + "\n"


def _clean(text: str) -> str:
    """Return a text with a sign in place of each character that XML has no place for."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _panes(chart: Chart, panel: str) -> tuple[Pane, ...]:
    return panes_of(chart, None if panel == CHART else panel, (CHART, CASE, CARD))


def _sides(side: str | None) -> tuple[Side, ...]:
    if side is None:
        return tuple(Side)
    if side not in {one.value for one in Side}:
        raise PanelError(f"A case has no side “{printable(side)}”; it has {' and '.join(Side)}.")
    return (Side(side),)


def _draw_panes(view: View, chart: Chart, panes: Sequence[Pane], page: Column) -> None:
    """Add panes to a picture, each under its heading; a pane alone is drawn tall."""
    alone = len(panes) == 1
    panes = [replace(pane, size=Size.TALL) for pane in panes] if alone else panes
    told, shared = takeaways_of(view), field(view, chart, panes, page.width, page.colours)
    heights = HEIGHTS | (_LOWER if page.width < _NARROW else {})
    page.write(f"{dated(view)} · {period(chart)}", size=SMALL, weight=MEDIUM, colour="muted")
    plotted = [pane.key for pane in panes if not pane.empty]
    dates_below = {*plotted[-1:], *(plotted[:1] if len(plotted) > _MANY else [])}
    for pane in panes:
        page.skip(0 if alone else 6)
        heading = told[pane.key].heading.text
        page.write(heading, size=_titled(heading, page.width) if alone else LARGE, weight=BOLD)
        page.write(detail(view, chart, pane), colour="muted")
        page.skip(6)
        nodes, height = plot(
            shared, pane, heights[pane.size], first=pane.key in plotted[:1], dated=pane.key in dates_below
        )
        page.draw(nodes, height + 4)


def _titled(heading: str, width: float) -> int:
    """Return the size of a heading that is a picture's title: the largest at which it stands in one line."""
    return next((size for size in _TITLES if length(heading, size) <= width), LARGE if width < _NARROW else _TITLES[-1])


def _draw_foot(view: View, page: Column) -> None:
    page.skip(6)
    page.rule()
    page.skip(6)
    warned = warnings(view)
    for text in colophon(view):
        strong = text in warned
        page.write(text, size=SMALL, weight=MEDIUM if strong else PLAIN, colour="warn" if strong else "muted")
    page.skip(10)


def _document(
    drawing: Sequence[Node], size: tuple[int, int], lines: Sequence[str], colours: Mapping[str, str]
) -> Picture:
    width, height = size
    alt = _clean(" ".join(lines[:2]))
    box = {"width": width, "height": height, "viewBox": f"0 0 {width} {height}"}
    root = html.Svg(
        [
            html.Title(alt),
            html.Desc("\n".join(lines)),
            html.Rect(width=width, height=height, fill=colours["surface"]),
            *drawing,
        ],
        xmlns="http://www.w3.org/2000/svg",
        role="img",
        **box,
        **{"font-family": STACK},
    )
    return Picture(f"{_clean(html_text(root))}\n", width, height, alt)

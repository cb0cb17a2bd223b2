"""The plot of one pane in pixels: grid, guides, lines, labels at their ends, strips, and marks of claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from commentary.wording import day
from components.digits import fixed
from components.figures import fit, geometry, strokes
from components.figures.marks import placed
from components.figures.model import Kind, Size, Who
from components.pictures.column import BOLD, MEDIUM, SMALL, label, over
from components.pictures.field import GAP
from components.pictures.letters import cut, length, wrapped
from components.pictures.marks import drawn_marks
from components.tree import html

if TYPE_CHECKING:
    from collections.abc import Mapping

    from components.figures.fit import Range
    from components.figures.model import Line, Pane, Strip
    from components.pictures.field import Field
    from components.tree import Node
    from indicators.arrays import Floats

HEIGHTS = {Size.TALL: 312, Size.HALF: 200, Size.LOW: 112}  # pixels, as on the page
STRIP, CALENDAR = 14, 24  # pixels that a strip takes, and that dates take
_PARTS = 10  # of a pixel: how finely a line is drawn
_INKS = {Who.SMALL: "small-text", Who.LARGE: "large-text", Who.BEAR: "bear", Who.BULL: "bull"}


def plot(field: Field, pane: Pane, height: float, *, first: bool, dated: bool) -> tuple[list[Node], float]:
    """Return the plot of a pane, with its strips, and how tall it is.

    Parameters
    ----------
    field : Field
    pane : Pane
        Of the field's chart.
    height : float, pixels
        Of the lines alone.
    first : bool
        Whether it is the uppermost, which says what is shaded.
    dated : bool
        Whether the dates stand below it.
    """
    colours, across, span = field.colours, field.across, field.spans[pane.key]
    if span is None:
        middle = field.left + field.width / 2
        return [label(pane.wanting, middle, 30, colours["muted"], text_anchor="middle", size=12)], 60
    after = geometry.after(field.chart, across)
    nodes = [*_ground(field, pane, span, height, after), *_lines(field, pane, span, height)]
    nodes += drawn_marks(field.colours, _marks(field, pane), field.chart.sessions, pane, span, (field.width, height))
    nodes += [_labelled(field, *end) for end in geometry.ends(pane, span, height)]
    nodes += _said(field, after, height) if first and after is not None else []
    below = height
    for strip in pane.strips:
        nodes += _strip(field, strip, across, below + 4, after)
        below += STRIP
    below += 4 if pane.strips else 0
    if dated:
        nodes += [label(text, x, below + 14, colours["muted"], text_anchor="middle") for x, text in field.dates]
        below += CALENDAR
    place = f"translate({field.left:.1f} 0)"
    return [html.G(nodes, transform=place, **{"data-pane": pane.key})], below


def _marks(field: Field, pane: Pane) -> list[dict[str, Any]]:
    """Return the marks of the claims that the view has pinned, on one pane."""
    number = next(number for number, one in enumerate(field.chart.panes) if one.key == pane.key)
    pinned = {key: marks for key, marks in field.view.marks.items() if key in field.view.state.show}
    return [mark for marks in placed(field.chart, pinned).values() for mark in marks if mark["pane"] == number]


def _ground(field: Field, pane: Pane, span: Range, height: float, after: float | None) -> list[Node]:
    """Return what lies under the lines: what came after, the grid with its ticks, and the guides."""
    colours, width = field.colours, field.width
    ticks = _apart([(height * geometry.down(value, span), text) for value, text in fit.ticks(pane, span)])
    levels = "".join(f"M0 {y:.1f}h{width:.1f}" for y, _ in ticks)
    upright = "".join(f"M{x:.1f} 0v{height:g}" for x, _ in field.dates)
    guides = "".join(f"M0 {height * geometry.down(guide, span):.1f}h{width:.1f}" for guide in pane.guides)
    shade = [_shade(colours, after, 0, width, height)] if after is not None else []
    return [
        *shade,
        html.Path(d=f"M0 0{levels}{upright}", fill="none", stroke=colours["grid"], **{"stroke-width": 1}),
        *([_dotted(guides, colours["muted"], "1 3")] if guides else []),
        *(label(text, -GAP, y, colours["muted"], text_anchor="end") for y, text in ticks),
    ]


def _apart(ticks: list[tuple[float, str]]) -> list[tuple[float, str]]:
    """Return the ticks from the lowest up that leave each other room."""
    kept: list[tuple[float, str]] = []
    for y, text in ticks:
        if not kept or kept[-1][0] - y >= geometry.LABEL:
            kept.append((y, text))
    return kept


def _shade(colours: Mapping[str, str], after: float, top: float, width: float, height: float) -> Node:
    box = {"x": f"{after:.1f}", "y": f"{top:g}", "width": f"{width - after:.1f}", "height": f"{height:g}"}
    return html.Rect(fill=colours["shade"], **{"fill-opacity": 0.14}, **box)


def _dotted(path: str, colour: str, dashes: str) -> Node:
    return html.Path(d=path, fill="none", stroke=colour, **{"stroke-width": 1, "stroke-dasharray": dashes})


def _lines(field: Field, pane: Pane, span: Range, height: float) -> list[Node]:
    across, stretches = field.across, round(field.width)
    return [
        html.Path(
            d=geometry.path(line, pane, span, across, height, stretches=stretches, parts=_PARTS),
            **{"data-line": line.label},
            **_stroke(line, field.colours[strokes.token(line)]),
        )
        for line in pane.lines
        if line.drawn
    ]


def _stroke(line: Line, colour: str) -> dict[str, object]:
    if line.kind is Kind.HISTOGRAM:
        return {"fill": colour}
    dashes = {"stroke-dasharray": " ".join(map(str, strokes.DASHES[line.kind]))} if line.kind in strokes.DASHES else {}
    return {
        "fill": "none",
        "stroke": colour,
        "stroke-width": strokes.width(line),
        "stroke-linejoin": "round",
        **dashes,
    }


def _labelled(field: Field, line: Line, value: float, middle: float) -> Node:
    colour = field.colours[_INKS.get(line.who, "neutral")]
    written = fixed(value, line.decimals)
    name = cut(field.named(line), SMALL, field.beside - GAP - length(f" {written}", SMALL))
    words = [f"{name} " if name else "", html.Tspan(written, **{"font-weight": BOLD})]
    return label(words, field.width + GAP, middle, colour, weight=MEDIUM)


def _said(field: Field, after: float, height: float) -> list[Node]:
    """Return the edge of what came after, and the words that say what it is."""
    colours = field.colours
    lines = wrapped(f"after {day(field.view.as_of)}: not known then", SMALL, field.width)
    x = max(min(after + GAP, field.width - max(length(line, SMALL) for line in lines)), 0)
    edge = _dotted(f"M{after:.1f} 0v{height:g}", colours["muted"], "4 3")
    nodes: list[Node] = [edge]
    for number, line in enumerate(reversed(lines)):
        middle = height - 12 - number * geometry.LABEL
        nodes += over(line, x, middle, colours["ink"], colours["surface"], MEDIUM)
    return nodes


def _strip(field: Field, strip: Strip, across: Floats, top: float, after: float | None) -> list[Node]:
    """Return the strip of a group, bear above bull, with its name; the first word where there is little room."""
    colours, tall = field.colours, STRIP - 3
    box = {"x": 0, "y": f"{top:g}", "width": f"{field.width:.1f}", "height": tall}
    rows = [
        html.Path(d=path, fill=colours[side])
        for row, (side, counts) in enumerate(strip.sides.items())
        if (path := geometry.boxes(counts, across.round(1), top + row * tall / 2, tall / 2))
    ]
    shade = [_shade(colours, after, top, field.width, tall)] if after is not None else []
    whole = length(strip.label, SMALL) <= field.beside - GAP
    name = strip.label if whole else strip.label.split(" ")[0]
    words = label(name, field.width + GAP, top + tall / 2, colours["muted"], weight=MEDIUM)
    return [html.Rect(fill=colours["grid"], **box), *rows, *shade, words]

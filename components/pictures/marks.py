"""The marks of pinned claims on a plot, by the rules of the page (`assets/marks.js`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from commentary.marks import Shape
from components.figures import encode, geometry
from components.pictures.column import BOLD, SMALL, over
from components.pictures.letters import cut, length
from components.tree import html

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from components.figures.fit import Range
    from components.figures.model import Pane
    from components.tree import Node
    from indicators.arrays import Days

_LINE, _GAP = 15, 8  # pixels that a label takes, and between two on a line
_STEPS = (0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5)  # lines that a label may move by, the nearest first
_LATE = 0.6  # of the width: a label further right stands left of its thing

Points = tuple[tuple[float, float], tuple[float, float]]


def drawn_marks(
    colours: Mapping[str, str],
    marks: Iterable[dict[str, Any]],
    sessions: Days,
    pane: Pane,
    span: Range,
    size: tuple[float, float],
) -> list[Node]:
    """Return marks, as `components.figures.marks.placed` gives them, on a plot of a size, with their labels."""
    width, height = size
    times = encode.milliseconds(sessions)
    shapes: list[Node] = []
    dots: list[Node] = []  # whole, also at the edge of the pane
    wanted: list[tuple[float, float, str, str]] = []
    for mark in marks:
        x = [width * (time - times[0]) / max(times[-1] - times[0], 1) for time in mark["x"]]
        down = [height * geometry.down(geometry.on_scale(pane, value), span) for value in mark["y"] or ()]
        ends = ((float(x[0]), down[0] if down else 0.0), (float(x[1]), down[1] if down else height))
        colour = colours[{"small": "small-text", "large": "large-text"}.get(mark["who"], "neutral")]
        shape = Shape(mark["shape"])
        if not _in_sight(ends, size):
            continue
        (dots if shape is Shape.DOT else shapes).append(_shape(shape, ends, colour, colours["surface"]))
        if mark["label"]:
            wanted.append((*_beside(shape, ends, size), mark["label"], colour))
    if not shapes and not dots:
        return []
    clipped = html.Svg(shapes, x=0, y=0, width=f"{width:.1f}", height=f"{height:g}", overflow="hidden")
    return [clipped, *dots, *_labels(colours, wanted, size)]


def _in_sight(ends: Points, size: tuple[float, float]) -> bool:
    """Whether a mark reaches into the plot; what lies outside is not named either."""
    across, down = zip(*ends, strict=True)
    return min(across) <= size[0] + 1 and max(across) >= -1 and min(down) <= size[1] and max(down) >= 0


def _shape(shape: Shape, ends: Points, colour: str, surface: str) -> Node:
    (x0, y0), (x1, y1) = ends
    thick = {"stroke": colour, "stroke-width": 2.5}
    if shape is Shape.DOT:
        return html.Circle(cx=f"{x0:.1f}", cy=f"{y0:.1f}", r=5, fill=surface, **thick)
    if shape is Shape.SEGMENT:
        return html.Line(x1=f"{x0:.1f}", y1=f"{y0:.1f}", x2=f"{x1:.1f}", y2=f"{y1:.1f}", **thick)
    box = {
        "x": f"{x0:.1f}",
        "y": f"{min(y0, y1):.1f}",
        "width": f"{max(x1 - x0, 1):.1f}",
        "height": f"{max(abs(y1 - y0), 1):.1f}",
    }
    edge = {"stroke": colour, "stroke-opacity": 0.55, "stroke-dasharray": "3 3"} if shape is Shape.BAND else {}
    return html.Rect(fill=colour, **{"fill-opacity": 0.14}, **edge, **box)


def _beside(shape: Shape, ends: Points, size: tuple[float, float]) -> tuple[float, float]:
    """Return from where a label starts, and the middle of its line, within the plot."""
    (x0, y0), (x1, y1) = ends
    if shape is Shape.SEGMENT:
        x, y = (x0 + x1) / 2, (y0 + y1) / 2 - 10
    else:
        x, y = x0, y0 - 14 if shape is Shape.DOT else min(y0, y1) + 9
    return min(max(x, 0), size[0]), min(max(y, _LINE / 2), size[1] - _LINE / 2)


def _labels(
    colours: Mapping[str, str], wanted: list[tuple[float, float, str, str]], size: tuple[float, float]
) -> list[Node]:
    """Return the labels from top to bottom, each as near to its thing as the others leave room; else it is left out."""
    width, height = size
    put: list[tuple[float, float, float]] = []
    nodes: list[Node] = []
    for at, middle, text, colour in sorted(wanted, key=lambda one: one[1]):
        words = cut(text, SMALL, width - 8)
        room = length(words, SMALL)
        x = min(max(at - 6 - room if at > _LATE * width else at + 6, 4), width - 4 - room)
        tried = [y for step in _STEPS if _LINE / 2 <= (y := middle + step * _LINE) <= height - _LINE / 2]
        free = [y for y in tried if _free(put, x, y, room)]
        if not free:
            continue
        y = free[0]
        put.append((x, y, room))
        nodes += over(words, x, y, colour, colours["surface"], BOLD)
    return nodes


def _free(put: Iterable[tuple[float, float, float]], x: float, y: float, room: float) -> bool:
    return not any(abs(y - b) < _LINE and a < x + room + _GAP and x < a + taken + _GAP for a, b, taken in put)

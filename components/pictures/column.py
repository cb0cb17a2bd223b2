"""What a picture is put together from: texts and drawings one below the other, in the colours of a theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.pictures.letters import wrapped
from components.tree import html, unbroken

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from components.tree import Node

SMALL, TEXT, LARGE = 11, 12, 15  # pixels
PLAIN, MEDIUM, BOLD = 400, 500, 600
_LEADING = 1.4
MIDDLE = 0.36  # of the size: from the middle of a line to its baseline


def label(
    words: Node | list[Node],
    x: float,
    y: float,
    colour: str,
    *,
    size: float = SMALL,
    weight: int = PLAIN,
    **more: object,
) -> Node:
    """Return a line of text whose middle is at a height; more attributes by their names, hyphens as underscores."""
    named = {name.replace("_", "-"): value for name, value in more.items()}
    font = {"font-size": size, "font-weight": weight}
    return html.Text(words, x=f"{x:g}", y=f"{y + MIDDLE * size:.1f}", fill=colour, **font, **named)


def over(words: str, x: float, y: float, colour: str, ground: str, weight: int) -> list[Node]:
    """Return a label that can be read over lines: twice, first as a rim in the colour of the ground."""
    under = label(
        words, x, y, ground, weight=weight, stroke=ground, stroke_width=4, stroke_linejoin="round", aria_hidden=True
    )
    return [under, label(words, x, y, colour, weight=weight)]


class Column:
    """A column that is filled from the top.

    Parameters
    ----------
    colours : mapping of str to str
        As `components.figures.palette.palette` gives them.
    left, top, width : float, pixels
    """

    def __init__(self, colours: Mapping[str, str], left: float, top: float, width: float) -> None:
        self.colours = colours
        self.left, self.width = left, width
        self.bottom = top
        self.nodes: list[Node] = []

    def write(
        self, text: str, *, size: float = TEXT, weight: int = PLAIN, colour: str = "ink", indent: float = 0
    ) -> None:
        """Add a paragraph, in as many lines as it takes."""
        leading = _LEADING * size
        for line in wrapped(unbroken(text), size, self.width - indent):
            middle = self.bottom + leading / 2
            self.nodes.append(label(line, self.left + indent, middle, self.colours[colour], size=size, weight=weight))
            self.bottom += leading

    def skip(self, height: float) -> None:
        """Leave room."""
        self.bottom += height

    def draw(self, nodes: Iterable[Node], height: float) -> None:
        """Add a drawing whose origin is the column's left edge, at the height reached."""
        place = f"translate({self.left:g} {self.bottom:g})"
        self.nodes.append(html.G(list(nodes), transform=place))
        self.bottom += height

    def rule(self) -> None:
        """Add a thin line across."""
        across = f"M{self.left:g} {self.bottom:g}h{self.width:g}"
        self.nodes.append(html.Path(d=across, stroke=self.colours["edge"], **{"stroke-width": 1}))

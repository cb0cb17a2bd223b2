"""A slide and what every slide has: a title, a line under it, a foot with source and link, notes, texts for the ear."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Emu, Pt

from components.cells import neutral
from components.provenance import DISCLAIMER, credit
from sharing.deck.template import MARGIN, WIDTH, opened, title_only

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pptx.presentation import Presentation as Slides

    from components.view import View

INCH = 914400  # of the unit that slides are measured in
LEAST = 10.0  # points of a text to be read; the foot has a point less
_LINE = 1.2  # of the size of its letters
_LETTER = 0.52  # of its size is the mean width of a letter
_BOLD = 1.07  # times as wide
_TITLE_POINTS = 44.0  # where a template does not say
_FOOT = 9.0
_NAMES = {"a": "http://schemas.openxmlformats.org/drawingml/2006/main"}


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a slide, in inches."""

    left: float
    top: float
    width: float
    height: float

    @property
    def emu(self) -> tuple[Emu, Emu, Emu, Emu]:
        """The place as the library takes it."""
        left, top, width, height = (Emu(round(INCH * part)) for part in (self.left, self.top, self.width, self.height))
        return left, top, width, height


def rows_of(text: str, points: float, width: float, *, bold: bool = False) -> int:
    """Return how many rows a text takes in letters of so many points over a width in inches."""
    room = max(int(72 * width / (points * _LETTER * (_BOLD if bold else 1))), 1)
    rows = 0
    for line in text.split("\n"):
        used, rows = 0, rows + 1
        for word in line.split():
            if used and used + 1 + len(word) > room:
                used, rows = 0, rows + 1
            used += len(word) + (1 if used else 0)
            rows, used = rows + used // (room + 1), used % (room + 1)
    return rows


def height_of(rows: int, points: float) -> float:
    """Return how tall rows of letters are, in inches."""
    return rows * points * _LINE / 72


class Deck:
    """A presentation that slides are added to."""

    def __init__(self, view: View, link: str, template: Path | None) -> None:
        self.view, self.link = view, link
        self.slides: Slides = opened(template)
        layout = title_only(self.slides)
        if layout is None:
            raise LookupError("no layout has a title")
        self.layout = layout
        self.scale = min((self.slides.slide_width or 0) / INCH / WIDTH, 1.0)
        self.area = self._area()

    def points(self, points: float) -> float:
        """Return the size of a text on this deck's slides, which may be smaller than usual."""
        return max(round(points * self.scale, 1), min(points, LEAST))

    def _area(self) -> Box:
        """Return what the layout leaves free under its title, in inches."""
        width, height = ((side or 0) / INCH for side in (self.slides.slide_width, self.slides.slide_height))
        kinds = {one.placeholder_format.type: one for one in self.layout.placeholders}
        title = kinds.get(PP_PLACEHOLDER.TITLE) or kinds[PP_PLACEHOLDER.CENTER_TITLE]
        top = min((title.top + title.height) / INCH, height / 2) + 0.05
        low = [one.top / INCH for kind, one in kinds.items() if kind in _LOW and one.top / INCH > height / 2]
        margin = MARGIN * self.scale
        bottom = min([height - margin / 2, *low])
        return Box(margin, top, width - 2 * margin, bottom - top)

    def sheet(self, title: str, small: str = "") -> Sheet:
        """Return a new slide with a title, the foot, and `small` print in the foot."""
        slide = self.slides.slides.add_slide(self.layout)
        for one in list(slide.placeholders):
            if one.placeholder_format.type not in {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE}:
                one._element.getparent().remove(one._element)  # noqa: SLF001 - the library removes no shape
        self._title(slide.shapes.title, title)
        made = Sheet(self, slide)
        self._number(slide)
        made.foot(small)
        return made

    def _title(self, shape: Any, text: str) -> None:  # noqa: ANN401 - the library's placeholders have no one type
        """Fill a title, in smaller letters than the master's where it would not fit."""
        shape.text_frame.text = neutral(text)
        usual = self._title_points()
        width, height = shape.width / INCH - 0.2, shape.height / INCH
        size = usual
        while size > LEAST and height_of(rows_of(text, size, width, bold=True), size) > height:
            size -= 1
        if size < usual:
            shape.text_frame.paragraphs[0].runs[0].font.size = Pt(size)

    def _title_points(self) -> float:
        """Return the size of titles: the layout's own, else the master's."""
        title = next(one for one in self.layout.placeholders if one.placeholder_format.type in _HEADS)
        master = self.layout.slide_master._element  # noqa: SLF001 - the library has no way to it
        own = title._element.xpath(".//a:lstStyle/a:lvl1pPr/a:defRPr/@sz")  # noqa: SLF001 - as above
        above = master.xpath(".//p:sp[.//p:ph[@type='title']]//a:lstStyle/a:lvl1pPr/a:defRPr/@sz")
        usual = master.xpath(".//p:titleStyle/a:lvl1pPr/a:defRPr/@sz")
        said = [*own, *above, *usual]
        return int(said[0]) / 100 if said else _TITLE_POINTS

    def _number(self, slide: Any) -> None:  # noqa: ANN401 - as above
        """Put the slide's number where the layout has it; a layout without one shows none."""
        for one in self.layout.placeholders:
            if one.placeholder_format.type == PP_PLACEHOLDER.SLIDE_NUMBER:
                copied = deepcopy(one._element)  # noqa: SLF001 - the library copies no placeholder
                slide.shapes._spTree.append(copied)  # noqa: SLF001 - as above
                copied.nvSpPr.cNvPr.set("id", str(slide.shapes._next_shape_id))  # noqa: SLF001 - as above
                copied.nvSpPr.cNvPr.set("descr", "Slide number")


_HEADS = {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE}
_LOW = {PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER}


class Sheet:
    """One slide: what is left of it for its content is `body`, which shrinks as texts are put in."""

    def __init__(self, deck: Deck, slide: Any) -> None:  # noqa: ANN401 - the library's slide
        self.deck, self.slide = deck, slide
        self.body = deck.area

    def foot(self, small: str) -> None:
        """Write what the slide shows, as of when and from where, the link to it, and the disclaimer."""
        deck, body = self.deck, self.body
        size = min(deck.points(_FOOT), _FOOT)
        credits_, opens = credit(deck.view), "Open this view"
        first = " ".join(part for part in (small, credits_) if part)
        width = body.width - 0.7
        rows = rows_of(f"{first} {opens}", size, width) + rows_of(DISCLAIMER, size, width)
        height = height_of(rows, size) + 0.06
        top = body.top + body.height - height + self._beside_number(height)
        frame = self.text(Box(body.left, top, width, height), f"{first} ", size, muted=True)
        run = frame.paragraphs[0].add_run()
        run.text = opens
        run.font.size = Pt(size)
        run.hyperlink.address = deck.link
        self._run(frame.add_paragraph(), DISCLAIMER, size, muted=True, bold=False)
        self.body = Box(body.left, body.top, body.width, top - 0.08 - body.top)

    def _beside_number(self, height: float) -> float:
        """Return how far down the foot may go: beside the number on plain masters, above all else on a desk's own."""
        parts = [one for one in self.deck.layout.placeholders if one.placeholder_format.type in _LOW]
        right = self.deck.area.left + self.deck.area.width - 0.7
        return min(height, 0.38) if parts and all(one.left / INCH >= right for one in parts) else 0.0

    def lead(self, text: str, points: float = 12, *, muted: bool = True, bold: bool = False) -> None:
        """Write a paragraph at the top of what is left."""
        size, body = self.deck.points(points), self.body
        height = height_of(rows_of(text, size, body.width, bold=bold), size) + 0.06
        self.text(Box(body.left, body.top, body.width, height), text, size, muted=muted, bold=bold)
        self.take(height + 0.04)

    def take(self, height: float) -> None:
        """Leave out so many inches at the top of what is left."""
        body = self.body
        self.body = Box(body.left, body.top + height, body.width, body.height - height)

    def text(self, box: Box, text: str, points: float, *, muted: bool = False, bold: bool = False) -> Any:  # noqa: ANN401 - the library's frame
        """Write a text into a place, without a margin of its own."""
        shape = self.slide.shapes.add_textbox(*box.emu)
        described(shape, text)
        frame = shape.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        frame.vertical_anchor = MSO_ANCHOR.TOP
        self._run(frame.paragraphs[0], text, points, muted=muted, bold=bold)
        return frame

    @staticmethod
    def _run(paragraph: Any, text: str, points: float, *, muted: bool, bold: bool) -> None:  # noqa: ANN401 - as above
        run = paragraph.add_run()
        run.text = text
        run.font.size = Pt(points)
        run.font.bold = bold or None
        run.font.color.theme_color = MSO_THEME_COLOR.TEXT_1
        if muted:
            run.font.color.brightness = 0.25

    def notes(self, lines: Sequence[str]) -> None:
        """Write what the speaker says."""
        self.slide.notes_slide.notes_text_frame.text = "\n".join(neutral(line) for line in lines)


def described(shape: Any, text: str) -> None:  # noqa: ANN401 - shapes of several types
    """Give a shape its text for readers who do not see it."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", text)  # noqa: SLF001 - the library has no way to it


def pages(heights: Sequence[float], room: float) -> list[range]:
    """Return which rows go on which slide, so that each slide's rows fit in its room, as even as they come."""
    found, start, used = [], 0, 0.0
    least = max(ceil(sum(heights) / room), 1)
    even = max(sum(heights) / least, max(heights, default=0.0))
    for number, height in enumerate(heights):
        over = used + height > room or (used + height / 2 > even and len(found) < least - 1)
        if number > start and over:
            found.append(range(start, number))
            start, used = number, 0.0
        used += height
    return [*found, range(start, len(heights))]

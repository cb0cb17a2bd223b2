"""A slide and what every slide has: a title, a line under it, a foot with source and link, notes, texts for the ear."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Pt

from components.cells import neutral
from components.colophon import colophon, warnings
from sharing.deck.ground import ground_of
from sharing.deck.measure import INCH, Box, height_of, plain, rows_of
from sharing.deck.template import MARGIN, SMALL_PARTS, TITLES, WIDTH, opened, placeholders, title_only

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pptx.presentation import Presentation as Slides

    from components.view import View

LEAST = 10.0  # points of a text to be read; the foot has a point less
_TITLE_POINTS = 44.0  # where a template does not say
_FOOT = 9.0
_SPREAD = 1.2  # times as wide may the letters of a template be, where a text must not take two rows


class Deck:
    """A presentation that slides are added to."""

    def __init__(self, view: View, link: str, template: Path | None) -> None:
        self.view, self.link = view, link
        self.slides: Slides = opened(template)
        layout = title_only(self.slides)
        if layout is None:
            raise LookupError("no layout has a title")
        self.layout = layout
        self.ground = ground_of(layout)
        self.scale = min((self.slides.slide_width or 0) / INCH / WIDTH, 1.0)
        self.spread = _SPREAD if template else 1.0
        self.area = self._area()
        self._last: list[Any] = []

    def points(self, points: float) -> float:
        """Return the size of a text on this deck's slides, which may be smaller than usual."""
        return max(round(points * self.scale, 1), min(points, LEAST))

    def _area(self) -> Box:
        """Return what the layout leaves free under its title, in inches."""
        width, height = ((side or 0) / INCH for side in (self.slides.slide_width, self.slides.slide_height))
        kinds = {one.placeholder_format.type: one for one in placeholders(self.layout)}
        title = kinds.get(PP_PLACEHOLDER.TITLE) or kinds[PP_PLACEHOLDER.CENTER_TITLE]
        top = min((title.top + title.height) / INCH, height / 2) + 0.05
        low = [one.top / INCH for kind, one in kinds.items() if kind in SMALL_PARTS and one.top / INCH > height / 2]
        margin = MARGIN * self.scale
        bottom = min([height - margin / 2, *low])
        return Box(margin, top, width - 2 * margin, bottom - top)

    def sheet(self, title: str, small: str = "", *, warned: bool = False) -> Sheet:
        """Return a new slide with a title, the foot, and `small` print in the foot; `warned` as for a `colophon`."""
        slide = self.slides.slides.add_slide(self.layout)
        for one in list(slide.placeholders):
            if one.placeholder_format.type not in TITLES:
                one._element.getparent().remove(one._element)  # noqa: SLF001 - the library removes no shape
        self._title(slide.shapes.title, title)
        made = Sheet(self, slide)
        made.foot(small, warned=warned)
        self._number(slide)
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
        title = next(one for one in placeholders(self.layout) if one.placeholder_format.type in TITLES)
        master = self.layout.slide_master._element  # noqa: SLF001 - the library has no way to it
        own = title._element.xpath(".//a:lstStyle/a:lvl1pPr/a:defRPr/@sz")  # noqa: SLF001 - as above
        above = master.xpath(".//p:sp[.//p:ph[@type='title']]//a:lstStyle/a:lvl1pPr/a:defRPr/@sz")
        usual = master.xpath(".//p:titleStyle/a:lvl1pPr/a:defRPr/@sz")
        said = [*own, *above, *usual]
        return int(said[0]) / 100 if said else _TITLE_POINTS

    def _number(self, slide: Any) -> None:  # noqa: ANN401 - as above
        """Put the slide's number where the layout has it; a layout without one shows none."""
        for one in placeholders(self.layout):
            if one.placeholder_format.type == PP_PLACEHOLDER.SLIDE_NUMBER:
                copied = deepcopy(one._element)  # noqa: SLF001 - the library copies no placeholder
                slide.shapes._spTree.append(copied)  # noqa: SLF001 - as above
                copied.nvSpPr.cNvPr.set("id", str(slide.shapes._next_shape_id))  # noqa: SLF001 - as above
                copied.nvSpPr.cNvPr.set("descr", "Slide number")
                self.read_last(copied)

    def read_last(self, element: Any) -> None:  # noqa: ANN401 - as above
        """Have a shape read after all others of its slide, whenever it was made."""
        self._last.append(element)

    def finished(self) -> Slides:
        """Return the presentation, with the shapes of each slide in the order in which they are read aloud."""
        for element in self._last:
            element.getparent().append(element)
        return self.slides


class Sheet:
    """One slide: what is left of it for its content is `body`, which shrinks as texts are put in."""

    def __init__(self, deck: Deck, slide: Any) -> None:  # noqa: ANN401 - the library's slide
        self.deck, self.slide = deck, slide
        self.body = deck.area

    def foot(self, small: str, *, warned: bool) -> None:
        """Write `small` print, what every form must say of itself, its warnings bold, and the link to the view."""
        deck, body = self.deck, self.body
        size = min(deck.points(_FOOT), _FOOT)
        source, *rest = colophon(deck.view, warned=warned)
        strong, opens = warnings(deck.view), "Open this view"
        first = " ".join(part for part in (small, source) if part)
        width = body.width - 0.7
        rows = rows_of(f"{first} {opens}", size, width)
        rows += sum(rows_of(text, size, width, bold=text in strong) for text in rest)
        height = height_of(rows, size) + 0.06
        top = body.top + body.height - height + self._beside_number(height)
        frame = self.text(Box(body.left, top, width, height), f"{first} ", size, muted=True)
        deck.read_last(frame._txBody.getparent())  # noqa: SLF001 - the library orders no shapes
        run = frame.paragraphs[0].add_run()
        run.text = opens
        run.font.size = Pt(size)
        deck.ground.linked(run, deck.link)
        for text in rest:
            self._run(frame.add_paragraph(), text, size, muted=True, bold=text in strong)
        self.body = Box(body.left, body.top, body.width, top - 0.08 - body.top)

    def _beside_number(self, height: float) -> float:
        """Return how far down the foot may go: beside the number on plain masters, above all else on a desk's own."""
        parts = [one for one in placeholders(self.deck.layout) if one.placeholder_format.type in SMALL_PARTS]
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

    def _run(self, paragraph: Any, text: str, points: float, *, muted: bool, bold: bool) -> None:  # noqa: ANN401 - as above
        run = paragraph.add_run()
        run.text = text
        run.font.size = Pt(points)
        run.font.bold = bold or None
        run.font.color.theme_color = MSO_THEME_COLOR.from_xml(self.deck.ground.ink)
        if muted:
            run.font.color.brightness = self.deck.ground.muted

    def notes(self, lines: Sequence[str]) -> None:
        """Write what the speaker says."""
        self.slide.notes_slide.notes_text_frame.text = "\n".join(neutral(line) for line in lines)


def described(shape: Any, text: str) -> None:  # noqa: ANN401 - shapes of several types
    """Give a shape its text for readers who do not see it."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", plain(text))  # noqa: SLF001 - the library has no way to it

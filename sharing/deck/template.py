"""What slides are put on: the desk's own masters, or plain ones in 16:9."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from lxml.etree import LxmlError
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PythonPptxError
from pptx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.package import Package
from pptx.util import Inches, Pt

from components.figures.palette import palette
from sharing.deck.ground import ground_of
from sharing.refusals import Refusal

if TYPE_CHECKING:
    from pathlib import Path

    from pptx.presentation import Presentation as Slides
    from pptx.slide import SlideLayout

WIDTH, HEIGHT = 13.333, 7.5  # inches
MARGIN = 0.55  # inches
TITLE = (MARGIN, 0.35, WIDTH - 2 * MARGIN, 0.9)
NUMBER = (WIDTH - MARGIN - 0.6, 6.72, 0.6, 0.3)
TITLES = {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE}
SMALL_PARTS = {PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER}
_MEGABYTE = 1_000_000
_MOST = 50 * _MEGABYTE  # of a template, unpacked
_MALFORMED = (KeyError, ValueError, AttributeError, TypeError, RuntimeError, zlib.error)  # as libraries meet it
_FONT = "Arial"  # wherever slides are opened, this or one of the same widths is there
_THEME = ("small", "large", "bear", "bull", "neutral", "shade")  # accents, in their order


def opened(template: Path | None) -> Slides:
    """Return a presentation without slides, with the masters of `template` or with plain ones.

    Raises
    ------
    Refusal
        503, where the template cannot be used; the sentence names the file and says why.
    """
    if template is None:
        return _plain()
    try:
        with ZipFile(template) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
        part = _main_part(template) if size <= _MOST else None
    except (PythonPptxError, LxmlError, BadZipFile, OSError, *_MALFORMED) as error:
        raise _unusable(template, "it cannot be read as a presentation (.pptx)") from error
    if part is None:
        raise _unusable(template, f"it unpacks to more than {_MOST // _MEGABYTE} MB")
    if part.content_type != CONTENT_TYPE.PML_PRESENTATION_MAIN:
        held = "holds macros" if "macro" in part.content_type else "is of another kind"
        raise _unusable(template, f"it {held}; save it as .pptx")
    slides: Slides = part.presentation
    _empty(slides)
    tied = _tied(slides)
    if tied:
        raise _unusable(template, f"{tied} fetches a file from elsewhere; embed that file, or take it out")
    layout = title_only(slides)
    if layout is None:
        raise _unusable(template, "none of its layouts has a title")
    try:
        ground_of(layout)
    except (LxmlError, *_MALFORMED) as error:
        raise _unusable(template, "the colours of its theme cannot be read") from error
    return slides


def _main_part(template: Path) -> Any:  # noqa: ANN401 - of whatever kind it is
    return Package.open(str(template)).main_document_part


def _unusable(template: Path, why: str) -> Refusal:
    return Refusal(503, f"PPTX_TEMPLATE names {template.name}, which slides cannot be put on: {why}.")


def placeholders(owner: Any) -> list[Any]:  # noqa: ANN401 - the library's types for it do not hold
    """Return the placeholders of a layout or a master."""
    return list(owner.placeholders)


def title_only(slides: Slides) -> SlideLayout | None:
    """Return the layout with a title and as little else as any, but for date, footer and number; None without one."""
    found: list[tuple[tuple[int, bool], SlideLayout]] = []
    for layout in slides.slide_layouts:
        kinds = [one.placeholder_format.type for one in placeholders(layout)]
        others = [kind for kind in kinds if kind not in TITLES | SMALL_PARTS]
        if TITLES & set(kinds):
            found.append(((len(others), PP_PLACEHOLDER.TITLE not in kinds), layout))
    return min(found, key=lambda one: one[0])[1] if found else None


def _empty(slides: Slides) -> None:
    """Drop the slides of a template, and what names them."""
    listed = slides.part._element  # noqa: SLF001 - the library has no way to drop a slide
    for named in listed.xpath("./p:custShowLst | ./p:extLst/p:ext[.//*[local-name()='sectionLst']]"):
        named.getparent().remove(named)
    for one in list(slides.slides._sldIdLst):  # noqa: SLF001 - as above
        slides.part.drop_rel(one.rId)  # which keeps what is still named
        one.getparent().remove(one)
    _drop_thumbnail(slides)


def _tied(slides: Slides) -> str:
    """Return which part of a presentation fetches a file when it is opened, if any; links wait for a click."""
    package: Any = slides.part.package
    for part in package.iter_parts():
        for one in part.rels.values():
            if one.is_external and one.reltype != RELATIONSHIP_TYPE.HYPERLINK:
                return str(part.partname).rpartition("/")[2]
    return ""


def _drop_thumbnail(slides: Slides) -> None:
    package = slides.part.package
    for key, one in list(package._rels.items()):  # noqa: SLF001 - the picture of another deck's first slide
        if one.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            package._rels.pop(key)  # noqa: SLF001 - as above


def _plain() -> Slides:
    slides = Presentation()
    slides.slide_width, slides.slide_height = Inches(WIDTH), Inches(HEIGHT)
    _drop_thumbnail(slides)
    chosen = title_only(slides)
    for layout in list(slides.slide_layouts):
        if layout is not chosen:
            slides.slide_layouts.remove(layout)
    master = slides.slide_master
    for owner in (master, slides.slide_layouts[0]):
        for shape in placeholders(owner):
            kind = shape.placeholder_format.type
            if kind in {PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER}:
                shape._element.getparent().remove(shape._element)  # noqa: SLF001 - the library removes no shape
    for shape in placeholders(master):
        kind = shape.placeholder_format.type
        box = {PP_PLACEHOLDER.TITLE: TITLE, PP_PLACEHOLDER.SLIDE_NUMBER: NUMBER}.get(kind, (MARGIN, 1.7, 12.2, 4.6))
        shape.left, shape.top, shape.width, shape.height = (Inches(inches) for inches in box)
    _styled(master)
    return slides


def _styled(master: Any) -> None:  # noqa: ANN401 - the library's elements have no types
    """Set the title's type and the theme's fonts and colours."""
    opening = master._element.xpath(".//p:titleStyle/a:lvl1pPr")[0]  # noqa: SLF001 - the library has no way to it
    opening.set("algn", "l")
    type_ = opening.find(qn("a:defRPr"))
    type_.set("sz", str(Pt(24).centipoints))
    type_.set("b", "1")
    body = master._element.xpath(".//p:sp[.//p:ph[@type='title']]//a:bodyPr")[0]  # noqa: SLF001 - as above
    for name, value in {"lIns": "0", "tIns": "0", "rIns": "0", "bIns": "0", "anchor": "b"}.items():
        body.set(name, value)
    theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme._blob = _dressed(theme.blob.decode()).encode()  # noqa: SLF001 - the library keeps it as text


def _dressed(theme: str) -> str:
    """Return a theme with the page's colours, and a font that is everywhere."""
    colours = palette("light")
    values = {
        "dk1": "ink",
        "lt1": "surface",
        "dk2": "neutral",
        "lt2": "ground",
        "hlink": "accent",
        "folHlink": "accent",
    }
    values |= {f"accent{number}": name for number, name in enumerate(_THEME, 1)}
    for place, name in values.items():
        colour = f'<a:srgbClr val="{colours[name].strip("#").upper()}"/>'
        theme = re.sub(f"<a:{place}>.*?</a:{place}>", f"<a:{place}>{colour}</a:{place}>", theme, count=1)
    return theme.replace('<a:latin typeface="Calibri"/>', f'<a:latin typeface="{_FONT}"/>')

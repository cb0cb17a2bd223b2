"""Slides on a dark template can be read; expected are the style sheet's colours, and contrasts that others publish."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pptx
import pytest
from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.oxml.ns import qn

from sharing.deck.ground import contrast, ground_of
from sharing.deck.template import title_only
from tests.sharing.decks import SPACES, charts_of, made, markup, slides_of, token

if TYPE_CHECKING:
    from pathlib import Path

    from pptx.presentation import Presentation
    from pptx.slide import SlideLayout, SlideMaster

DARK = {"bg1": "dk1", "tx1": "lt1", "bg2": "dk2", "tx2": "lt2"}
LINK = "{http://schemas.microsoft.com/office/drawing/2018/hyperlinkcolor}hlinkClr"


def ground(own: Presentation) -> tuple[str, str, bool]:
    """Return what is said of a presentation's ground."""
    found = ground_of(title_only(own))
    return found.theme, found.ink, found.links


def dark() -> Presentation:
    """Return a presentation whose map of colours swaps ink and ground."""
    own = pptx.Presentation()
    for name, place in DARK.items():
        own.slide_master._element.find(qn("p:clrMap")).set(name, place)
    return own


def filled(owner: SlideMaster | SlideLayout, colour: RGBColor | MSO_THEME_COLOR, brightness: float = 0) -> None:
    """Fill the ground of a master or a layout."""
    fill = owner.background.fill
    fill.solid()
    if isinstance(colour, RGBColor):
        fill.fore_color.rgb = colour
    else:
        fill.fore_color.theme_color = colour
        fill.fore_color.brightness = brightness


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """Return a dark template."""
    path = tmp_path / "dark.pptx"
    dark().save(str(path))
    return path


def test_contrast_is_that_of_the_guidelines() -> None:
    """Black on white is 21 to one; #777777 on white is known for its 4.48, just too little."""
    white = (1.0, 1.0, 1.0)
    assert contrast((0, 0, 0), white) == pytest.approx(21)
    assert contrast((0x77 / 255,) * 3, white) == pytest.approx(4.48, abs=0.005)
    assert contrast(white, (0, 0, 0)) == contrast((0, 0, 0), white)


def test_the_librarys_own_template_is_light() -> None:
    """Its ground is white, and its links are blue."""
    assert ground(pptx.Presentation()) == ("light", "tx1", True)


def test_a_map_that_swaps_ink_and_ground_is_dark() -> None:
    """The ink stays what it is called, and is light; blue links cannot be read on black."""
    assert ground(dark()) == ("dark", "tx1", False)


def test_a_dark_fill_under_dark_ink_takes_the_other_ink() -> None:
    """Of a master, and of a layout before its master; a colour of the theme counts with its brightness."""
    own = pptx.Presentation()
    filled(own.slide_master, RGBColor(0x15, 0x1B, 0x23))
    assert ground(own)[:2] == ("dark", "bg1")
    filled(title_only(own), RGBColor(0xFF, 0xFF, 0xFF))
    assert ground(own)[:2] == ("light", "tx1")
    filled(title_only(own), MSO_THEME_COLOR.TEXT_2, -0.5)
    assert ground(own)[:2] == ("dark", "bg1")
    filled(title_only(own), MSO_THEME_COLOR.TEXT_2, 0.8)
    assert ground(own)[:2] == ("light", "tx1")


def test_lines_and_their_names_have_the_colours_of_the_dark_page(template: Path) -> None:
    """The Russell 2000's line and the name at its end."""
    file = made(template=template, panel="price")
    series = markup(charts_of(file)["price"]).findall(".//c:ser", SPACES)
    line = next(one for one in series if one.findtext("c:tx//c:v", namespaces=SPACES).startswith("Russell 2000, "))
    assert token("small", "dark") == line.find("c:spPr//a:srgbClr", SPACES).get("val")
    runs = [
        run
        for shape in slides_of(file)[0].shapes
        if shape.has_text_frame
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs
    ]
    end = next(run for run in runs if run.text.startswith("RUT "))
    assert token("small-text", "dark") == str(end.font.color.rgb)


def test_a_link_that_could_not_be_read_has_the_ink_of_texts(template: Path) -> None:
    """It says so in the way that slides have for it; on a light ground a link keeps the template's colour."""
    for file, expected in ((made(template=template, panel="rsi"), ["tx"]), (made(panel="rsi"), [])):
        root = etree.fromstring(etree.tostring(slides_of(file)[0]._element))
        assert expected == [one.get("val") for one in root.iter(LINK)]
        run = root.find(".//" + qn("a:hlinkClick")).getparent()
        assert (run.find(".//" + qn("a:schemeClr")) is not None) == bool(expected)


def test_muted_texts_are_darker_than_white_ink(template: Path) -> None:
    """Theirs is a share of the ink with nothing added, in charts too."""
    file = made(template=template, panel="claims")
    blobs = [etree.tostring(slides_of(file)[0]._element), charts_of(file)["claims"].part.blob]
    assert all(b"lumMod" in blob and b"lumOff" not in blob for blob in blobs)

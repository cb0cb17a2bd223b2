"""Slides on a desk's own template: its masters and fonts stay, its slides go."""

from __future__ import annotations

import shutil
import subprocess
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from lxml import etree
from PIL import Image, ImageChops
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from sharing.refusals import Refusal
from tests.sharing.decks import entries, made

if TYPE_CHECKING:
    from pathlib import Path

SAMPLE = "A sample slide of the template"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/presentationml/2006/main"
SOFFICE = shutil.which("soffice")


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """Return a template by python-pptx: 4:3, a master with a title of 31 points, another font, and two slides."""
    own = Presentation()
    master = own.slide_master
    style = master._element.xpath(".//p:titleStyle/a:lvl1pPr/a:defRPr")[0]
    style.set("sz", str(Pt(31).centipoints))
    theme = master.part.part_related_by("http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme")
    theme._blob = theme.blob.replace(b'<a:latin typeface="Calibri"/>', b'<a:latin typeface="Georgia"/>')
    for _ in range(2):
        own.slides.add_slide(own.slide_layouts[1]).shapes.title.text = SAMPLE
    sections = (
        '<p:ext xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" uri="{521415D9}">'
        '<p14:sectionLst xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main"/></p:ext>'
    )
    listed = own.part._element
    extras = listed.find(qn("p:extLst"))
    (etree.SubElement(listed, qn("p:extLst")) if extras is None else extras).append(etree.fromstring(sections))
    path = tmp_path / "desk.pptx"
    own.save(str(path))
    return path


def test_masters_layouts_size_and_fonts_of_a_template_stay(template: Path) -> None:
    """All layouts are there, the theme's font too, and no text names a font of its own."""
    own = Presentation(str(template))
    file = made(template=template)
    opened = Presentation(BytesIO(file))
    assert (own.slide_width, own.slide_height) == (opened.slide_width, opened.slide_height)
    assert [one.name for one in own.slide_layouts] == [one.name for one in opened.slide_layouts]
    assert {"Title Only"} == {slide.slide_layout.name for slide in opened.slides}
    found = entries(file)
    assert b'<a:latin typeface="Georgia"/>' in found["ppt/theme/theme1.xml"]
    assert not [name for name, blob in found.items() if name.startswith("ppt/slides/") and b"a:latin" in blob]


def test_the_slides_of_a_template_are_gone(template: Path) -> None:
    """Not in the list alone: no part of the file holds them any more."""
    found = entries(made(template=template, panel="rsi"))
    assert ["ppt/slides/slide1.xml"] == [name for name in found if name.startswith("ppt/slides/slide")]
    assert not [name for name, blob in found.items() if SAMPLE.encode() in blob or b"sectionLst" in blob]


def test_content_stays_between_title_and_foot_of_a_template(template: Path) -> None:
    """Nothing lies over the title, or over where the layout has date, footer and number."""
    opened = Presentation(BytesIO(made(template=template)))
    for slide in opened.slides:
        kinds = {one.placeholder_format.type: one for one in slide.slide_layout.placeholders}
        title, foot = kinds[PP_PLACEHOLDER.TITLE], kinds[PP_PLACEHOLDER.FOOTER]
        for shape in slide.shapes:
            if not shape.is_placeholder:
                assert shape.top >= title.top + title.height
                assert shape.top + shape.height <= foot.top
                assert shape.left + shape.width <= opened.slide_width


def test_a_title_too_long_for_a_template_is_smaller(template: Path) -> None:
    """A short one has the master's size."""
    slides = list(Presentation(BytesIO(made(template=template))).slides)
    sizes = {
        slide.shapes.title.text_frame.text: slide.shapes.title.text_frame.paragraphs[0].runs[0].font.size
        for slide in slides
    }
    assert sizes[max(sizes, key=len)].pt < 31
    assert sizes["Bull case"] is None


@pytest.mark.parametrize("broken", ["text", "cut", "macros", "template", "untitled"])
def test_a_template_that_cannot_be_used_is_refused_in_a_sentence(broken: str, template: Path) -> None:
    """Not a presentation, cut short, with macros, of the wrong kind, or without a title: a sentence with its name."""
    whole = template.read_bytes()
    if broken == "text":
        template.write_text("not a presentation", encoding="utf-8")
    elif broken == "cut":
        template.write_bytes(whole[: len(whole) // 2])
    elif broken == "untitled":
        own = Presentation(str(template))
        for layout in own.slide_layouts:
            for shape in list(layout.placeholders):
                shape._element.getparent().remove(shape._element)
        own.save(str(template))
    else:
        kind = {
            "macros": "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml",
            "template": "application/vnd.openxmlformats-officedocument.presentationml.template.main+xml",
        }[broken]
        usual = b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
        with ZipFile(template, "w") as changed:
            for name, blob in entries(whole).items():
                changed.writestr(name, blob.replace(usual, kind.encode()))
    with pytest.raises(Refusal, match=r"desk\.pptx") as refused:
        made(template=template)
    assert refused.value.status == 503
    assert str(refused.value).endswith("save it as .pptx.") == (broken in {"macros", "template"})


def test_a_template_that_unpacks_to_too_much_is_refused_unread(template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 51 MB of noughts, a small file, nothing is unpacked."""
    with ZipFile(template, "a", ZIP_DEFLATED) as packed:
        packed.writestr("ppt/media/image1.bin", bytes(51_000_000))

    def unpacked(*_: object) -> bytes:
        raise AssertionError("it was unpacked")

    monkeypatch.setattr(ZipFile, "read", unpacked)
    with pytest.raises(Refusal, match=r"desk\.pptx.*more than 50 MB") as refused:
        made(template=template)
    assert refused.value.status == 503


@pytest.mark.parametrize("kind", ["image", "oleObject"])
def test_a_template_that_fetches_files_is_refused(kind: str, template: Path) -> None:
    """A picture or an object that its master only names would be fetched by whoever opens the deck."""
    own = Presentation(str(template))
    own.slide_master.part.relate_to("https://elsewhere.example.com/a", f"{OFFICE}/{kind}", is_external=True)
    own.save(str(template))
    with pytest.raises(Refusal, match=r"slideMaster1\.xml fetches a file") as refused:
        made(template=template)
    assert "example.com" not in str(refused.value)


def test_links_of_a_template_stay_and_what_its_slides_fetch_goes_with_them(template: Path) -> None:
    """A link is opened by a click alone; slides are dropped, also those that are part of a custom show."""
    own = Presentation(str(template))
    link = "https://desk.example.com/about"
    own.slide_master.part.relate_to(link, f"{OFFICE}/hyperlink", is_external=True)
    own.slides[0].part.relate_to("https://elsewhere.example.com/a", f"{OFFICE}/image", is_external=True)
    show = (
        f'<p:custShowLst xmlns:p="{MAIN}" xmlns:r="{OFFICE}"><p:custShow name="Short" id="0"><p:sldLst>'
        f'<p:sld r:id="{own.slides._sldIdLst[0].rId}"/></p:sldLst></p:custShow></p:custShowLst>'
    )
    own.part._element.find(qn("p:notesSz")).addnext(etree.fromstring(show))
    own.save(str(template))
    found = entries(made(template=template, panel="rsi"))
    named = b"".join(blob for name, blob in found.items() if name.endswith(".rels"))
    assert link.encode() in named
    assert b"elsewhere.example.com" not in named
    assert not [name for name, blob in found.items() if SAMPLE.encode() in blob]


def test_a_template_without_the_colours_of_a_theme_is_refused(template: Path) -> None:
    """What is dark or light cannot be told."""
    whole = entries(template.read_bytes())
    with ZipFile(template, "w") as changed:
        for name, blob in whole.items():
            changed.writestr(name, blob.replace(b"a:lt1>", b"a:lt9>"))
    with pytest.raises(Refusal, match="colours of its theme"):
        made(template=template)


def pages(file: bytes, folder: Path) -> list[Image.Image]:
    """Return the slides as LibreOffice draws them."""
    if SOFFICE is None or shutil.which("pdftoppm") is None:
        pytest.skip("slides are drawn by LibreOffice (soffice) and pdftoppm, which are not installed")
    deck = folder / "deck.pptx"
    deck.write_bytes(file)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [SOFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(deck)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    subprocess.run(["pdftoppm", "-r", "40", "-png", str(folder / "deck.pdf"), str(folder / "page")], check=True)
    return [Image.open(path).convert("RGB") for path in sorted(folder.glob("page-*.png"))]


def margin_of(page: Image.Image) -> int:
    """Return how many pixels of the page's own ground are around all that is drawn."""
    ground = Image.new("RGB", page.size, page.getpixel((0, 0)))
    box: Any = ImageChops.difference(page, ground).getbbox()
    return min(box[0], box[1], page.width - box[2], page.height - box[3])


def test_libreoffice_draws_every_slide_within_its_edges(tmp_path: Path) -> None:
    """A page a slide, the title's left margin on each, and nothing at an edge."""
    file = made()
    drawn = pages(file, tmp_path)
    assert len(Presentation(BytesIO(file)).slides) == len(drawn)
    assert min(margin_of(page) for page in drawn) >= 5


def test_libreoffice_draws_a_template_too(template: Path, tmp_path: Path) -> None:
    """In the size of the template."""
    drawn = pages(made(template=template, panel="price"), tmp_path)
    assert len(drawn) == 1
    assert drawn[0].width / drawn[0].height == pytest.approx(Inches(10) / Inches(7.5), rel=0.01)

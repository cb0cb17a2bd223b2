from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from PIL import Image
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.page.conftest import Desk

pytestmark = pytest.mark.page

SVG = "{http://www.w3.org/2000/svg}"
OCTOBER = "?asof=2014-10-28&range=1Y&show=B1"


def saved(page: Page, pane: str, form: str) -> tuple[str, bytes]:
    """Save a pane by its menu; the name of the file and what is in it."""
    page.wait_for_function("() => Boolean(desk.picture)")
    page.locator(f".pane-{pane} .save summary").click()
    with page.expect_download() as waiting:
        page.locator(f".pane-{pane} [data-save={form}]").click()
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


def texts(svg: bytes) -> str:
    """Return all words of a picture, a space between those of two elements."""
    found = ET.fromstring(svg)  # noqa: S314 - made by the page under test
    return " ".join("".join(one.itertext()) for one in found.iter(f"{SVG}text"))


def colours(png: bytes) -> dict[tuple[int, ...], int]:
    """Return how many pixels a picture has of each colour, as Pillow reads it."""
    counted = Image.open(BytesIO(png)).convert("RGB").getcolors(maxcolors=2**24)
    return {colour: count for count, colour in counted or ()}  # type: ignore[misc]


def test_a_pane_as_svg_says_what_the_page_says_and_stands_alone(desk: Desk) -> None:
    """Takeaway, detail, ends, mark, as-of, source and disclaimer; nothing is fetched by it, its font is inside."""
    page = desk.open("?asof=2014-10-28&range=1Y&show=B2,B4,B5,B6")
    name, svg = saved(page, "price", "svg")
    assert name == "small-cap-desk-RUT-GSPC-2014-10-28-1Y-rebased-price.svg"
    words = " ".join(texts(svg).split())
    for part in ("#pane-price", ".pane-price .pane-detail", ".foot"):
        assert " ".join(page.locator(part).inner_text().split()) in words
    assert "As of 28 Oct 2014. Russell 2000 and S&P 500, price only, without dividends. Source: CSV files." in words
    ends = page.locator(".overlay .end").all_text_contents()
    assert [end for end in ends[:4] if " ".join(end.split()) not in words] == []
    marked = page.evaluate("""() => {
        const { bottom } = document.querySelector('[data-plot=price]').getBoundingClientRect();
        return [...document.querySelectorAll('.overlay .mark-label')]
            .filter(one => one.getBoundingClientRect().bottom < bottom).map(one => one.textContent);
    }""")
    assert marked != []
    assert [label for label in marked if label not in words] == []
    root = ET.fromstring(svg)  # noqa: S314 - made by the page under test
    assert (root.findtext(f"{SVG}title"), root.get("role")) == (page.locator("#pane-price").inner_text(), "img")
    assert b"font/woff2;base64," in svg or b"octet-stream;base64," in svg
    assert re.findall(rb"(?:href|src)=\"|url\(\"?(?!#|data:)[a-z/]", svg) == []
    assert [one.tag for one in root.iter() if one.tag in {f"{SVG}script", f"{SVG}foreignObject", f"{SVG}image"}] == []


@pytest.mark.parametrize(
    ("theme", "ground", "line"),
    [("light", (255, 255, 255), (213, 94, 0)), ("dark", (21, 27, 35), (230, 159, 0))],  # --surface and --small
)
def test_a_pane_as_png_has_twice_the_pixels_and_the_colours_of_the_theme(
    desk: Desk, theme: str, ground: tuple[int, ...], line: tuple[int, ...]
) -> None:
    """Pillow reads it: as wide as the chart, at two pixels for one; the ground and the small one's line are there."""
    page = desk.open(f"{OCTOBER}&theme={theme}")
    name, png = saved(page, "price", "png")
    found = colours(png)
    wide: Any = page.evaluate("2 * (desk.chart.measured.width + 8)")
    assert (wide, "PNG") == (Image.open(BytesIO(png)).width, Image.open(BytesIO(png)).format)
    assert name.endswith("price.png")
    assert max(found, key=lambda colour: found[colour]) == ground
    assert found.get(line, 0) > 200


def test_a_zoomed_pane_says_its_dates_and_of_when_its_values_are(desk: Desk) -> None:
    """The title is as of October; lines and values end with September."""
    words = texts(saved(desk.open("?asof=2014-10-28&zoom=2014-07-01,2014-09-30"), "price", "svg")[1])
    assert "Russell 2000 or S&P 500, as of Tue 28 Oct 2014 · 1 Jul 2014 to 30 Sep 2014" in words
    assert "values at the ends of 30 Sep 2014" in words
    whole = texts(saved(desk.open("?asof=2014-10-28"), "price", "svg")[1])
    assert "as of Tue 28 Oct 2014 · 29 Oct 2012 to 28 Oct 2014" in whole
    assert "values at the ends" not in whole


def test_marks_of_a_pane_are_cut_at_its_edges(desk: Desk) -> None:
    """A line that goes on after the zoom is clipped in the picture, as it is on the page."""
    page = desk.open("?asof=2014-10-28&zoom=2014-07-01,2014-09-30&show=B1")
    page.evaluate("""() => {
        const x = [Date.UTC(2014, 7, 1), Date.UTC(2014, 9, 27)];
        const y = [0, 0].map(() => desk.chart.figure.data[0].y.at(-1));
        const line = { shape: "segment", who: "small", label: "", x };
        desk.chart.figure.marks.B1 = [{ pane: 0, y, ...line }, { pane: 1, y: [0.6, 0.6], ...line }];
        desk.overlay();
    }""")
    root = ET.fromstring(saved(page, "price", "svg")[1])  # noqa: S314 - made by the page under test
    around = {line: parent for parent in root.iter() for line in parent if line.tag == f"{SVG}line"}
    marks = [parent for parent in around.values() if parent.get("clip-path")]
    assert [mark.get("clip-path") for mark in marks] == ["url(#pane)"]


@pytest.mark.parametrize("pane", ["relative", "rsi", "ppo-large", "claims", "probability"])
def test_every_kind_of_pane_can_be_saved(desk: Desk, pane: str) -> None:
    """With dates under it, which the page has under the lowest alone; strips come with their names."""
    words = texts(saved(desk.open(OCTOBER), pane, "svg")[1])
    assert "Jul 2014" in words
    assert ("structure and supply" in words) == (pane == "claims")


def test_a_pane_is_saved_with_the_server_gone(desk: Desk) -> None:
    """Nothing was saved before, so nothing was read ahead but the page itself; the font is in the picture too."""
    page = desk.open(OCTOBER)
    page.wait_for_function("() => Boolean(desk.picture)")
    page.context.set_offline(True)
    desk.allowed = ("Failed to load resource", "failed: ")
    _, svg = saved(page, "relative", "svg")
    assert b";base64," in svg
    name, png = saved(page, "relative", "png")
    expect(page.locator("#saved")).to_have_text(f"Saved {name}")
    assert len(colours(png)) > 50
    page.context.set_offline(False)


def test_a_zoomed_pane_is_named_by_its_dates(desk: Desk) -> None:
    """As the files of the server are."""
    name, _ = saved(desk.open("?asof=2014-10-28&zoom=2014-07-01,2014-10-28"), "rsi", "svg")
    assert name == "small-cap-desk-RUT-GSPC-2014-10-28-2014-07-01-to-2014-10-28-rebased-rsi.svg"


def test_what_came_after_is_marked_as_such(desk: Desk) -> None:
    """In each pane's own picture, since it goes without the others; and in its name."""
    name, svg = saved(desk.open(f"{OCTOBER}&after=shown"), "rsi", "svg")
    assert "after 28 Oct 2014: not known then" in texts(svg)
    assert "-and-after-" in name


def test_a_pane_is_copied_as_a_picture(desk: Desk) -> None:
    """The clipboard holds a PNG of the pane."""
    page = desk.open(OCTOBER)
    page.wait_for_function("() => Boolean(desk.picture)")
    page.locator(".pane-rsi .save summary").click()
    page.get_by_role("button", name="Copy image of RSI(14)").click()
    expect(page.locator("#saved")).to_have_text("Picture copied")
    held: Any = page.evaluate("""async () => {
        const [item] = await navigator.clipboard.read();
        const blob = await item.getType("image/png");
        return [...new Uint8Array(await blob.arrayBuffer())];
    }""")
    assert Image.open(BytesIO(bytes(held))).width == page.evaluate("2 * (desk.chart.measured.width + 8)")


def test_a_browser_that_copies_no_pictures_says_so(desk: Desk) -> None:
    """As on a page without a secure address."""
    page = desk.open(OCTOBER)
    page.wait_for_function("() => Boolean(desk.picture)")
    page.evaluate("delete window.ClipboardItem")
    page.locator(".pane-rsi .save summary").click()
    page.locator(".pane-rsi [data-save=copy]").click()
    expect(page.locator("#saved")).to_have_text("This browser copies no pictures here. Save the PNG instead.")


def test_the_menu_of_a_pane_works_by_keys_and_closes_by_itself(desk: Desk) -> None:
    """Enter opens it, Escape closes it and gives the focus back; so does a click elsewhere, and another pane's menu."""
    page = desk.open(OCTOBER)
    page.wait_for_function("() => Boolean(desk.picture)")
    menu = page.locator(".pane-price .save")
    summary = menu.locator("summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Tab")
    expect(menu.locator("[data-save=png]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()
    summary.click()
    page.locator(".pane-relative .save summary").click()
    expect(menu).not_to_have_attribute("open", "")
    page.locator("#verdict").click()
    expect(page.locator(".save[open]")).to_have_count(0)


def test_a_slide_is_that_of_the_pane(visit: Callable[..., Desk], address: str) -> None:
    """On a phone too, where the menu lies over the chart."""
    page = visit(address, width=320).open(OCTOBER)
    page.wait_for_function("() => Boolean(desk.picture)")
    page.locator(".pane-price .save summary").click()
    expect(page.locator("#slide-price")).to_be_in_viewport(ratio=1)
    with page.expect_download() as waiting:
        page.locator("#slide-price").click()
    assert waiting.value.suggested_filename == "small-cap-desk-RUT-GSPC-2014-10-28-1Y-rebased-price.pptx"

"""Pictures as Chromium draws them, with the page's font: nothing is cut, nothing lies on something else."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from components.pictures import picture, with_font
from components.pictures.letters import length
from tests.components.generated import view_of
from tests.page.prices import FramePrices

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    import pandas as pd
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.page
_SEEN = """() => {
  const root = document.querySelector("svg").getBoundingClientRect();
  return [...document.querySelectorAll("text:not([aria-hidden])")].map((text) => {
    const box = text.getBoundingClientRect();
    const drawn = text.getBBox();
    return { text: text.textContent, left: box.left, right: box.right, top: box.top, bottom: box.bottom,
      long: text.getComputedTextLength(), size: parseFloat(getComputedStyle(text).fontSize),
      wide: root.width, high: root.height,
      scale: box.width / drawn.width };
  });
}"""
QUERY = "?asof=2014-10-28"
LOOKS = [(320, "dark"), (600, "light"), (1200, "dark"), (2400, "light")]


@pytest.fixture(scope="module")
def sheet(browser: Browser) -> Iterator[Page]:
    """Return an empty page."""
    page = browser.new_page()
    yield page
    page.close()


def _drawn(sheet: Page, svg: str) -> list[dict[str, Any]]:
    """Return the texts of a picture with their places, once its font is there."""
    sheet.set_content(with_font(svg))
    assert sheet.evaluate("document.fonts.load('600 12px Inter').then(found => found.length)") == 1
    sheet.evaluate("document.fonts.ready")
    return list(sheet.evaluate(_SEEN.replace("\n", " ")))


def _overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two texts lie on each other by more than the room around their letters."""
    across = min(one["right"], other["right"]) - max(one["left"], other["left"])
    down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    return across > 1 and down > 0.3 * min(one["bottom"] - one["top"], other["bottom"] - other["top"])


@pytest.mark.parametrize("panel", ["chart", "case", "card", "price", "claims"])
@pytest.mark.parametrize(("width", "theme"), LOOKS)
@pytest.mark.parametrize("more", ["&show=B1,B3,B5", "&scale=levels&after=shown&range=1Y"])
def test_every_text_is_whole_legible_and_apart(
    sheet: Page, frames: dict[str, pd.DataFrame], panel: str, width: int, theme: str, more: str
) -> None:
    """Within the picture, at least 11 pixels large, and on no other text."""
    panel = "small" if panel == "price" and "levels" in more else panel
    drawn = picture(view_of(FramePrices(frames), QUERY + more), panel, width=width, theme=theme)
    texts = _drawn(sheet, drawn.svg)
    outside = [
        text
        for text in texts
        if text["left"] < 8 or text["top"] < 8 or text["right"] > text["wide"] + 8 or text["bottom"] > text["high"] + 8
    ]
    assert outside == []
    assert min(text["size"] * text["scale"] for text in texts) >= 10.99
    assert [(a["text"], b["text"]) for n, a in enumerate(texts) for b in texts[n + 1 :] if _overlap(a, b)] == []


def test_no_text_is_longer_than_its_estimate(sheet: Page, frames: dict[str, pd.DataFrame]) -> None:
    """Every line of the case and of the chart, as the page's font sets it, and a text of every printable letter."""
    view = view_of(FramePrices(frames), QUERY)
    texts = [text for panel in ("case", "chart", "card") for text in _drawn(sheet, picture(view, panel).svg)]
    assert [text["text"] for text in texts if text["long"] > length(text["text"], text["size"])] == []
    letters = "".join(map(chr, range(0x21, 0x7F)))
    for weight in (400, 500, 600):
        long = sheet.evaluate(
            """([letters, font]) => {
              const pen = document.createElement("canvas").getContext("2d");
              pen.font = font;
              return [...letters].map((letter) => pen.measureText(letter).width);
            }""",
            [letters, f"{weight} 100px Inter"],
        )
        assert [a for a, b in zip(letters, long, strict=True) if b > length(a, 100)] == []


def test_long_names_leave_room_for_the_lines(sheet: Page, frames: dict[str, pd.DataFrame]) -> None:
    """Two symbols of 19 letters at 320 pixels: labels are cut with an ellipsis, the plot keeps half of the width."""
    names = ["W" * 19, "M" * 19]
    prices = FramePrices(dict(zip(names, list(frames.values())[:2], strict=True)))
    for panel, more in itertools.product(("small", "card"), ("&scale=levels", "&scale=levels&after=shown&range=6M")):
        drawn = picture(view_of(prices, f"?pair={','.join(names)}{more}"), panel, width=320)
        texts = _drawn(sheet, drawn.svg)
        assert [text["text"] for text in texts if text["right"] > text["wide"] + 8] == []
        assert [(a["text"], b["text"]) for n, a in enumerate(texts) for b in texts[n + 1 :] if _overlap(a, b)] == []

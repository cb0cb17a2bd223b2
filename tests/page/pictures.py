"""What the default view looked like when it was last looked at; ``python -m tests.page.pictures`` looks again."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image
from playwright.sync_api import sync_playwright

from scripts.serving import launch, served
from tests.page.conftest import Desk, generated
from tests.page.prices import FramePrices

if TYPE_CHECKING:
    from playwright.sync_api import Page

FOLDER = Path(__file__).with_name("baselines")
LOOKS = {"light-1440": (1440, 900), "dark-1440": (1440, 900), "light-390": (390, 844)}
"""Theme and width, and the size of the window."""
ALLOWED = 0.02  # of the pixels in any one tile: what passes for smoothing
_TILE = 24  # blocks of 2 x 2 pixels, each way
_SEEN = 24  # of 255: how far a channel must be off to count


def query(look: str) -> str:
    """Return the link of a look."""
    return f"?asof=2014-10-28&theme={look.partition('-')[0]}"


def taken(page: Page) -> Image.Image:
    """Return the first screen of a page that has come to rest, with its own fonts."""
    page.evaluate("document.fonts.ready")
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return Image.open(BytesIO(page.screenshot())).convert("RGB")


def kept(look: str) -> Image.Image:
    """Return the picture that is kept of a look."""
    return Image.open(FOLDER / f"{look}.png").convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> float:
    """Return how far two pictures differ where they differ most.

    Returns
    -------
    float
        Of all tiles of 48 x 48 pixels the largest share of pixels that are another colour after a mean over 2 x 2, so
        that a label that is gone counts on a large screen too; 1 for pictures of another size.
    """
    if one.size != other.size:
        return 1.0
    off = np.abs(_coarse(one) - _coarse(other)).max(axis=2) > _SEEN
    rows, columns = (-(-length // _TILE) for length in off.shape)
    tiles = np.zeros((rows * _TILE, columns * _TILE))
    tiles[: off.shape[0], : off.shape[1]] = off
    return float(tiles.reshape(rows, _TILE, columns, _TILE).mean(axis=(1, 3)).max())


def _coarse(picture: Image.Image) -> np.ndarray:
    pixels = np.asarray(picture, dtype=float)
    height, width = (length // 2 for length in pixels.shape[:2])
    return pixels[: 2 * height, : 2 * width].reshape(height, 2, width, 2, 3).mean(axis=(1, 3))


def main() -> int:
    """Take every look anew and keep it, in 256 colours."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright, served(FramePrices(generated())) as base:
        browser = launch(playwright)
        for look, (width, height) in LOOKS.items():
            page = browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
            picture = taken(Desk(page, base).open(query(look)))
            picture.quantize(256, dither=Image.Dither.NONE).save(FOLDER / f"{look}.png", optimize=True)
            page.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

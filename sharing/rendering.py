"""A picture as pixels or as a page of PDF; what the browser leaves behind is looked at before anybody is given it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sharing.browser import TIMEOUT, drawn_by, failed

if TYPE_CHECKING:
    from collections.abc import Sequence

_TEMPLATE = Path(__file__).with_name("page.xhtml")
_PNG, _PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"
_PDF, _PDF_END = b"%PDF-", b"%%EOF"
_TIME, _NO_TIME = re.compile(rb"\(D:\d{14}\+00'00'\)"), b"(D:20000101000000+00'00')"  # of one length: places stay


@dataclass(frozen=True, slots=True)
class Page:
    """What is to be rendered.

    Parameters
    ----------
    svg : str
        A document that needs nothing else, its font within.
    width, height : int, pixels
    ground : str
        The colour behind it: a PDF's page is up to a pixel larger than the picture.
    """

    svg: str
    width: int
    height: int
    ground: str

    def document(self) -> str:
        """Return the page that the browser draws."""
        given = {
            "width": str(self.width),
            "height": str(self.height),
            "ground": self.ground,
            "svg": self.svg[self.svg.index("<svg") :],  # the rest of a document, last: it is not looked through
        }
        page = _template()
        for name, text in given.items():
            page = page.replace(f"{{{name}}}", text, 1)
        return page


@cache
def _template() -> str:
    return _TEMPLATE.read_text(encoding="utf-8")


def png(
    browser: str | None,
    page: Page,
    scale: float = 1.0,
    *,
    timeout: float = TIMEOUT,
    folder: Path | None = None,
    held: Sequence[int] = (),
) -> bytes:
    """Return a page as PNG.

    Parameters
    ----------
    browser : str or None
        Path of the program.
    page : Page
    scale : float, pixels of the PNG per pixel of the page
    timeout, folder, held
        As of `sharing.browser.drawn_by`.

    Raises
    ------
    Refusal
        503 where there is no browser, or where it fails; nothing that it made then is given on.
    """
    window = [f"--window-size={page.width},{page.height}", f"--force-device-scale-factor={scale:g}"]
    made = drawn_by(browser, "png", page.document(), window, timeout=timeout, folder=folder, held=held)
    size = tuple(int.from_bytes(made[at : at + 4]) for at in (16, 20))
    wanted = tuple(int(side * scale + 0.5) for side in (page.width, page.height))  # as the browser rounds
    if not made.startswith(_PNG) or not made.endswith(_PNG_END) or size != wanted:
        raise failed(f"{len(made)} bytes that are no PNG of {wanted[0]} x {wanted[1]} pixels")
    return made


def pdf(
    browser: str | None, page: Page, *, timeout: float = TIMEOUT, folder: Path | None = None, held: Sequence[int] = ()
) -> bytes:
    """Return a page as a PDF of one page of its size, 96 pixels to the inch, the same each time.

    Parameters and errors are those of `png`.
    """
    made = drawn_by(browser, "pdf", page.document(), [], timeout=timeout, folder=folder, held=held)
    if not made.startswith(_PDF) or not made.rstrip().endswith(_PDF_END):
        raise failed(f"{len(made)} bytes that are no PDF")
    return _TIME.sub(_NO_TIME, made)

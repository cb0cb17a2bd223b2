"""A small picture, to see whether the browser that renders them works."""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from sharing.rendering import Page, png
from sharing.settings import SharingSettings

if TYPE_CHECKING:
    from collections.abc import Mapping

_SIDE = 100  # pixels
_SVG = (
    f'<svg xmlns="http://www.w3.org/2000/svg" width="{_SIDE}" height="{_SIDE}">'
    '<text x="10" y="60" font-size="30">ok</text></svg>'
)


def rendered(environ: Mapping[str, str]) -> str:
    """Return which browser rendered a small picture and how long it took, as a sentence.

    Raises
    ------
    Refusal
        With a sentence, where there is none or it failed.
    """
    browser = SharingSettings.from_environ(environ).chromium
    began = monotonic()
    png(browser, Page(_SVG, _SIDE, _SIDE, "white"))
    return f"{Path(browser or '').name} rendered a small picture in {monotonic() - began:.1f} s."

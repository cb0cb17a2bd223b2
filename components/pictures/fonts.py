"""The page's own font as part of a picture, for whoever draws it without the page."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from pathlib import Path

from components.tree import html, html_text

STACK = "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif"
_ASSETS = Path(__file__).resolve().parents[2] / "assets"
_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
_FILE = re.compile(r'url\("([\w./-]+)"\)')


@cache
def font_face() -> str:
    """Return the style sheet's rule of the font, with the font in it: 65 kB that need no network."""
    face = _FACE.search((_ASSETS / "tokens.css").read_text(encoding="utf-8"))
    if face is None:
        raise LookupError("assets/tokens.css has no font")
    return _FILE.sub(lambda found: f'url("data:font/woff2;base64,{_encoded(found[1])}")', face[0])


def _encoded(name: str) -> str:
    return b64encode((_ASSETS / name).read_bytes()).decode("ascii")


def with_font(svg: str) -> str:
    """Return a picture with its font inside."""
    style = html_text(html.Style(font_face()))
    return svg.replace("</title>", f"</title>{style}", 1)

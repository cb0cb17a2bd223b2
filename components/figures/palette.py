"""The colours of the page by name, read from its style sheet, for what is drawn without one."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHEET = Path(__file__).resolve().parents[2] / "assets" / "tokens.css"
_DARK = ':root[data-theme="dark"]'
_COLOUR = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{6})\s*;")


@cache
def palette(theme: str) -> Mapping[str, str]:
    """Return the colours of a theme, ``light`` or ``dark``, as ``#rrggbb`` by the names of their tokens."""
    light, _, dark = _SHEET.read_text(encoding="utf-8").partition(_DARK)
    found = dict(_COLOUR.findall(light))
    return MappingProxyType(found | dict(_COLOUR.findall(dark)) if theme == "dark" else found)

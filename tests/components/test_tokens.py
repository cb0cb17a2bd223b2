from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import pytest

from components.state import THEMES

TOKENS = Path(__file__).parents[2] / "assets" / "tokens.css"


def _tokens(scheme: str) -> dict[str, str]:
    text = TOKENS.read_text(encoding="utf-8")
    selector = {"light": r":root", "dark": r':root\[data-theme="dark"\]'}[scheme]
    block = re.search(selector + r" \{(.*?)\}", text, re.DOTALL)
    assert block is not None
    return dict(re.findall(r"--([\w-]+): (#\w+);", block[1]))


def _luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


_TEXTS = ("ink", "muted", "accent", "warn", "small-text", "large-text", "bear", "bull")
_LINES = ("small", "large", "neutral", "control", "accent", "warn", "small-text", "large-text", "bear", "bull")


@pytest.mark.parametrize("scheme", THEMES)
@pytest.mark.parametrize("ground", ["surface", "ground"])
def test_every_text_and_line_of_the_page_meets_its_contrast(scheme: str, ground: str) -> None:
    """The tokens of text, and those of lines, borders of fields, outlines and marks, on both grounds of the page."""
    tokens = _tokens(scheme)
    against = partial(_contrast, tokens[ground])
    assert [name for name in _TEXTS if against(tokens[name]) < 4.5] == []
    assert [name for name in _LINES if against(tokens[name]) < 3] == []


@pytest.mark.parametrize("scheme", THEMES)
def test_the_histogram_meets_the_contrast_of_lines(scheme: str) -> None:
    """Its fill alone tells its bars from the chart's surface."""
    tokens = _tokens(scheme)
    assert _contrast(tokens["surface"], tokens["shade"]) >= 3


@pytest.mark.parametrize("scheme", THEMES)
def test_text_on_a_filled_ground_meets_its_contrast(scheme: str) -> None:
    """Chosen segments, pressed pins, warnings, buttons under the pointer or at rest."""
    tokens = _tokens(scheme)
    pairs = [
        *(("surface", "ink"), ("surface", "accent")),
        *(("warn", "warn-ground"), ("ink", "warn-ground"), ("accent", "warn-ground")),
        *(("ink", "grid"), ("muted", "grid")),
    ]
    assert [pair for pair in pairs if _contrast(*(tokens[name] for name in pair)) < 4.5] == []

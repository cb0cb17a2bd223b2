"""Colours and strokes of what is drawn without a style sheet are those of the style sheets, read another way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from components.figures.chart import chart
from components.figures.model import Kind, Who
from components.figures.palette import palette
from components.figures.strokes import DASHES, WIDTH, token, width
from tests.components.generated import generated, view_of

ASSETS = Path(__file__).parents[2] / "assets"


def _rules(sheet: str) -> list[tuple[str, dict[str, str]]]:
    """Return the innermost rules of a style sheet: what each selects, and what it says."""
    text = re.sub(r"/\*.*?\*/", "", (ASSETS / sheet).read_text(encoding="utf-8"), flags=re.DOTALL)
    blocks = [block.rpartition("{") for block in text.split("}")]
    return [
        (before.rpartition("{")[2].strip(), dict(re.findall(r"([\w-]+)\s*:\s*([^;]+)", body)))
        for before, brace, body in blocks
        if brace
    ]


def test_a_theme_has_the_colours_of_its_rules() -> None:
    """Of the dark one those that its rule says, and of the light one the rest."""
    found = {
        selector: {name[2:]: value for name, value in said.items() if re.fullmatch(r"#[0-9a-f]{6}", value.strip())}
        for selector, said in reversed(_rules("tokens.css"))
    }
    # reversed: a rule for narrow screens comes later, and has sizes alone
    light, dark = found[":root"], found[':root[data-theme="dark"]']
    assert palette("light") == light
    assert palette("dark") == light | dark
    assert {"small", "large", "bear", "bull", "ink", "surface", "shade"} <= dark.keys()


def test_every_colour_of_the_style_sheet_is_known_to_the_palette() -> None:
    """A colour in another notation would be left out in silence."""
    colours = [value for _, said in _rules("tokens.css") for name, value in said.items() if "#" in value]
    assert [value for value in colours if not re.fullmatch(r"#[0-9a-f]{6}", value.strip())] == []


def test_lines_are_drawn_as_the_style_sheet_draws_them() -> None:
    """Width, dash and colour of each line of a chart, as its classes give them; a later rule counts more."""
    rules = _rules("chart.css")
    for line in chart(view_of(generated())).lines:
        said: dict[str, str] = {}
        for selectors, body in rules:
            if {one.strip() for one in selectors.split(",")} & {".line", f".line-{line.who}", f".line-{line.kind}"}:
                said |= body
        if line.kind is Kind.HISTOGRAM:
            assert said["fill"] == f"var(--{token(line)})"
            continue
        dash = tuple(map(int, said.get("stroke-dasharray", "").split()))
        assert (float(said["stroke-width"]), dash) == (width(line), DASHES.get(line.kind, ()))
        assert said["stroke"] == f"var(--{token(line)})"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_line_has_a_colour_in_every_theme(theme: str) -> None:
    """By the name of its token."""
    assert {token(line) for line in chart(view_of(generated())).lines} <= palette(theme).keys()
    assert set(WIDTH) == set(Who) - {Who.BASE}

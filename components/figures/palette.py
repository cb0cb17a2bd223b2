"""The chart's colours, light and dark; `assets/tokens.css` has the same ones for the rest of the page.

The two instruments take a pair that colour-blind readers tell apart (Okabe and Ito, 2008), and each line is told by its
name as well. Lines keep 3:1 against the surface, their labels 4.5:1.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as CSS texts; each field is the token of the same name in the style sheet."""

    surface: str
    ink: str
    muted: str
    grid: str
    small: str
    large: str
    small_text: str
    large_text: str
    neutral: str
    shade: str


PALETTES = {
    "light": Palette(
        surface="#ffffff",
        ink="#141c26",
        muted="#55606e",
        grid="#e8ebef",
        small="#d55e00",
        large="#0072b2",
        small_text="#a84900",
        large_text="#00629b",
        neutral="#3d4a5a",
        shade="#8793a2",
    ),
    "dark": Palette(
        surface="#151b23",
        ink="#e7ebf0",
        muted="#a3adb9",
        grid="#262f3a",
        small="#e69f00",
        large="#56b4e9",
        small_text="#f0ad1c",
        large_text="#6dbff0",
        neutral="#c3ccd6",
        shade="#677481",
    ),
}

"""The relative-strength pane: the small instrument over the large one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commentary.marks import On
from components.figures.model import Kind, Line, Pane, Size, Who, averages_of

if TYPE_CHECKING:
    from components.figures.window import Window


def relative_pane(window: Window) -> Pane:
    """Return the ratio of the closes with its 200-day average; a rising line favours the small instrument."""
    relative = window.panel.relative
    name = f"{window.names[Who.SMALL]} / {window.names[Who.LARGE]}"
    lines = (
        Line(f"Ratio {name}", "ratio", relative.ratio[window.rows], Who.BOTH, decimals=4),
        Line("Ratio 200-day average", "200-day", relative.ratio_sma200[window.rows], Who.BOTH, Kind.AVERAGE, 4),
    )
    detail = f"{name}, {averages_of(lines, 200)}"
    return Pane("relative", "Relative strength", detail, lines, Size.LOW, "needs a session", measures={On.RATIO: 1.0})

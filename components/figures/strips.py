"""The strips under a pane: for each group of claims when bear, and when bull, claims of it held.

A picture is stretched between the gutters; it has two rows, bear above bull, so that no colour is needed to read it.
`assets/strips.js` draws it anew by the same rule: the state of a session fills the time up to that session. What came
after the as-of session is shaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from components.figures import geometry
from components.tree import html

if TYPE_CHECKING:
    from components.figures.model import Chart, Pane, Strip
    from components.tree import Node
    from indicators.arrays import Floats

UNITS = 1000  # of the first picture's width


def strips(chart: Chart, pane: Pane, *, drawn: bool) -> Node | None:
    """Return the strips of a pane with their names, empty until a script draws them or `drawn`; None without any."""
    if not pane.strips:
        return None
    across = np.rint(geometry.across(chart.sessions, UNITS)) if drawn else None
    after = None if across is None else geometry.after(chart, across)
    rows = [html.Div(_strip(strip, across, after), className="strip") for strip in pane.strips]
    return html.Div(rows, className="strips", **{"data-strips": pane.key, "aria-hidden": True})


def _strip(strip: Strip, across: Floats | None, after: float | None) -> list[Node]:
    paths = [
        html.Path(d="" if across is None else geometry.boxes(counts, across, row, 1), className=f"strip-{side}")
        for row, (side, counts) in enumerate(strip.sides.items())
    ]
    shade = "" if after is None else f"M{after:g} 0H{UNITS}V2H{after:g}Z"
    paths.append(html.Path(d=shade, className="strip-after"))
    box = {"viewBox": f"0 0 {UNITS} 2", "preserveAspectRatio": "none"}
    first, *rest = strip.label.split(" ", 1)
    name = [first, *(html.Span(f" {words}", className="strip-rest") for words in rest)]
    return [html.Svg(paths, className="strip-picture", **box), html.Span(name, className="strip-name")]

"""The strips under a pane: for each group of claims when bear, and when bull, claims of it held.

A picture is stretched between the gutters; it has two rows, bear above bull, so that no colour is needed to read it.
`assets/strips.js` draws it anew by the same rule: the state of a session fills the time up to that session. What came
after the as-of session is shaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from components.tree import html

if TYPE_CHECKING:
    from commentary.model import Codes
    from components.figures.model import Chart, Pane, Strip
    from components.tree import Node
    from indicators.arrays import Days, Ints

UNITS = 1000  # of the first picture's width


def strips(chart: Chart, pane: Pane, *, drawn: bool) -> Node | None:
    """Return the strips of a pane with their names, empty until a script draws them or `drawn`; None without any."""
    if not pane.strips:
        return None
    across = _across(chart.sessions) if drawn else None
    rows = [html.Div(_strip(strip, across, chart.known), className="strip") for strip in pane.strips]
    return html.Div(rows, className="strips", **{"data-strips": pane.key, "aria-hidden": True})


def _across(sessions: Days) -> Ints:
    days = sessions.astype("datetime64[D]").astype(np.int64) - sessions[0].astype("datetime64[D]").astype(np.int64)
    across: Ints = np.rint(UNITS * days / max(days[-1], 1)).astype(np.int64)
    return across


def _strip(strip: Strip, across: Ints | None, known: int) -> list[Node]:
    paths = [
        html.Path(d="" if across is None else _path(counts, across, row), className=f"strip-{side}")
        for row, (side, counts) in enumerate(strip.sides.items())
    ]
    after = (
        "" if across is None or known == across.size else f"M{across[known - 1]} 0H{across[-1]}V2H{across[known - 1]}Z"
    )
    paths.append(html.Path(d=after, className="strip-after"))
    box = {"viewBox": f"0 0 {UNITS} 2", "preserveAspectRatio": "none"}
    first, *rest = strip.label.split(" ", 1)
    name = [first, *(html.Span(f" {words}", className="strip-rest") for words in rest)]
    return [html.Svg(paths, className="strip-picture", **box), html.Span(name, className="strip-name")]


def _path(counts: Codes, across: Ints, row: int) -> str:
    """Return a box for each run of sessions on which a claim holds, from the session before it to its last."""
    held = np.concatenate([[False], counts > 0, [False]])
    starts, ends = np.flatnonzero(~held[:-1] & held[1:]), np.flatnonzero(held[:-1] & ~held[1:])
    edges = np.concatenate([across[:1], across])
    return "".join(
        f"M{left} {row}H{right}V{row + 1}H{left}Z" for left, right in zip(edges[starts], edges[ends], strict=True)
    )

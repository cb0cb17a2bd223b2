"""The first chart, drawn by the server as SVG: what a reader sees before, or without, any script.

Each pane is a picture of its own in the place where the live chart will be, with the same ranges and ticks. The lines
are stretched to that place, whatever its size; texts keep theirs, at shares of the height. Colours, strokes and the
widths of the two gutters are the style sheet's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from components.digits import fixed
from components.figures import encode, fit, thin
from components.figures.model import Kind, Size
from components.tree import html

if TYPE_CHECKING:
    from components.figures.fit import Range
    from components.figures.model import Chart, Line, Pane
    from components.tree import Node
    from indicators.arrays import Floats

UNITS = 1000  # both ways of the stretched part
THINNED = 250  # stretches of a long line, of which the highest and the lowest value are drawn
NOMINAL = {Size.TALL: 320, Size.HALF: 200, Size.LOW: 110}  # pixels; only the distance of labels depends on it
LABEL = 13  # pixels that a label at a line's end needs
_TOP, _BOTTOM = 6, 4  # pixels from the edges of a pane to the middle of a label
_MIDDLE = "0.32em"  # from the middle of a text to its baseline

Ticks = list[tuple[float, str]]


def snapshots(chart: Chart) -> dict[str, Node]:
    """Return the picture of each pane that has a value, by its key.

    Returns
    -------
    dict of str to Node
        ``div.snapshot`` with three svgs: ``ticks`` for the left gutter, ``lines``, and ``ends`` for the right gutter.
    """
    times = encode.milliseconds(chart.sessions)
    across = UNITS * (times - times[0]) / max(times[-1] - times[0], 1)
    upright = "".join(f"M{round(UNITS * share)} 0v{UNITS}" for share, _ in fit.dates(chart.sessions))
    after = round(float(across[chart.known - 1])) if chart.known < len(times) else None
    found = {}
    for pane, span in zip(chart.panes, fit.ranges(chart.panes), strict=True):
        if span is not None:
            ticks = fit.ticks(pane, span)
            parts = [_ticks(ticks, span), _lines(pane, span, across, ticks, after, upright), _ends(chart, pane, span)]
            found[pane.key] = html.Div(parts, className="snapshot", **{"aria-hidden": True})
    return found


def dates(chart: Chart) -> Node:
    """Return ``svg.dates``: the dates that stand below the lowest pane, whichever that is on the reader's screen."""
    texts = [
        html.Text(text, x=_percent(share), y="50%", dy=_MIDDLE, **{"text-anchor": "middle"})
        for share, text in fit.dates(chart.sessions)
    ]
    return html.Svg(texts, className="dates", **{"aria-hidden": True})


def _down(value: float, span: Range) -> float:
    """Return a value of a pane's scale as a share of its height, from the top."""
    return (span[1] - value) / (span[1] - span[0])


def _ticks(ticks: Ticks, span: Range) -> Node:
    return html.Svg(
        [
            html.Text(text, x="100%", dx="-6", y=_percent(_down(value, span)), dy=_MIDDLE, **{"text-anchor": "end"})
            for value, text in ticks
        ],
        className="ticks",
    )


def _lines(pane: Pane, span: Range, across: Floats, ticks: Ticks, after: int | None, upright: str) -> Node:
    shade = [] if after is None else [html.Rect(x=after, y=0, width=UNITS - after, height=UNITS, className="after")]
    grid = html.Path(d="".join(_level(value, span) for value, _ in ticks) + upright, className="grid")
    guides = [html.Path(d=_level(guide, span), className="guide") for guide in pane.guides]
    lines = [
        html.Path(d=_path(line, pane, span, across), className=f"line line-{line.who} line-{line.kind}")
        for line in pane.lines
        if line.drawn
    ]
    box = {"viewBox": f"0 0 {UNITS} {UNITS}", "preserveAspectRatio": "none"}
    return html.Svg([*shade, grid, *guides, *lines], className="lines", **box)


def _level(value: float, span: Range) -> str:
    return f"M0 {round(UNITS * _down(value, span))}h{UNITS}"


def _path(line: Line, pane: Pane, span: Range, across: Floats) -> str:
    """Return a line in whole units from point to point; a histogram as an area down to zero, a count as stairs."""
    keep = thin.kept([line.points], limit=THINNED)
    keep = keep[~np.isnan(line.points[keep])]
    values = np.log10(line.points[keep]) if pane.log else line.points[keep]
    x, y = np.rint(across[keep]), np.rint(UNITS * (span[1] - values) / (span[1] - span[0]))
    if line.kind is Kind.HISTOGRAM:
        zero = round(UNITS * _down(0.0, span))
        x, y = np.concatenate([x[:1], x, x[-1:]]), np.concatenate([[zero], y, [zero]])
    if line.kind is Kind.STEPS:
        turns = np.flatnonzero(np.diff(y))
        x, y = x[[0, *np.repeat(turns, 2), -1]], y[[0, *np.column_stack([turns, turns + 1]).ravel(), -1]]
    steps = zip(np.diff(x).astype(int).tolist(), np.diff(y).astype(int).tolist(), strict=True)
    moves = " ".join(f"{right}{down}" if down < 0 else f"{right} {down}" for right, down in steps)
    return f"M{x[0]:.0f} {y[0]:.0f}" + (f"l{moves}" if moves else "h0")


def _ends(chart: Chart, pane: Pane, span: Range) -> Node:
    lines = [line for line in pane.lines if line.labelled]
    height = NOMINAL[pane.size]
    last = [float(line.points[-1]) for line in lines]
    middles = [height * _down(float(np.log10(value)) if pane.log else value, span) for value in last]
    places = fit.apart(middles, LABEL, _TOP, height - _BOTTOM)
    return html.Svg(
        [
            _end(line, chart.short(line), *at)
            for line, *at in zip(lines, last, (place / height for place in places), strict=True)
        ],
        className="ends",
    )


def _end(line: Line, short: str, value: float, share: float) -> Node:
    """Return the label of a line's end; of its two names the style sheet shows the one that there is room for."""
    return html.Text(
        [
            html.Tspan(f"{line.end} ", className="end-name"),
            *([html.Tspan(f"{short} ", className="end-short")] if short else []),
            html.Tspan(fixed(value, line.decimals), className="end-value"),
        ],
        x=6,
        y=_percent(share),
        dy=_MIDDLE,
        className=f"end {line.who}",
    )


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"

"""The first chart, drawn by the server as SVG: what a reader sees before, or without, any script.

Each pane is a picture of its own in the place where the live chart will be, with the same ranges and ticks. The lines
are stretched to that place, whatever its size; texts keep theirs, at shares of the height. Colours, strokes and the
widths of the two gutters are the style sheet's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.digits import fixed
from components.figures import fit, geometry
from components.figures.geometry import down
from components.figures.model import Size
from components.tree import html

if TYPE_CHECKING:
    from collections.abc import Sequence

    from components.figures.fit import Range
    from components.figures.model import Chart, Line, Pane
    from components.tree import Node
    from indicators.arrays import Floats

UNITS = 1000  # both ways of the stretched part
THINNED = 250  # stretches of a long line, of which the highest and the lowest value are drawn
NOMINAL = {Size.TALL: 320, Size.HALF: 200, Size.LOW: 110}  # pixels; only the distance of labels depends on it
_MIDDLE = "0.32em"  # from the middle of a text to its baseline

Ticks = list[tuple[float, str]]


def snapshots(chart: Chart, chosen: Sequence[Pane] | None = None) -> dict[str, Node]:
    """Return the picture of each pane that has a value, by its key.

    Parameters
    ----------
    chart : Chart
    chosen : sequence of Pane, optional
        Those of its panes to draw, as they are among all; without it all.

    Returns
    -------
    dict of str to Node
        ``div.snapshot`` with three svgs: ``ticks`` for the left gutter, ``lines``, and ``ends`` for the right gutter.
    """
    across = geometry.across(chart.sessions, UNITS)
    upright = "".join(f"M{round(UNITS * share)} 0v{UNITS}" for share, _ in fit.dates(chart.sessions))
    after = geometry.after(chart, across)
    found = {}
    for pane, span in zip(chart.panes, fit.ranges(chart.panes), strict=True):
        if span is not None and (chosen is None or pane in chosen):
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


def _ticks(ticks: Ticks, span: Range) -> Node:
    return html.Svg(
        [
            html.Text(text, x="100%", dx="-6", y=_percent(down(value, span)), dy=_MIDDLE, **{"text-anchor": "end"})
            for value, text in ticks
        ],
        className="ticks",
    )


def _lines(pane: Pane, span: Range, across: Floats, ticks: Ticks, after: float | None, upright: str) -> Node:
    shade = [] if after is None else [_after(round(after))]
    grid = html.Path(d="".join(_level(value, span) for value, _ in ticks) + upright, className="grid")
    guides = [html.Path(d=_level(guide, span), className="guide") for guide in pane.guides]
    lines = [
        html.Path(
            d=geometry.path(line, pane, span, across, UNITS, stretches=THINNED),
            className=f"line line-{line.who} line-{line.kind}",
        )
        for line in pane.lines
        if line.drawn
    ]
    box = {"viewBox": f"0 0 {UNITS} {UNITS}", "preserveAspectRatio": "none"}
    return html.Svg([*shade, grid, *guides, *lines], className="lines", **box)


def _level(value: float, span: Range) -> str:
    return f"M0 {round(UNITS * down(value, span))}h{UNITS}"


def _after(start: int) -> Node:
    return html.Rect(x=start, y=0, width=UNITS - start, height=UNITS, className="after")


def _ends(chart: Chart, pane: Pane, span: Range) -> Node:
    height = NOMINAL[pane.size]
    return html.Svg(
        [
            _end(line, chart.short(line), value, place / height)
            for line, value, place in geometry.ends(pane, span, height)
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

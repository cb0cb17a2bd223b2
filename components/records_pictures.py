"""The pictures of a track record, drawn by the server as SVG: every past case, and the average way around them.

Places are shares of the width and height, so that a picture fits where it stands and its texts keep their size; colours
and strokes are the style sheet's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from commentary.evidence.model import Target
from commentary.wording import day
from components.digits import fixed
from components.figures import fit
from components.tree import html

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from commentary.evidence.model import Path
    from components.figures.fit import Range
    from components.tree import Node
    from indicators.arrays import Floats

HEIGHT = 140  # pixels of a picture without its lower axis; only the distance of labels depends on it
UNITS = 1000  # both ways of the part of the average way that is stretched
_LABEL = 13  # pixels that a label needs
_TICKS = 6
_MIDDLE = "0.32em"  # from the middle of a text to its baseline
_BELOW = "15"  # pixels from a picture to the baseline of the texts below it

Point = tuple["date", float]


def dots(
    points: Sequence[Point], *, over: tuple[date, date], typical: float | None, target: Target, label: str
) -> Node:
    """Return a dot for each case: to the right by its date, up by what followed it.

    Parameters
    ----------
    points : sequence of pairs of date and float, %
        At least one.
    over : pair of date
        The first and the last session of the prices.
    typical : float or None, %
        What followed in the middle of all windows: a dashed line; None where these are too few.
    target : Target
        Whose return it is.
    label : str
        What a reader hears in place of the picture.

    Returns
    -------
    Node
        Each dot bears its session in ``data-session`` and its text in ``data-said``: `assets/records.js` speaks of the
        nearest one to the pointer, and goes there.
    """
    middle = [] if typical is None else [typical]
    span = _span([value for _, value in points] + middle)
    first, last = (np.datetime64(each) for each in over)

    def across(when: date) -> str:
        return _percent(float((np.datetime64(when) - first) / (last - first)))

    drawn = [
        html.Circle(
            cx=across(when),
            cy=_down(value, span),
            r=3,
            **{"data-session": when.isoformat(), "data-said": f"{day(when)}: {_returned(value, target, 2)}"},
        )
        for when, value in points
    ]
    dates = [(share, text) for share, text in fit.dates(np.array([first, last])) if share < 1]
    lines = [*_levels(span), *(_level(value, span, "typical") for value in middle)]
    return _picture("dots", target, span, [*lines, *_below(dates), *drawn], label)


def way(path: Path, *, target: Target, label: str) -> Node:
    """Return the average way before and after the events as a line, with the quartiles of the cases as a band.

    Parameters
    ----------
    path : Path
        Of at least one case.
    target : Target
    label : str
        What a reader hears in place of the picture.
    """
    ends = [float(line[-1]) for line in (path.upper, path.mean, path.lower)]
    span = _span([path.lower.min(), path.upper.max()])
    first, last = path.offsets[0], path.offsets[-1]
    across = UNITS * (np.array(path.offsets) - first) / (last - first)
    band = _points(np.concatenate([across, across[::-1]]), np.concatenate([path.upper, path.lower[::-1]]), span)
    stretched = html.Svg(
        [html.Polygon(points=band, className="band"), html.Polyline(points=_points(across, path.mean, span))],
        viewBox=f"0 0 {UNITS} {UNITS}",
        preserveAspectRatio="none",
        width="100%",
        height="100%",
    )
    event = -first / (last - first)
    upright = html.Line(x1=_percent(event), x2=_percent(event), y1=0, y2="100%", className="event")
    shares = [(0.0, f"{first}".replace("-", "−")), (event, "0"), (1.0, f"+{last} sessions")]
    content = [*_levels(span), stretched, upright, *_below(shares), *_ends(ends, span, target)]
    return _picture("way", target, span, content, label)


def _picture(kind: str, target: Target, span: Range, content: list[Node], label: str) -> Node:
    ticks = [
        html.Text(
            text if target is Target.RELATIVE else f"{text} %",
            x="100%",
            dx="-6",
            y=_down(value, span),
            dy=_MIDDLE,
            **{"text-anchor": "end"},
        )
        for value, text in fit.steps(span, _TICKS)
    ]
    drawn = html.Svg(content, className="drawn", role="img", **{"aria-label": label})
    return html.Div(
        [html.Svg(ticks, className="ticks", **{"aria-hidden": True}), drawn], className=f"past-picture {kind} {target}"
    )


def _span(values: Iterable[float]) -> Range:
    """Return what the scale spans: all values and zero, with room at both ends."""
    found = [0.0, *map(float, values)]
    low, high = min(found), max(found)
    pad = (high - low or 1) * fit.PAD
    return low - pad, high + pad


def _levels(span: Range) -> list[Node]:
    return [_level(value, span, "grid" if value else "zero") for value, _ in fit.steps(span, _TICKS)]


def _level(value: float, span: Range, name: str) -> Node:
    return html.Line(x1=0, x2="100%", y1=_down(value, span), y2=_down(value, span), className=name)


def _below(texts: Iterable[tuple[float, str]]) -> list[Node]:
    """Return texts below the picture; those at its ends stay within it."""
    anchors = {0.0: "start", 1.0: "end"}
    return [
        html.Text(text, x=_percent(share), y="100%", dy=_BELOW, **{"text-anchor": anchors.get(share, "middle")})
        for share, text in texts
    ]


def _ends(values: Sequence[float], span: Range, target: Target) -> list[Node]:
    """Return the last values of the band and of the line between, right of them and apart."""
    places = fit.apart([HEIGHT * _share(value, span) for value in values], _LABEL, 0, HEIGHT)
    return [
        html.Text(
            _returned(value, target, 1), x="100%", dx="6", y=f"{100 * place / HEIGHT:.1f}%", dy=_MIDDLE, className=name
        )
        for value, place, name in zip(values, places, ("quartile", "mean", "quartile"), strict=True)
    ]


def _returned(value: float, target: Target, decimals: int) -> str:
    return fixed(value, decimals, signed=True, unit="points" if target is Target.RELATIVE else "%")


def _points(across: Floats, values: Floats, span: Range) -> str:
    down = UNITS * (span[1] - values) / (span[1] - span[0])
    return " ".join(f"{x:.0f},{y:.0f}" for x, y in zip(across.tolist(), down.tolist(), strict=True))


def _share(value: float, span: Range) -> float:
    """Return a value as a share of the height, from the top."""
    return (span[1] - value) / (span[1] - span[0])


def _down(value: float, span: Range) -> str:
    return _percent(_share(value, span))


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"

"""The small pictures among the probabilities, drawn by the server as SVG; colours and strokes are the style sheet's.

Lines across are stretched to their place, in shares of its width, and texts keep their size. Every picture says no more
than the texts beside it.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from components.tree import html

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from components.tree import Node

SIDE = 168  # pixels of the reliability diagram's square
LEFT, TOP, RIGHT, BOTTOM = 34, 8, 14, 36  # pixels around it, for its ticks and titles
LARGEST = 9  # pixels: radius of the dot of the most forecasts
SMALLEST = 2.5  # pixels: radius of a dot that can still be seen
_QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)
_MIDDLE = "0.32em"  # from the middle of a text to its baseline


class Dot(NamedTuple):
    """A point of a reliability diagram: what was forecast and what came, as shares."""

    forecast: float
    observed: float
    interval_pct: tuple[float, float]  # of what came
    n: int  # forecasts
    few: bool  # whether it is to be seen that they are


def scale(value: float, *, base: float | None = None, bounds: Sequence[float] = _QUARTERS) -> Node:
    """Return a line from 0 to 1 with ticks at `bounds`, a dot at `value`, and an upright with a bar to it at `base`."""
    drawn = [html.Line(x1="0%", x2="100%", y1=11, y2=11, className="track")]
    drawn += [html.Line(x1=_percent(at), x2=_percent(at), y1=7, y2=15, className="tick-mark") for at in bounds]
    if base is not None:
        drawn += [
            html.Line(x1=_percent(base), x2=_percent(value), y1=11, y2=11, className="from-base"),
            html.Line(x1=_percent(base), x2=_percent(base), y1=2, y2=20, className="at-base"),
        ]
    return html.Svg([*drawn, html.Circle(cx=_percent(value), cy=11, r=6, className="at-value")], **_picture("scale"))


def bar(value: float, limit: float) -> Node:
    """Return a bar from zero, in the middle of a line from ``-limit`` to `limit`."""
    width = abs(value) / limit / 2
    start = 0.5 if value > 0 else 0.5 - width
    return html.Svg(
        [
            html.Rect(x=_percent(start), y=4, width=_percent(width), height=10, className="bar-value"),
            html.Line(x1="50%", x2="50%", y1=0, y2=18, className="at-zero"),
        ],
        **_picture("signed-bar"),
    )


def limit_of(values: Iterable[float]) -> float:
    """Return the least of 0.05, 0.1, 0.2, 0.5, 1, ... that no value exceeds in size."""
    largest = max(map(abs, values), default=0.0)
    return next(limit for limit in _limits() if largest <= limit)


def _limits() -> Iterator[float]:
    for power in count(-2):
        yield from (5 * 10.0**power, 10.0 ** (power + 1), 2 * 10.0 ** (power + 1))


def reliability(dots: Sequence[Dot], label: str) -> Node:
    """Return a diagram of what came over what was forecast, both 0 to 100 %, with the diagonal where they agree.

    Parameters
    ----------
    dots : sequence of Dot
        At least one; the area of each is as the number of its forecasts.
    label : str
        What a reader hears in place of the picture.
    """
    ends = {"x1": LEFT, "y1": TOP + SIDE, "x2": LEFT + SIDE, "y2": TOP}
    most = max(dot.n for dot in dots)
    content = [
        html.Path(d=_grid(), className="grid"),
        html.Line(**ends, className="diagonal"),
        *_axes(),
        *(part for dot in dots for part in _dot(dot, most)),
    ]
    width, height = LEFT + SIDE + RIGHT, TOP + SIDE + BOTTOM
    return html.Svg(
        content, className="reliability", viewBox=f"0 0 {width} {height}", role="img", **{"aria-label": label}
    )


def _dot(dot: Dot, most: int) -> list[Node]:
    x = f"{LEFT + SIDE * dot.forecast:.1f}"
    low, high = (_up(pct / 100) for pct in dot.interval_pct)
    radius = max(SMALLEST, LARGEST * (dot.n / most) ** 0.5)
    kind = "dot few" if dot.few else "dot"
    return [
        html.Line(x1=x, x2=x, y1=low, y2=high, className="interval"),
        html.Circle(cx=x, cy=_up(dot.observed), r=f"{radius:.1f}", className=kind),
    ]


def _up(share: float) -> str:
    return f"{TOP + SIDE * (1 - share):.1f}"


def _grid() -> str:
    across = "".join(f"M{LEFT} {TOP + SIDE * at:g}h{SIDE}" for at in _QUARTERS)
    return across + "".join(f"M{LEFT + SIDE * at:g} {TOP}v{SIDE}" for at in _QUARTERS)


def _axes() -> list[Node]:
    middle, end, low = {"text-anchor": "middle"}, {"text-anchor": "end"}, TOP + SIDE
    titles = [
        html.Text("forecast, %", x=LEFT + SIDE / 2, y=low + 31, **middle),
        html.Text("came, %", transform=f"translate(10 {TOP + SIDE / 2}) rotate(-90)", **middle),
    ]
    across = [html.Text(f"{100 * at:.0f}", x=LEFT + SIDE * at, y=low + 15, **middle) for at in _QUARTERS[::2]]
    up = [html.Text(f"{100 * at:.0f}", x=LEFT - 6, y=_up(at), dy=_MIDDLE, **end) for at in _QUARTERS[::2]]
    return [*titles, *across, *up]


def _picture(name: str) -> dict[str, object]:
    return {"className": name, "aria-hidden": True}


def _percent(share: float) -> str:
    return f"{100 * share:.2f}%"

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
LEAST = 2.5  # pixels: radius of a dot that can still be seen
_QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)
_MIDDLE = "0.32em"  # from the middle of a text to its baseline
_FULL = 100


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
    x, low, y, high = (
        LEFT + SIDE * dot.forecast,
        *(TOP + SIDE * (1 - share) for share in (dot.interval_pct[0] / 100, dot.observed, dot.interval_pct[1] / 100)),
    )
    radius = max(LEAST, LARGEST * (dot.n / most) ** 0.5)
    kind = "dot few" if dot.few else "dot"
    return [
        html.Line(x1=f"{x:.1f}", x2=f"{x:.1f}", y1=f"{low:.1f}", y2=f"{high:.1f}", className="interval"),
        html.Circle(cx=f"{x:.1f}", cy=f"{y:.1f}", r=f"{radius:.1f}", className=kind),
    ]


def _grid() -> str:
    across = "".join(f"M{LEFT} {TOP + SIDE * at:g}h{SIDE}" for at in _QUARTERS)
    return across + "".join(f"M{LEFT + SIDE * at:g} {TOP}v{SIDE}" for at in _QUARTERS)


def _axes() -> list[Node]:
    middle, low = {"text-anchor": "middle"}, TOP + SIDE
    texts = []
    for at in _QUARTERS[::2]:
        number = f"{_FULL * at:.0f}"
        texts.append(html.Text(number, x=f"{LEFT + SIDE * at:g}", y=low + 15, **middle))
        texts.append(
            html.Text(number, x=LEFT - 6, y=f"{low - SIDE * at:g}", dy=_MIDDLE, **{"text-anchor": "end"}),
        )
    aside = f"rotate(-90 10 {TOP + SIDE // 2})"
    texts.append(html.Text("forecast, %", x=LEFT + SIDE // 2, y=low + 31, className="axis", **middle))
    texts.append(html.Text("came, %", x=10, y=TOP + SIDE // 2, className="axis", transform=aside, **middle))
    return texts


def _picture(name: str) -> dict[str, object]:
    return {"className": name, "aria-hidden": True}


def _percent(share: float) -> str:
    return f"{_FULL * share:.2f}%"

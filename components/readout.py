"""One line over the chart with every value on one session: the as-of session, or the one under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commentary.wording import day
from components.digits import fixed
from components.figures.model import Who
from components.tree import html

if TYPE_CHECKING:
    from components.figures.model import Chart, Reading
    from components.tree import Node
    from components.view import View

_AROUND: dict[tuple[Who, ...], tuple[str, str, str]] = {
    (Who.BEAR, Who.BULL): ("", "/", ""),
    (Who.BOTH, Who.BASE): ("", " (base ", ")"),
}


def readout(view: View, drawn: Chart) -> list[Node]:
    """Return the values at the as-of session; the page's script writes those of another in the same places."""
    names = {Who.SMALL: view.small.short, Who.LARGE: view.large.short}
    keys = [
        html.Dd([html.Span(className=f"swatch swatch-{who}"), name], className=f"{who}") for who, name in names.items()
    ]
    when = html.Dt(f"{view.as_of:%a} {day(view.as_of)}", **{"data-cursor": "date"})
    first = html.Div([when, *keys], className="reading names")
    readings = [(number, reading, drawn.known - 1) for number, reading in enumerate(drawn.readings)]
    rows = [_reading(*one) for one in readings if not _together(one[1])]
    apart = [_reading(*one) for one in readings if _together(one[1])]
    return [html.Dl([first, *rows]), html.Dl(apart, className="apart")]


def _together(reading: Reading) -> tuple[str, str, str] | None:
    """Return what stands before, between and after two values that are not those of the two instruments."""
    return _AROUND.get(tuple(who for who, _ in reading.of))


def _reading(number: int, reading: Reading, row: int) -> Node:
    said = [
        (fixed(points[row], reading.decimals, signed=reading.signed, unit=reading.unit), who)
        for who, points in reading.of
    ]
    around = _together(reading)
    if around:
        one, other = (html.Span(text, **{"data-who": who}) for text, who in said)
        values = [html.Dd([around[0], one, around[1], other, around[2]])]
    else:
        values = [html.Dd(text, className=who, **{"data-who": who}) for text, who in said]
    return html.Div([html.Dt(reading.label), *values], className="reading", **{"data-reading": number})

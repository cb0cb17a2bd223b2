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


def readout(view: View, drawn: Chart) -> list[Node]:
    """Return the values at the as-of session; the page's script writes those of another in the same places."""
    names = {Who.SMALL: view.small.short, Who.LARGE: view.large.short}
    keys = [
        html.Dd([html.Span(className=f"swatch swatch-{who}"), name], className=f"{who}") for who, name in names.items()
    ]
    when = html.Dt(f"{view.as_of:%a} {day(view.as_of)}", **{"data-cursor": "date"})
    first = html.Div([when, *keys], className="reading names")
    readings = [_reading(number, reading, drawn.known - 1) for number, reading in enumerate(drawn.readings)]
    return [html.Dl([first, *readings])]


def _reading(number: int, reading: Reading, row: int) -> Node:
    values = [
        html.Dd(
            fixed(points[row], reading.decimals, signed=reading.signed, unit=reading.unit),
            className=who,
            **{"data-who": who},
        )
        for who, points in reading.of
    ]
    return html.Div([html.Dt(reading.label), *values], className="reading", **{"data-reading": number})

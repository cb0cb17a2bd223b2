"""The lines above the chart: the date, where each instrument stands, and how the ledger reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commentary.headline import headline
from commentary.ledger import ledger
from commentary.wording import day
from components.figures.chart import trend_of
from components.figures.model import Who
from components.provenance import basis, standing
from components.tree import html

if TYPE_CHECKING:
    from datetime import date

    from components.figures.model import Chart, Pane
    from components.tree import Node
    from components.view import View
    from indicators.panel import Panel


def verdict(view: View) -> list[Node]:
    """Return the date and the pair, one sentence for each instrument, and the ledger in a line."""
    return [
        html.H2([f"{pair_of(view)}, as of ", html.Span(as_of(view), className="as-of")]),
        *_standing(view),
        *(
            html.P(text, className=f"headline of-{who}")
            for who, text in zip((Who.SMALL, Who.LARGE), stands(view), strict=True)
        ),
        html.P(ledger(view.claims).summary.text, className="ledger"),
        *_basis(view),
    ]


def _standing(view: View) -> list[Node]:
    warning = standing(view)
    return [html.P(warning, className="standing")] if warning else []


def _basis(view: View) -> list[Node]:
    adjusted = basis(view)
    return [html.P(adjusted, className="note")] if adjusted else []


def heading(view: View) -> str:
    """Return the verdict's heading and where the small instrument stands, for readers who hear it."""
    return f"{dated(view)}. {stands(view)[0]}"


def stands(view: View) -> tuple[str, str]:
    """Return where the small and the large instrument stand against the average shown, a sentence each."""
    window = view.state.average
    return (
        _stands(view.small.short, view.panel.small, window),
        _stands(view.large.short, view.panel.large, window),
    )


def dated(view: View) -> str:
    """Return the verdict's heading: the pair and the as-of session."""
    return f"{pair_of(view)}, as of {as_of(view)}"


def title(view: View) -> str:
    """Return the title of the document, by which a window or a bookmark is found again."""
    return f"Small-Cap Desk: {pair_of(view)}, {day(view.as_of)}"


def pair_of(view: View) -> str:
    """Return what the page asks: "Russell 2000 or S&P 500"."""
    return f"{view.small.short} or {view.large.short}"


def as_of(view: View) -> str:
    """Return the as-of session as a trader writes it: "Tue 28 Oct 2014"."""
    return f"{view.as_of:%a} {day(view.as_of)}"


def _stands(name: str, panel: Panel, window: int) -> str:
    return headline(name, panel, trend_of(panel, window)).text


def chart_head(view: View, drawn: Chart) -> list[Node]:
    """Return the chart's heading, with its dates, the way out of a zoom, and what its strokes mean."""
    strokes = [
        html.Li([html.Span(className="swatch swatch-average"), "average"]),
        html.Li([html.Span(className="swatch swatch-signal"), "PPO signal"]),
    ]
    return [
        html.H2(
            [
                "Price, relative strength and momentum, ",
                html.Span(period(drawn), **{"data-as-of": view.as_of.isoformat()}),
            ]
        ),
        html.Button("All dates", type="button", className="tool all-dates", hidden=True, **{"data-all-dates": True}),
        html.Ul(strokes, className="key"),
    ]


def period(drawn: Chart) -> str:
    """Return from when to when a chart goes, and how far beyond the as-of session."""
    first, known, last = (_on(drawn, row) for row in (0, max(drawn.known - 1, 0), -1))
    if not drawn.known:
        return f"{first} to {last}, all of it after the as-of date"
    after = f", and what came after to {last}" if last != known else ""
    return f"{first} to {known}{after}"


def values_at(view: View, drawn: Chart) -> str:
    """Return of which session the values at the lines' ends are; empty where it is the as-of session."""
    return "" if _session(drawn, -1) == view.as_of else f"values at the ends of {_on(drawn, -1)}"


def detail(view: View, drawn: Chart, pane: Pane) -> str:
    """Return what is drawn in a pane: its title, its details, and of which session its last values are."""
    at = "" if pane.empty else values_at(view, drawn)
    return " · ".join(part for part in (pane.title, pane.detail, at) if part)


def _on(drawn: Chart, row: int) -> str:
    return day(_session(drawn, row))


def _session(drawn: Chart, row: int) -> date:
    found: date = drawn.sessions[row].astype("datetime64[D]").item()
    return found

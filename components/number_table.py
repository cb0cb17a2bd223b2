"""The numbers of both instruments at the as-of session, as a table; each cell is named as in the report's JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import html

from components.numbers import numbers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dash.development.base_component import Component

    from components.numbers import Number
    from components.view import View

# Name, what it is, and how it is written
_ROWS = (
    ("close", "Close", ",.2f"),
    ("change_pct", "Change on the day, %", "+.2f"),
    ("sma", "200-day average", ",.2f"),
    ("distance_pct", "Distance to the 200-day average, %", "+.2f"),
    ("slope20_pct", "Slope of that average over 20 sessions, %", "+.2f"),
    ("slope20_annualised_pct", "The same, annualised, %", "+.2f"),
    ("closes_below_run", "Closes in a row below that average", "d"),
    ("rsi14", "RSI(14), 0 to 100", ".2f"),
    ("ppo", "PPO(12,26), %", "+.2f"),
    ("ppo_signal", "PPO signal(9), %", "+.2f"),
    ("ppo_histogram", "PPO histogram, points", "+.2f"),
    ("roc21_pct", "Change over 21 sessions, %", "+.2f"),
    ("roc63_pct", "Change over 63 sessions, %", "+.2f"),
    ("roc126_pct", "Change over 126 sessions, %", "+.2f"),
    ("roc252_pct", "Change over 252 sessions, %", "+.2f"),
    ("momentum_12_1_pct", "12-1 momentum, %", "+.2f"),
    ("ytd_pct", "Year to date, %", "+.2f"),
    ("drawdown_pct", "From the 252-session high close, %", "+.2f"),
    ("overhead_pct", "Of the last 252 closes above this one, %", ".1f"),
    ("near_overhead_pct", "within 5 % above, %", ".1f"),
    ("near_support_pct", "within 5 % below, %", ".1f"),
)
_RELATIVE = (
    ("ratio", "Ratio of the closes", ".4f"),
    ("ratio_vs_sma200_pct", "Ratio to its 200-day average, %", "+.2f"),
    ("mansfield", "Mansfield relative strength (252), %", "+.2f"),
    ("ytd_gap_points", "Year-to-date gap, percentage points", "+.2f"),
)


def number_table(view: View) -> list[Component]:
    """Return the table of both instruments and the one that compares them."""
    found = numbers(view)
    names = (view.small.short, view.large.short)
    rows = [
        html.Tr([html.Th(label, scope="row"), *(_cell(found, side, name, style) for side in ("small", "large"))])
        for name, label, style in _ROWS
    ]
    compared = [
        html.Tr([html.Th(label, scope="row"), _cell(found, "relative", name, style)])
        for name, label, style in _RELATIVE
    ]
    return [
        html.H2("The numbers"),
        html.Div([_table(names, rows), _table((" / ".join(names),), compared)], className="tables"),
    ]


def _table(columns: tuple[str, ...], rows: list[Component]) -> Component:
    head = html.Thead(html.Tr([html.Td(), *(html.Th(name, scope="col") for name in columns)]))
    return html.Table([head, html.Tbody(rows)], className="figures")


def _cell(found: Mapping[str, Mapping[str, Number]], side: str, name: str, style: str) -> Component:
    value = found[side][name]
    text = "n/a" if value is None else format(round(value, 6) + 0, style)
    return html.Td(text, className="number", **{"data-key": f"{side}.{name}"})

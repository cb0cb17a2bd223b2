"""The page's fixed parts, empty; `callbacks.draw` fills them from one view at a time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import dash_mantine_components as dmc
from dash import dcc, html

from components.controls import chart_controls, page_controls, view_controls
from components.ids import Id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dash.development.base_component import Component

    from data.model import PairChoice

FIRST_TICK = 5_000  # milliseconds; the script slows it down (assets/page.js)


def index() -> str:
    """Return the HTML around the page, with Dash's placeholders."""
    return Path(__file__).with_name("index.html").read_text(encoding="utf-8")


def layout(pairs: Iterable[PairChoice]) -> Component:
    """Return the page for a list of pairs offered by name."""
    return dmc.MantineProvider(
        [
            *_behind(),
            html.A("Skip to the verdict", href=f"#{Id.VERDICT}", className="skip"),
            _header(),
            html.Main(
                [
                    html.P(id=Id.ANNOUNCER, role="status", className="unseen"),
                    html.Div(id=Id.NOTICES, role="status", className="notices"),
                    html.Div([_verdict(), _trust()], className="band"),
                    _bar(pairs),
                    html.Div([_charts(), _cases(), _numbers()], className="band body"),
                ]
            ),
            _footer(),
        ],
        id=Id.SHELL,
        forceColorScheme="light",
        theme={"primaryColor": "dark", "fontFamily": "var(--font)", "cursorType": "pointer"},
    )


def _behind() -> list[Component]:
    return [
        dcc.Location(id=Id.URL, refresh=False),
        dcc.Store(id=Id.DRAWN),
        dcc.Store(id=Id.STAMP),
        dcc.Store(id=Id.PINNED),
        dcc.Store(id=Id.TOCK),
        dcc.Interval(id=Id.TICK, interval=FIRST_TICK),
    ]


def _header() -> Component:
    return html.Header(
        [
            html.H1("Small-Cap Desk"),
            html.P(
                "Own small caps or large caps now? Both sides of the case, computed from prices up to one day.",
                className="line",
            ),
            page_controls(),
        ],
        className="top",
    )


def _bar(pairs: Iterable[PairChoice]) -> Component:
    return html.Section(view_controls(pairs), className="bar", **{"aria-label": "Pair and date"})


def _verdict() -> Component:
    return html.Section(id=Id.VERDICT, className="verdict", tabIndex="-1", **{"aria-label": "Where both stand"})


def _trust() -> Component:
    return html.Section(id=Id.TRUST, className="trust", **{"aria-label": "The prices shown"})


def _charts() -> Component:
    return html.Section(
        [
            html.Div(id=Id.CHART_HEAD, className="chart-head"),
            chart_controls(),
            html.Div(_chart(), className="chart-frame"),
        ],
        className="charts",
        **{"aria-label": "Charts"},
    )


def _chart() -> Component:
    return html.Div(id=Id.CHART, role="img", className="chart", **{"aria-label": "Chart, loading"})


def _cases() -> Component:
    return html.Aside(id=Id.CASES, className="cases", **{"aria-label": "The bear and the bull case"})


def _numbers() -> Component:
    return html.Section(id=Id.NUMBERS, className="numbers", **{"aria-label": "Numbers"})


def _footer() -> Component:
    return html.Footer(
        "Every sentence about the market is computed from the prices shown, up to the as-of date. "
        "None of it is investment advice.",
        className="foot",
    )

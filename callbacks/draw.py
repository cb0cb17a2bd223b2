"""One callback turns the address into everything that the page says: all of it comes from one version of the data."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dash import Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from callbacks.context import as_query
from components.cases import cases
from components.figures.build import figure
from components.figures.chart import chart
from components.figures.palette import PALETTES
from components.ids import Id
from components.notices import failure, notices
from components.number_table import number_table
from components.state import ViewState
from components.tree import nodes
from components.trust import trust
from components.verdict import chart_head, heading, spoken, title, verdict

if TYPE_CHECKING:
    from dash import Dash

    from callbacks.context import Context
    from components.view import View

Page = dict[str, Any]
_log = logging.getLogger(__name__)
_PARTS = (Id.NOTICES, Id.VERDICT, Id.TRUST, Id.CHART_HEAD, Id.CASES, Id.NUMBERS)


def page(query: str, view: View) -> Page:
    """Return everything that the page says of a link and its view."""
    drawn = chart(view)
    parts = {
        Id.NOTICES: notices(view),
        Id.VERDICT: verdict(view),
        Id.TRUST: trust(view),
        Id.CHART_HEAD: chart_head(view, drawn),
        Id.CASES: cases(view),
        Id.NUMBERS: number_table(view),
    }
    return {
        "drawn": {
            "parts": {name: nodes(part) for name, part in parts.items()},
            "chart": Id.CHART,
            "figure": figure(drawn, PALETTES[view.state.theme]),
            "spoken": spoken(view, drawn),
            "announcer": Id.ANNOUNCER,
            "heading": heading(view),
            "title": title(view),
        },
        "theme": view.state.theme,
        "pinned": pinned(view),
        "ends": [view.as_of <= view.pair.sessions[0].date(), view.as_of >= view.pair.sessions[-1].date()],
        "stamp": stamp(query, view),
    }


def empty(query: str) -> Page:
    """Return the page of a view that could not be built: it says so and shows nothing else."""
    return {
        "drawn": {
            "parts": {name: nodes(failure()) if name == Id.NOTICES else [] for name in _PARTS},
            "chart": Id.CHART,
            "figure": None,
            "spoken": "No chart: the view could not be put together.",
            "announcer": Id.ANNOUNCER,
            "heading": "",
            "title": "Small-Cap Desk",
        },
        "theme": ViewState.from_query(query)[0].theme,
        "pinned": query,
        "ends": [False, False],
        "stamp": "",
    }


def pinned(view: View) -> str:
    """Return the query string of a link that keeps showing the pair and the session of `view`."""
    small, large = view.pair.small.symbol, view.pair.large.symbol
    return replace(view.state, small=small, large=large, as_of=view.as_of).to_query(complete=True)


def stamp(query: str, view: View) -> str:
    """Return a text that changes when the page would: with the link, and with a newer answer of the data service.

    The link is in it because Dash drops an answer when the same callback is asked again: a tick of the clock right
    after a click must draw what the click asked for.
    """
    pair = view.pair
    states = (f"{part.state}/{part.source}/{part.fetched_at:%Y%m%d%H%M%S}" for part in (pair.small, pair.large))
    return " ".join((query, pair.version, *states, pair.notice or ""))


def answer(query: str, context: Context, seen: object = None) -> Page | None:
    """Return the page of a link; None if a page with the stamp `seen` has nothing to change."""
    try:
        view = context.view(query)
        return None if stamp(query, view) == seen else page(query, view)
    except Exception:  # noqa: BLE001 - for any fault the reader gets a designed page, and the log the fault
        _log.exception("the view %.200r could not be built", query)
        return empty(query)


def register(app: Dash, context: Context) -> None:
    """Connect the address, and the clock that looks for newer data, with the page."""

    def _draw(search: object, tock: object, shown: object, theme: object) -> Page:  # noqa: ARG001 - the clock is a trigger
        found = answer(as_query(search), context, shown if ctx.triggered_id == Id.TOCK else None)
        if found is None:
            raise PreventUpdate
        return found if found["theme"] != theme else {**found, "theme": no_update}

    app.callback(
        output={
            "drawn": Output(Id.DRAWN, "data"),
            "theme": Output(Id.SHELL, "forceColorScheme"),
            "pinned": Output(Id.PINNED, "data"),
            "ends": [Output(Id.PREVIOUS, "disabled"), Output(Id.NEXT, "disabled")],
            "stamp": Output(Id.STAMP, "data"),
        },
        inputs={
            "search": Input(Id.URL, "search"),
            "tock": Input(Id.TOCK, "data"),
            "shown": State(Id.STAMP, "data"),
            "theme": State(Id.SHELL, "forceColorScheme"),
        },
        prevent_initial_call=True,
    )(_draw)

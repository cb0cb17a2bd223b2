"""What the browser does by itself: draw the figure, copy the link, watch the clock. The scripts are `assets/*.js`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import ClientsideFunction, Input, Output

from components.ids import Id

if TYPE_CHECKING:
    from dash import Dash

    from callbacks.context import Context


def register(app: Dash, context: Context) -> None:  # noqa: ARG001 - the browser needs nothing of the server
    """Connect the scripts of the page."""
    app.clientside_callback(ClientsideFunction("desk", "draw"), Input(Id.DRAWN, "data"))
    app.clientside_callback(
        ClientsideFunction("desk", "copy"),
        Output(Id.COPIED, "children"),
        Input(Id.COPY, "n_clicks"),
        Input(Id.PINNED, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("desk", "tick"),
        Output(Id.TOCK, "data"),
        Output(Id.TICK, "interval"),
        Input(Id.TICK, "n_intervals"),
        prevent_initial_call=True,
    )

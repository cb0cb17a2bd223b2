"""What is shown, as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import Input, Output, State
from dash.exceptions import PreventUpdate

from callbacks.context import view_or_none
from components.csv import csv, csv_name
from components.ids import Id

if TYPE_CHECKING:
    from dash import Dash

    from callbacks.context import Context
    from components.view import View


def download(view: View) -> dict[str, Any]:
    """Return the file of what a view shows, as `dcc.Download` takes it."""
    return {"content": csv(view), "filename": csv_name(view), "type": "text/csv;charset=utf-8"}


def register(app: Dash, context: Context) -> None:
    """Connect the CSV button."""

    def _download(clicks: object, search: object) -> dict[str, Any]:  # noqa: ARG001 - a click is a trigger
        view = view_or_none(search, context)
        if view is None:
            raise PreventUpdate
        return download(view)

    pressed, search = Input(Id.CSV, "n_clicks"), State(Id.URL, "search")
    app.callback(Output(Id.DOWNLOAD, "data"), pressed, search, prevent_initial_call=True)(_download)

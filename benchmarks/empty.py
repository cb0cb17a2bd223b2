"""The least that Dash can be asked: a page with one callback that returns its input."""

from __future__ import annotations

from dash import Dash, Input, Output, dcc, html

from hosting.running import Running
from hosting.settings import HostingSettings

app = Dash(__name__, assets_folder="none")
app.layout = html.Div([dcc.Store(id="asked"), dcc.Store(id="answered")])
app.callback(Output("answered", "data"), Input("asked", "data"), prevent_initial_call=True)(lambda asked: asked)
server = app.server
Running(HostingSettings()).join(server)  # what the configuration of gunicorn looks for

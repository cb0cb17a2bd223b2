"""The page as it is served: the view of the link stands in the HTML, with its chart, before any script has run."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from dash import dcc, html
from flask import request

from callbacks.context import as_query
from callbacks.draw import Drawer, json
from components.ids import Id
from components.page import body, document

if TYPE_CHECKING:
    from dash import Dash

    from callbacks.context import Context

SCRIPTS = (
    "vendor/plotly-basic-4.1.1.min.js",
    "format.js",
    "chart.js",
    "axes.js",
    "marks.js",
    "overlay.js",
    "cursor.js",
    "table.js",
    "controls.js",
    "parts.js",
    "copy.js",
    "page.js",
)
"""What draws the page, in this order, before Dash's own scripts."""


def register(app: Dash, context: Context) -> None:
    """Serve the page of each link; of Dash's own layout nothing is to be seen."""
    drawer = Drawer.on(context)
    app.layout = html.Div([dcc.Store(id=Id.ASKED), dcc.Store(id=Id.ANSWERED)])

    def _document(**dashs: str) -> str:
        query = as_query(request.query_string.decode(errors="replace"))
        page = drawer.first(f"?{query}" if query else "")
        parts = page.pop("parts")
        return document(
            {
                **dashs,
                "theme": page["theme"],
                "title": escape(page["title"]),
                "body": body(context.pairs, page["controls"], parts),
                "first": json(page).replace("<", "\\u003c"),
                "drawing": "\n".join(f'<script src="{escape(app.get_asset_url(name))}"></script>' for name in SCRIPTS),
            }
        )

    app.interpolate_index = _document

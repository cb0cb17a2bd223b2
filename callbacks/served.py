"""The page as it is served: the view of the link stands in the HTML, with its chart, before any script has run."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from dash import dcc, html
from flask import request

from callbacks.context import as_query
from callbacks.drawer import Drawer, json
from components.controls import scrubber
from components.ids import Id
from components.page import body, document
from components.parcel import DRAWING, FONT, LOOKS
from components.tree import html_text

if TYPE_CHECKING:
    from dash import Dash

    from callbacks.context import Context

SCRIPTS = (
    *DRAWING,
    *("controls.js", "zoom.js", "parts.js", "access.js", "copy.js", "page.js", "ask.js", "records.js", "replay.js"),
)
"""What draws the page, in this order, before Dash's own scripts."""
LATE = ("picture.js", "save.js", "share.js")
"""What is needed only when a view leaves the page: fetched last."""
STYLES = (*LOOKS, "replay.css", "share.css", "print.css")
"""How it looks; they stand in the document, so that the first picture waits for nothing."""

_BY_CHANCE = re.compile(r',"(?:end_id|python_version)":"[^"]*"')  # the first is for Dash's background callbacks alone
_FILE_TIME = re.compile(r"(\.v[\w-]+m)\d+\.")  # in the address of Dash's files; their version stands before it


def register(app: Dash, context: Context) -> None:
    """Serve the page of each link, the same from every server; of Dash's own layout nothing is to be seen."""
    drawer = Drawer.on(context)
    app.layout = html.Div([dcc.Store(id=Id.ASKED), dcc.Store(id=Id.ANSWERED)])
    fixed = _fixed(app)

    def _document(**dashs: str) -> str:
        sent = as_query(request.query_string.decode(errors="replace"))
        query = f"?{sent}" if sent else ""
        page = drawer.first(query)
        parts, scrub, tags = page.pop("parts"), page.pop("scrub"), page.pop("tags")
        return document(
            {
                **dashs,
                "config": _BY_CHANCE.sub("", dashs["config"]),
                "scripts": _FILE_TIME.sub(r"\g<1>0.", dashs["scripts"]),
                **fixed,
                "theme": page["theme"],
                "title": escape(page["title"]),
                "tags": "".join(map(html_text, tags)),
                "body": body(
                    context.pairs,
                    page["controls"],
                    parts,
                    scrubber(page["controls"], **scrub),
                    query,
                    account=context.account,
                ),
                "first": json(page).replace("<", "\\u003c"),
            }
        )

    app.interpolate_index = _document


def _fixed(app: Dash) -> dict[str, str]:
    """Return what is the same in each document: its style, its first script, and what is to be fetched ahead."""
    folder = Path(app.config.assets_folder)
    sheets = "".join((folder / name).read_text(encoding="utf-8") for name in STYLES)
    vendor, font = app.get_asset_url("vendor/"), app.get_asset_url(FONT)
    scripts = [escape(app.get_asset_url(name)) for name in SCRIPTS]
    return {
        "style": sheets.replace('url("vendor/', f'url("{vendor}'),
        "ahead": "\n    ".join(
            [
                f'<link rel="preload" href="{escape(font)}" as="font" type="font/woff2" crossorigin>',
                *(f'<link rel="preload" href="{script}" as="script">' for script in scripts),
            ]
        ),
        "drawing": "".join(f'<script src="{script}"></script>' for script in scripts),
        "late": "".join(f'<script src="{escape(app.get_asset_url(name))}"></script>' for name in LATE),
        "boot": (folder / "boot.js").read_text(encoding="utf-8"),
    }

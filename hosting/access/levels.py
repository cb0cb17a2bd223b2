"""What each address needs, by its endpoint; one that is not listed here is closed to everybody."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Level(StrEnum):
    """What it takes to be let in."""

    OPEN = "open"
    """Nothing: it says nothing of the view, or the token in its address is what lets in."""
    VIEWER = "viewer"
    EDITOR = "editor"


LEVELS: Mapping[str, Level] = {
    # watched from outside; the same for everybody
    "health.livez": Level.OPEN,
    "health.readyz": Level.OPEN,
    "_dash_assets.static": Level.OPEN,
    "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>": Level.OPEN,
    "/_favicon.ico": Level.OPEN,
    # the way in and out
    "access.login": Level.OPEN,
    "access.logout": Level.OPEN,
    "access.account": Level.VIEWER,
    # what a token opens
    "snapshot._snapshot": Level.OPEN,
    "embed._embed": Level.OPEN,
    "image._image": Level.OPEN,
    "oembed._oembed": Level.OPEN,
    # the page
    "/": Level.VIEWER,
    "/<path:path>": Level.VIEWER,
    "/_dash-layout": Level.VIEWER,
    "/_dash-dependencies": Level.VIEWER,
    "/_dash-update-component": Level.VIEWER,
    "_records": Level.VIEWER,
    "_study": Level.VIEWER,
    "share._link": Level.VIEWER,
    "scorecard._page": Level.VIEWER,
    "files.csv": Level.VIEWER,
    "files.xlsx": Level.VIEWER,
    "files.pptx": Level.VIEWER,
    "files.html": Level.VIEWER,
    # what goes on to others, or stays for them
    "share._share": Level.EDITOR,
    "editing.withdraw": Level.EDITOR,
    "editing.add_call": Level.EDITOR,
}
"""Not listed: Flask's own ``/static``, which holds nothing, and Dash's ``/_reload-hash``, which is for its makers."""

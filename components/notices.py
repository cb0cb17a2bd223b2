"""What a reader must know before reading on: what was replaced, ignored, or went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.colophon import differing
from components.tree import html

if TYPE_CHECKING:
    from components.tree import Node
    from components.view import View


def notices(view: View) -> list[Node]:
    """Return the notices of a view; empty for most."""
    texts = [view.pair.notice, *view.ignored, differing(view)]
    return [html.P(text, className="notice") for text in texts if text]


def failure() -> list[Node]:
    """Return what stands in the place of a view that could not be built."""
    text = "This view could not be put together. The fault has been logged. Nothing else is shown until it can be."
    links = [html.A("Try again", href=""), " or ", html.A("open the default view", href="?"), "."]
    return [html.Div([html.P(text), html.P(links)], role="alert", className="notice failure")]

"""What a reader must know before reading on: what was replaced, ignored, or went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.stamp import compared
from components.tree import html

if TYPE_CHECKING:
    from components.tree import Node
    from components.view import View


def notices(view: View) -> list[Node]:
    """Return the notices of a view; empty for most."""
    found = compared(view)
    other = [found.text] if found and not found.identical else []
    texts = [*([view.pair.notice] if view.pair.notice else []), *view.ignored, *other]
    return [html.P(text, className="notice") for text in texts]


def failure() -> list[Node]:
    """Return what stands in the place of a view that could not be built."""
    text = "This view could not be put together. The fault has been logged. Nothing else is shown until it can be."
    links = [html.A("Try again", href=""), " or ", html.A("open the default view", href="?"), "."]
    return [html.Div([html.P(text), html.P(links)], role="alert", className="notice failure")]

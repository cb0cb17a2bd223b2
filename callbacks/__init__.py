"""Where the page meets the views: one module a concern, listed here and registered by `register_all`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callbacks import answer, served, tracked

if TYPE_CHECKING:
    from dash import Dash

    from callbacks.context import Context

MODULES = (answer, served, tracked)


def register_all(app: Dash, context: Context) -> None:
    """Connect the page of `app` with the views of a context."""
    for module in MODULES:
        module.register(app, context)

"""Where the page meets the views: one module a concern, listed here and registered by `register_all`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callbacks import address, browser, draw, export

if TYPE_CHECKING:
    from dash import Dash

    from callbacks.context import Context

MODULES = (address, browser, draw, export)


def register_all(app: Dash, context: Context) -> None:
    """Connect every callback of the page to `app`."""
    for module in MODULES:
        module.register(app, context)

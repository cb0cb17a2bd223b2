"""What the page fetches of its track records when a reader opens one, and how it learns that a study is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dash import Dash

    from callbacks.context import Context


def register(app: Dash, context: Context) -> None:
    """Serve the track record of a claim, and the state of a study."""

"""A view as one HTML file that works without a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from components.view import View


def one_file(view: View, link: str) -> str:  # noqa: ARG001 - to come
    """Return a document that holds all it needs: interactive charts, claims, tables, and the data as CSV."""
    return "<!DOCTYPE html>\n"

"""Query strings that hold more than a view."""

from __future__ import annotations

from urllib.parse import unquote_plus


def without(name: str, query: str) -> tuple[str, list[str]]:
    """Return a query without the parameters of one name, which are no part of a view, and what those hold."""
    parts = query.split("&")
    ours = [part for part in parts if part.partition("=")[0] == name]
    return "&".join(part for part in parts if part not in ours), [unquote_plus(part.partition("=")[2]) for part in ours]

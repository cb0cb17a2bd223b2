"""Chart patterns of the last year, each with how often random data show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from components.tree import Node
    from components.view import View


def patterns(view: View) -> list[Node]:  # noqa: ARG001
    """Return the section of chart patterns."""
    return []

"""Both sides read together: the pooled probabilities beside their base rates, and how well they have done."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from components.tree import Node
    from components.view import View


def odds(view: View) -> list[Node]:  # noqa: ARG001
    """Return the section of probabilities, their scores, and the votes that readers know."""
    return []

"""Parts of the page as a test reads them: their texts, and the elements in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from components.tree import Node


def elements(content: Node | list[Node], tag: str) -> list[tuple[Any, ...]]:
    """Return the elements of a tag in a part, in the order of the page."""
    if isinstance(content, str):
        return []
    if isinstance(content, list):
        return [found for node in content for found in elements(node, tag)]
    own = [content] if content[0] == tag else []
    return own + elements(list(content[2:]), tag)


def text(content: Node | list[Node]) -> str:
    """Return what a reader sees of a part, its pieces joined by single blanks."""
    return " ".join(" ".join(_texts(content)).split())


def _texts(content: Node | list[Node]) -> list[str]:
    if isinstance(content, str):
        return [content]
    return [piece for node in (content if isinstance(content, list) else content[2:]) for piece in _texts(node)]

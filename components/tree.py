"""What the page says, as plain values: an element is ``(tag, attributes, *children)``, a text is a text.

The server writes them as HTML for the first view (`html_text`), the page's script builds them for every later one
(`assets/parts.js`). They take the place of Dash components, which are live: with the claims, their evidence and the
numbers as components a click took 1,000 ms to redraw, and the sidebar 6 ms to put together in place of 1.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

Node = str | tuple[Any, ...]
_NO_BREAK = "\N{NO-BREAK SPACE}%"  # a line must not begin with the unit of a number that ended the one before
_ATTRIBUTES = {"className": "class", "tabIndex": "tabindex", "htmlFor": "for"}
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)


class _Html:
    """Elements by name, called as Dash's: ``html.P("text", className="note", **{"aria-label": "Note"})``."""

    def __getattr__(self, name: str) -> Callable[..., Node]:
        tag = name.lower()

        def element(children: object = None, **properties: object) -> Node:
            return (tag, _attributes(properties), *nodes(children))

        setattr(self, name, element)
        return element


html = _Html()
"""Makes elements of HTML and SVG: children first, one, several in a list, or none; then attributes."""


def nodes(children: object) -> list[Node]:
    """Return children, one, several in a list, or none, as a list of nodes; numbers and enums become texts."""
    if children is None:
        return []
    return [_node(child) for child in children] if isinstance(children, list) else [_node(children)]


def _node(content: object) -> Node:
    return content if isinstance(content, tuple) else unbroken(str(content))


def unbroken(text: str) -> str:
    """Return a text that may not break between a number and its unit."""
    return text.replace(" %", _NO_BREAK)


def html_text(node: Node) -> str:
    """Return a node as HTML: what the page's script would build of it, for a page that has not run a script yet.

    Parameters
    ----------
    node : str or tuple
        No script or style element, whose text is no text.
    """
    if isinstance(node, str):
        return escape(node, quote=False)
    tag, attributes, *children = node
    opening = "".join([f"<{tag}", *(f' {name}="{escape(value)}"' for name, value in attributes.items()), ">"])
    return opening if tag in _VOID else "".join([opening, *map(html_text, children), f"</{tag}>"])


def _attributes(properties: dict[str, Any]) -> dict[str, str]:
    """Return properties as attributes: a true one is there without a value, one that is false or None is not there.

    In ``aria-`` and ``data-`` attributes, where absence says something else, true and false are words.
    """
    found = {}
    for name, value in properties.items():
        if isinstance(value, bool) and name.startswith(("aria-", "data-")):
            found[name] = str(value).lower()
        elif value is not False and value is not None:
            found[_ATTRIBUTES.get(name, name)] = "" if value is True else str(value)
    return found

"""What the page says, as the page's script builds it: nested lists in place of hundreds of live components.

Dash gives each component a place in its store and looks at all of them on every update. With the claims, their evidence
and the numbers as components a click took 1,000 ms to redraw; built as plain elements by `assets/page.js`, 220.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from dash.development.base_component import Component

Node = str | list[Any]
_NO_BREAK = "\N{NO-BREAK SPACE}%"  # a line must not begin with the unit of a number that ended the one before
_ATTRIBUTES = {"className": "class", "tabIndex": "tabindex"}


_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)


@dataclass(frozen=True, slots=True)
class Ready:
    """A node among components, for what `dash.html` has no component for: an svg."""

    node: Node


def plain(content: object) -> Node:
    """Return a component of `dash.html` as ``[tag, attributes, *children]``, and anything else as its text."""
    if isinstance(content, Ready):
        return content.node
    if not isinstance(content, Component):
        return str(content).replace(" %", _NO_BREAK)
    props = content.to_plotly_json()["props"]
    attributes = _attributes({name: value for name, value in props.items() if name != "children"})
    return [type(content).__name__.lower(), attributes, *nodes(props.get("children"))]


def nodes(children: object) -> list[Node]:
    """Return the children of a component, one, several or none, as nodes."""
    if children is None:
        return []
    return [plain(child) for child in children] if isinstance(children, (list, tuple)) else [plain(children)]


def html_text(node: Node) -> str:
    """Return a node as HTML: what the page's script would build of it, for a page that has not run a script yet.

    Parameters
    ----------
    node : str or list
        As `plain` returns it; no script or style element, whose text is no text.
    """
    if isinstance(node, str):
        return escape(node, quote=False)
    tag, attributes, *children = node
    opening = "".join([f"<{tag}", *(f' {name}="{escape(value)}"' for name, value in attributes.items()), ">"])
    return opening if tag in _VOID else "".join([opening, *map(html_text, children), f"</{tag}>"])


def _attributes(props: dict[str, Any]) -> dict[str, str]:
    """Return properties as attributes: a true one is there without a value, one that is false or None is not there.

    In ``aria-`` and ``data-`` attributes, where absence says something else, true and false are words.
    """
    found = {}
    for name, value in props.items():
        if isinstance(value, bool) and name.startswith(("aria-", "data-")):
            found[name] = str(value).lower()
        elif value is not False and value is not None:
            found[_ATTRIBUTES.get(name, name)] = "" if value is True else str(value)
    return found

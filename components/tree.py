"""What the page says, as the page's script builds it: nested lists in place of hundreds of live components.

Dash gives each component a place in its store and looks at all of them on every update. With the claims, their evidence
and the numbers as components a click took 1,000 ms to redraw; built as plain elements by `assets/page.js`, 220.
"""

from __future__ import annotations

from typing import Any

from dash.development.base_component import Component

Node = str | list[Any]
_NO_BREAK = "\N{NO-BREAK SPACE}%"  # a line must not begin with the unit of a number that ended the one before
_ATTRIBUTES = {"className": "class", "tabIndex": "tabindex"}


def plain(content: object) -> Node:
    """Return a component of `dash.html` as ``[tag, attributes, *children]``, and anything else as its text."""
    if not isinstance(content, Component):
        return str(content).replace(" %", _NO_BREAK)
    props = content.to_plotly_json()["props"]
    attributes = {_ATTRIBUTES.get(name, name): str(value) for name, value in props.items() if name != "children"}
    return [type(content).__name__.lower(), attributes, *nodes(props.get("children"))]


def nodes(children: object) -> list[Node]:
    """Return the children of a component, one, several or none, as nodes."""
    if children is None:
        return []
    return [plain(child) for child in children] if isinstance(children, (list, tuple)) else [plain(children)]

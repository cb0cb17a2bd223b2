"""What the page says, on a page that asks no server: nothing is left on it that only the live one can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.records import track_record
from components.tree import html

if TYPE_CHECKING:
    from collections.abc import Iterable

    from components.tree import Node
    from components.view import View

_LIVE = frozenset(["choices", "note behind-replay", "note said"])
"""Classes of what speaks of a choice, of the replay, or of a move to another date."""


def at_rest(found: Iterable[Node], view: View, files: str | None, *, records: bool) -> list[Node]:
    """Return what the page says as it stands on a still page.

    Buttons that move the page to a date become its text.

    Parameters
    ----------
    found : iterable of Node
        As the page has them.
    view : View
        Of the same page.
    files : str or None
        Where the server of files is, "../"; None where there is none, and no link to them.
    records : bool
        Put the track record of each claim into its fold-out; without it the sentence above says what there is.
    """
    return [kept for node in found for kept in _kept(node, view, files, records=records)]


def _kept(node: Node, view: View, files: str | None, *, records: bool) -> list[Node]:
    if isinstance(node, str):
        return [node]
    tag, attributes, *children = node
    kind = attributes.get("class", "")
    if kind in _LIVE or (kind == "record" and not records):
        return []
    if kind == "pane-tools":
        return [(tag, attributes, *_tools(children, files))]
    if kind == "past":
        key = attributes["id"].removeprefix("past-")
        attributes = {name: text for name, text in attributes.items() if name != "data-kept"}
        children = track_record(view, key)
    elif "data-set" in attributes:
        return [html.Span(at_rest(children, view, files, records=records), className="jumped")]
    return [(tag, attributes, *at_rest(children, view, files, records=records))]


def _tools(tools: Iterable[Node], files: str | None) -> list[Node]:
    """Return the button of a panel's table, and the link to its file."""
    kept: list[Node] = []
    for tool in tools:
        if isinstance(tool, str):
            continue
        tag, attributes, *children = tool
        if "data-table" in attributes:
            kept.append(tool)
        elif files is not None and attributes.get("href", "").startswith("csv?"):
            kept.append((tag, {**attributes, "href": f"{files}{attributes['href']}"}, *children))
    return kept

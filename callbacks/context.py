"""What the callbacks are given: the one way to a view, and what the page offers by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.state import QUERY_MAX

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from components.tree import Node
    from components.view import Studies, View
    from data.model import PairChoice


@dataclass(frozen=True, slots=True)
class Context:
    """Shared by all callback modules.

    Parameters
    ----------
    view : callable of str to View
        Turns the query string of a link into all that the page says.
    pairs : tuple of PairChoice
        The pairs offered by name.
    studies : Studies, optional
        Where a page that shows none may ask for its study; without it none is ever computed.
    tags : callable
        Returns what the head of a document says of its view to who previews a link; None for a view that could not be
        built.
    account : bool
        Whether readers have an account.
    """

    view: Callable[[str], View]
    pairs: tuple[PairChoice, ...]
    studies: Studies | None = None
    tags: Callable[[View | None], Sequence[Node]] = lambda _: ()
    account: bool = False


def as_query(search: object) -> str:
    """Return a query string from what a browser sent in its place: of a text what can be written, else nothing."""
    return search[: QUERY_MAX + 1].encode(errors="ignore").decode() if isinstance(search, str) else ""


def unzoomed(query: str) -> str:
    """Return a query string without its zoom: that is the chart's alone, so that no answer is kept once for each."""
    parts = [part for part in query.removeprefix("?").split("&") if part and not part.startswith("zoom=")]
    return "?" + "&".join(parts) if parts else ""

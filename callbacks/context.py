"""What the callbacks are given: the one way to a view, and what the page offers by name."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.state import QUERY_MAX

if TYPE_CHECKING:
    from collections.abc import Callable

    from components.view import View
    from data.model import PairChoice

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Context:
    """Shared by all callback modules.

    Parameters
    ----------
    view : callable of str to View
        Turns the query string of a link into all that the page says.
    pairs : tuple of PairChoice
        The pairs offered by name.
    """

    view: Callable[[str], View]
    pairs: tuple[PairChoice, ...]


def as_query(search: object) -> str:
    """Return a query string from what a browser sent in its place: of a text what can be written, else nothing."""
    return search[: QUERY_MAX + 1].encode(errors="ignore").decode() if isinstance(search, str) else ""


def view_or_none(search: object, context: Context) -> View | None:
    """Return the view of a link; None, with the fault in the log, if it cannot be built."""
    query = as_query(search)
    try:
        return context.view(query)
    except Exception:  # noqa: BLE001 - whatever the fault, the reader's page stays
        _log.exception("the view %.200r could not be built", query)
        return None

"""The page's one question to the server: what does the view say after these changes? Asked by `assets/ask.js`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import ClientsideFunction, Input, Output

from callbacks.context import as_query, unzoomed
from callbacks.drawer import Drawer, Known
from callbacks.edits import edited
from components.ids import Id
from components.state import ViewState

if TYPE_CHECKING:
    from dash import Dash

    from callbacks.context import Context

CHANGES_MAX = 20
NUMBERS = 2**53  # from which a browser's numbers have gaps; a question has none of these


def answer(asked: object, drawer: Drawer) -> dict[str, Any]:
    """Return what the page asked for, whatever it was asked.

    Parameters
    ----------
    asked : object
        A dict with ``n``, the question's number; ``query``, the link shown; ``changes``, a list of pairs of a control
        and what it holds; ``seen``, the stamp of the page shown, to be told only what is new; ``words``, the stamp of
        the words it holds; ``version``, that of the prices whose sessions it knows. A part that is missing or makes no
        sense counts as empty.
    drawer : Drawer

    Returns
    -------
    dict
        ``n`` as asked; ``query``, the link after the changes; ``refused``, a sentence for each control that holds no
        view; ``page`` as JSON, or None where nothing is new; ``words``, the stamp of its words, whether they come along
        or not.
    """
    given = asked if isinstance(asked, dict) else {}
    query, changes = unzoomed(as_query(given.get("query"))), _changes(given.get("changes"))
    refused: dict[str, str] = {}
    if changes:
        state, refused = edited(ViewState.from_query(query)[0], changes)
        query = state.to_query()
    number = given.get("n")
    page, words = drawer.text(query, Known(given.get("seen"), given.get("words"), given.get("version")))
    return {
        "n": number if isinstance(number, int) and abs(number) < NUMBERS else 0,
        "query": query,
        "refused": refused,
        "page": page,
        "words": words,
    }


def _changes(given: object) -> list[tuple[str, str]]:
    """Return the pairs of texts in what was sent as changes."""
    if not isinstance(given, list):
        return []
    pairs = [item for item in given[:CHANGES_MAX] if isinstance(item, list) and len(item) == 2]  # noqa: PLR2004 - a pair
    return [(as_query(name), as_query(text)) for name, text in pairs]


def register(app: Dash, context: Context) -> None:
    """Connect the page's questions with their answers, and the answers with the page's script."""
    drawer = Drawer.on(context)

    def _answer(asked: object) -> dict[str, Any]:
        return answer(asked, drawer)

    app.callback(Output(Id.ANSWERED, "data"), Input(Id.ASKED, "data"), prevent_initial_call=True)(_answer)
    app.clientside_callback(ClientsideFunction("desk", "answered"), Input(Id.ANSWERED, "data"))

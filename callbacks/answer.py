"""The page's one question to the server: what does the view say after these changes? Asked by `assets/ask.js`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self

from dash import ClientsideFunction, Input, Output, ctx

from callbacks.context import as_query, unzoomed
from callbacks.drawer import Drawer, Known
from callbacks.edits import edited
from components.ids import Id
from components.state import ViewState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dash import Dash

    from callbacks.context import Context

CHANGES_MAX = 20
LED = 64  # clicks whose links are held; 20 kB each where somebody makes them as long as they may be
HOOKS = {"request_post": "(asked, answer) => desk.numbered(asked, answer)"}
"""What Dash calls in the browser with each question and its answer."""
_OUTPUT = f"{Id.ANSWERED}.data"


@dataclass(frozen=True, slots=True)
class _Question:
    """What was asked, once it is read."""

    query: str  # the link after the changes
    refused: Mapping[str, str]
    holds: Known

    @classmethod
    def read(cls, asked: object) -> Self:
        given = asked if isinstance(asked, dict) else {}
        query, refused = _led_to(unzoomed(as_query(given.get("query"))), _changes(given.get("changes")))
        return cls(query, refused, Known(given.get("seen"), given.get("words"), given.get("version")))


def answer(asked: object, drawer: Drawer) -> dict[str, Any]:
    """Return what the page asked for, whatever it was asked.

    Parameters
    ----------
    asked : object
        A dict with ``query``, the link shown; ``changes``, a list of pairs of a control and what it holds; ``seen``,
        the stamp of the page shown, to be told only what is new; ``words``, the stamp of the words it holds;
        ``version``, that of the prices whose sessions it knows. A part that is missing or makes no sense counts as
        empty, any other is ignored.
    drawer : Drawer

    Returns
    -------
    dict
        ``query``, the link after the changes; ``refused``, a sentence for each control that holds no view; ``page`` as
        JSON, or None where nothing is new; ``words``, the stamp of its words, whether they come along or not. Nothing
        of it is this reader's alone.
    """
    question = _Question.read(asked)
    page, words = drawer.text(question.query, question.holds)
    return {"query": question.query, "refused": question.refused, "page": page, "words": words}


def label(context: Context) -> Callable[[object], str | None]:
    """Return the function that names the answer to a post, without making it.

    Two posts of the same name have the same answer, whoever asks. None where the answer is not worth keeping: nothing
    is new, controls are refused, the view cannot be built, or it is not the page's question.
    """
    drawer = Drawer.on(context)

    def _label(body: object) -> str | None:
        if not isinstance(body, dict) or body.get("output") != _OUTPUT:
            return None
        question = _Question.read(body["inputs"][0].get("value"))
        return None if question.refused else drawer.label(question.query, question.holds)

    return _label


@lru_cache(maxsize=LED)
def _led_to(query: str, changes: tuple[tuple[str, str], ...]) -> tuple[str, Mapping[str, str]]:
    """Return the link after changes to a link, and a sentence for each that was refused; the same for good."""
    if not changes:
        return query, {}
    state, refused = edited(ViewState.from_query(query)[0], changes)
    return state.to_query(), refused


def _changes(given: object) -> tuple[tuple[str, str], ...]:
    """Return the pairs of texts in what was sent as changes."""
    if not isinstance(given, list):
        return ()
    pairs = [item for item in given[:CHANGES_MAX] if isinstance(item, list) and len(item) == 2]  # noqa: PLR2004 - a pair
    return tuple((as_query(name), as_query(text)) for name, text in pairs)


def register(app: Dash, context: Context) -> None:
    """Connect the page's questions with their answers, and the answers with the page's script."""
    drawer = Drawer.on(context)

    def _answer(asked: object) -> dict[str, Any]:
        found = answer(asked, drawer)
        if not found["words"]:  # a view that could not be built may be another time
            ctx.response.set_header("Cache-Control", "no-store")
        return found

    app.callback(Output(Id.ANSWERED, "data"), Input(Id.ASKED, "data"), prevent_initial_call=True)(_answer)
    app.clientside_callback(ClientsideFunction("desk", "answered"), Input(Id.ANSWERED, "data"))

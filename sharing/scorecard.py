"""Published calls judged for a view, and the page that shows them: ``scorecard?<query of a view>&call=KEY``."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from commentary.calls.reading import PUBLISHED, read_calls
from commentary.calls.scorecard import including_dividends, scorecard
from components.scorecard import absent_document, scorecard_document
from components.state import ViewState, shown
from sharing.query import without

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from commentary.calls.model import Call, Scorecard
    from components.view import View

    Calls = Callable[[], tuple[tuple[Call, ...], tuple[str, ...]]]

_CALL = "call"
_log = logging.getLogger(__name__)


def calls_in(own: Path | None) -> Calls:
    """Return the reader of the calls that come with the product and of those in a desk's own folder."""
    folders = [PUBLISHED, *([own] if own else [])]
    return lambda: read_calls(folders)


def judged(calls: Iterable[Call], view: View, ask: Callable[[str], View]) -> tuple[Scorecard, ...]:
    """Return calls judged as of a view, on its pair.

    Parameters
    ----------
    calls : iterable of Call
    view : View
        What came after its date is looked at only if its link asks for that.
    ask : callable of str to View
        Turns a query into a view: the claims of a call's day are those of a link to that day.
    """
    pair = (view.pair.small.symbol, view.pair.large.symbol)
    link = ViewState(*pair)
    reveal = view.state.after == "shown"

    def _judged(call: Call) -> Scorecard:
        then = ask(replace(link, as_of=call.date).to_query())
        panel = view.whole.panel
        card = scorecard(
            call, then.market, then.claims, panel, view.as_of, year_end=then.year_end, shown=pair, reveal=reveal
        )
        return including_dividends(card) if view.pair.small.adjusted else card

    return tuple(_judged(call) for call in calls)


def cards_of(calls: Iterable[Call], view: View, ask: Callable[[str], View]) -> tuple[Scorecard, ...]:
    """Return calls judged for a file, which tells of none that was made after its as-of session; as `judged`."""
    return judged([call for call in calls if call.date <= view.as_of], view, ask)


def scorecard_page(view: Callable[[str], View], calls: Calls) -> Blueprint:
    """Return the address of the scorecard.

    A call that is not there gets 404 and a page with the way back; a fault 503 and a sentence.
    """
    blueprint = Blueprint("scorecard", __name__)

    @blueprint.get("/scorecard")
    def _page() -> Response:
        query, keys = without(_CALL, request.query_string.decode(errors="replace"))
        try:
            return _answer(_filled(query), [key for key in keys if key], view, calls)
        except Exception:  # noqa: BLE001 - whatever the fault, the reader gets a sentence, and the log the fault
            _log.exception("the scorecard of %.200r could not be made", query)
            return _sentence(503, "The scorecard could not be made. Try again in a minute.")

    return blueprint


def _filled(query: str) -> str:
    """Return a query without the fields of a form that were left empty."""
    return "&".join(part for part in query.split("&") if not part.endswith("="))


def _answer(query: str, keys: list[str], view: Callable[[str], View], calls: Calls) -> Response:
    known, errors = calls()
    names = [call.key for call in known]
    for key in keys:
        if key not in names:
            state, _ = ViewState.from_query(query)
            texts = dict.fromkeys((broken(key, errors) or f"There is no call “{shown(key)}”.", *errors))
            return Response(absent_document(state, list(texts), known), 404, mimetype="text/html")
    seen = view(query)
    cards = judged([call for call in known if not keys or call.key in keys], seen, view)
    return Response(scorecard_document(seen, cards, known, keys, errors), mimetype="text/html")


def broken(key: str, errors: Iterable[str]) -> str | None:
    """Return what is wrong with the file of a call; None where there is no such file."""
    return next((error for error in errors if error.startswith(f"{key}.toml: ")), None)


def _sentence(status: int, text: str) -> Response:
    return Response(f"{text}\n", status, mimetype="text/plain")

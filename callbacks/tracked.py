"""What the page fetches of its track records when a reader opens one, and how it learns that a study is there."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from flask import Response, request

from callbacks.context import as_query
from callbacks.drawer import json
from components.records import RecordError, track_record

if TYPE_CHECKING:
    from collections.abc import Callable

    from dash import Dash
    from flask import Flask

    from callbacks.context import Context

_log = logging.getLogger(__name__)


def register(app: Dash, context: Context) -> None:
    """Serve the track record of a claim, and the state of a study, each for the view that the query names.

    ``records?<query>&claim=B1``, and optionally ``target`` and ``horizon``: ``nodes`` as `assets/parts.js` builds them;
    404 with a sentence where there is no such record. ``study?<query>``: ``ready``, whether the study of the view is
    there, ``asked``, whether it is being computed, and ``failed``, whether it could not be and is tried again later;
    asking starts it. All three are false where none is ever computed. A fault gets 503. Nothing is kept by browsers.
    """
    server: Flask = app.server
    prefix = app.config.routes_pathname_prefix

    @server.get(f"{prefix}records")
    def _records() -> Response:
        return _answer(lambda query: {"nodes": _record(context, query)})

    @server.get(f"{prefix}study")
    def _study() -> Response:
        return _answer(lambda query: study(context, query))


def _record(context: Context, query: str) -> list[Any]:
    given = request.args
    return track_record(context.view(query), given.get("claim", ""), given.get("target"), given.get("horizon"))


def study(context: Context, query: str) -> dict[str, bool]:
    """Return whether the study of a view is there, and if not, whether it is being computed or has just failed."""
    view = context.view(query)
    if view.study is not None or context.studies is None:
        return {"ready": view.study is not None, "asked": False, "failed": False}
    asked = context.studies.ask(view.pair, view.as_of)
    return {"ready": False, "asked": asked, "failed": not asked}


def _answer(make: Callable[[str], dict[str, Any]]) -> Response:
    query = as_query(request.query_string.decode(errors="replace"))
    try:
        answer = Response(json(make(query)), mimetype="application/json")
    except RecordError as error:
        answer = Response(f"{error}\n", 404, mimetype="text/plain")
    except Exception:  # noqa: BLE001 - whatever the fault, the reader gets a sentence, and the log the fault
        _log.exception("the answer to %.200r could not be made", query)
        answer = Response("The answer could not be made. Try again in a minute.\n", 503, mimetype="text/plain")
    answer.headers["Cache-Control"] = "no-store"
    return answer

"""What is shown, as a file: the lines of the chart as CSV, for exactly the view that the address names."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from components.csv import csv, csv_name
from components.figures.panels import PanelError
from sharing.query import without

if TYPE_CHECKING:
    from components.view import View
    from sharing.context import Sharing

_PANEL = "panel"
_log = logging.getLogger(__name__)


def files(sharing: Sharing) -> Blueprint:
    """Return the addresses of files: ``csv?<query of a view>``, and ``&panel=KEY`` for one panel of its chart.

    A file goes on to other hands without the page's words beside it, so nothing is put in the place of what was asked
    for: a query of which the page would ignore a part, or for which it would show another pair, gets 400, a panel that
    is not in the view 404, both with the reason in a sentence. A fault gets 503.
    """
    blueprint = Blueprint("files", __name__)

    @blueprint.get("/csv")
    def _csv() -> Response:
        query, panels = without(_PANEL, request.query_string.decode(errors="replace"))
        try:
            return _answer(sharing.view(query), panels)
        except Exception:  # noqa: BLE001 - whatever the fault, the reader gets a sentence, and the log the fault
            _log.exception("the file of %.200r could not be made", query)
            return _sentence(503, "The file could not be made. Try again in a minute.")

    return blueprint


def _answer(view: View, panels: list[str]) -> Response:
    others = [*([view.pair.notice] if view.pair.notice else []), *view.ignored]
    if others:
        return _sentence(400, "There is no file for this link, since the page would show another view:", *others)
    if len(panels) > 1:
        return _sentence(400, f"A file holds one {_PANEL} or all; the link names {len(panels)}.")
    panel = panels[0] if panels else None
    try:
        text = csv(view, panel)
    except PanelError as error:
        return _sentence(404, str(error))
    answer = Response(text, mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=csv_name(view, panel))
    return answer


def _sentence(status: int, *texts: str) -> Response:
    return Response("\n".join(texts) + "\n", status, mimetype="text/plain")

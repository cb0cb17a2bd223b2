"""What is shown, as a file, for exactly the view that the address names: CSV, workbook, slides, one HTML file."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from components.filenames import file_name
from components.view import pinned
from sharing.called import Called
from sharing.forms import FORMS, Content
from sharing.query import without
from sharing.refusals import Refusal, answering
from sharing.scorecard import cards_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sharing.context import Sharing

_PANEL = "panel"
_audit = logging.getLogger("audit")


def files(sharing: Sharing) -> Blueprint:
    """Return the addresses of files: ``csv?<query of a view>``, ``xlsx``, ``pptx`` and ``html``.

    ``&panel=KEY`` asks for one panel of the chart, where the file can hold one alone. A query that has no view of its
    own gets 400 (`Sharing.exact`), a panel that is not in the view 404, both with the reason in a sentence. A fault
    gets 503.
    """
    blueprint = Blueprint("files", __name__)
    for ending in FORMS:
        blueprint.add_url_rule(f"/{ending}", ending, _address(sharing, ending))
    return blueprint


def _address(sharing: Sharing, ending: str) -> Callable[[], Response]:
    form = FORMS[ending]

    @answering("file")
    def _file() -> Response:
        query, panels = request.query_string.decode(errors="replace"), list[str]()
        if form.panels:
            query, panels = without(_PANEL, query)
        view = sharing.exact(query)
        if len(panels) > 1:
            raise Refusal(400, f"A file holds one {_PANEL} or all; the link names {len(panels)}.")
        panel = panels[0] if panels else None

        def called() -> Called:
            known, errors = sharing.calls()
            return Called(cards_of(known, view, sharing.view), errors)

        content = Content(view, called, sharing.link(view), sharing.settings.pptx_template, panel)
        made = form.make(content)
        _audit.info("file taken", extra={"form": ending, "shows": pinned(view), **({"panel": panel} if panel else {})})
        return _attached(made, form.mimetype, file_name(view, ending, panel))

    return _file


def _attached(body: bytes, mimetype: str, name: str) -> Response:
    answer = Response(body, mimetype=mimetype)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer

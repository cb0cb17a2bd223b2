"""``POST /links/withdraw`` and ``POST /calls``: what editors take back, and what they add."""

from __future__ import annotations

import json
import logging
import os
from html import escape
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from commentary.calls.reading import CallError, is_key, read_call
from components.page import document
from components.state import shown
from components.tree import html, html_text
from data.sealed import clear_away
from sharing.links import taken_back
from sharing.refusals import Refusal, answering

if TYPE_CHECKING:
    from collections.abc import Callable

    from components.tree import Node
    from sharing.context import Sharing
    from sharing.keys import Keys

CALL_MAX = 32 * 1024  # bytes of a call's file
_LINK_MAX = 4096  # characters
_SCRATCH = ".adding-"
_audit = logging.getLogger("audit")


def editing(sharing: Sharing, keys: Keys, folder: Path | None) -> Blueprint:
    """Return the addresses: forms are posted there, and the answer is a page, or JSON for who prefers that.

    Parameters
    ----------
    sharing : Sharing
    keys : Keys
        Where links are taken back.
    folder : Path or None
        CALLS_DIR.
    """
    blueprint = Blueprint("editing", __name__)

    @blueprint.post("/links/withdraw")
    @answering("change")
    def withdraw() -> Response:
        return _answered("The link is taken back", "../", lambda: taken_back(sharing.signer, keys, _link()))

    @blueprint.post("/calls")
    @answering("change")
    def add_call() -> Response:
        sent = request.form.get("text", "")[:CALL_MAX]
        return _answered("The call is added", "./", lambda: _added(sharing, folder), sent)

    return blueprint


def _link() -> str:
    link = request.form.get("link", "").strip()
    if not link or len(link) > _LINK_MAX:
        raise Refusal(400, f"link is “{shown(link)}”; it takes the address of a snapshot, an embed or an image.")
    return link


def _added(sharing: Sharing, folder: Path | None) -> str:
    """Keep the call that was posted, and return what to say of it."""
    file = request.files.get("file")
    key = request.form.get("key", "").strip()
    posted = file.stream.read(CALL_MAX + 1) if file and file.filename else request.form.get("text", "").encode()
    if folder is None:
        raise Refusal(503, "CALLS_DIR is not set, so that calls cannot be added here. Ask whoever runs the desk.")
    if not is_key(key):
        raise Refusal(400, f"key is “{shown(key)}”; it takes small letters, digits and -, up to 40, and not “all”.")
    if len(posted) > CALL_MAX:
        raise Refusal(413, f"The call has more than {CALL_MAX} bytes.")
    if any(call.key == key for call in sharing.calls()[0]):
        raise _taken(key)
    try:
        _keep(posted.replace(b"\r\n", b"\n"), folder / f"{key}.toml")
    except FileExistsError as error:
        raise _taken(key) from error
    except CallError as error:
        raise Refusal(400, str(error)) from error
    except OSError as error:
        raise Refusal(503, f"The call could not be written to CALLS_DIR: {error.strerror}.") from error
    _audit.info("call added", extra={"call": key})
    return f"“{key}” is on the scorecard for all readers. It says when it was entered."


def _keep(posted: bytes, path: Path) -> None:
    """Keep a call in a file that is not there yet, once it can be read; a reader sees all of it or nothing."""
    clear_away(path.parent, f"{_SCRATCH}*")
    scratch = Path(mkdtemp(prefix=_SCRATCH, dir=path.parent))
    try:
        draft = scratch / path.name
        draft.write_bytes(posted)
        read_call(draft)
        os.link(draft, path)
    finally:
        rmtree(scratch, ignore_errors=True)


def _taken(key: str) -> Refusal:
    return Refusal(409, f"There is a call “{key}” already, and none is ever overwritten: give this one another name.")


def _answered(title: str, home: str, change: Callable[[], str], sent: str = "") -> Response:
    """Return what a change said, or why it was refused; then with what was typed, so that it is not lost."""
    try:
        status, text, sent = 200, change(), ""
    except Refusal as refusal:
        status, title, text = refusal.status, "Nothing was changed", str(refusal)
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        answer = Response(json.dumps({"done": status == 200, "text": text}), status, mimetype="application/json")  # noqa: PLR2004 - OK
    else:
        answer = Response(_page(title, text.splitlines(), home, sent), status, mimetype="text/html")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(title: str, texts: list[str], home: str, sent: str) -> str:
    typed = html.Textarea(sent, rows="12", readonly=True, **{"aria-label": "What was sent"})
    inside = [html.H2(title), *map(html.P, texts), *([typed] if sent else []), _ways(home)]
    body = html.Main(html.Section(inside, className="panel"), className="account")
    header = html.Header(html.H1("Small-Cap Desk"), className="top")
    places = {"title": escape(title), "home": home, "body": html_text(header) + html_text(body)}
    return document(places, "said.html")


def _ways(home: str) -> Node:
    ways = {"account": "Back to the account", "scorecard": "Scorecard", "": "The page"}
    return html.P(
        [html.A(said, href=f"{home}{path}" or "./", className="back") for path, said in ways.items()], className="row"
    )

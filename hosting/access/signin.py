"""``/login``, ``/logout`` and ``/account``: the way in, the way out, and who one is in between."""

from __future__ import annotations

import logging
import re
import time
from contextlib import suppress
from datetime import UTC, datetime
from http import HTTPStatus
from math import ceil
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from flask import Blueprint, Response, g, make_response, redirect, render_template, request

from hosting.access.passwords import Busy, matches
from hosting.access.record import RecordError
from hosting.access.users import fit
from hosting.access.visitor import visitor
from hosting.settings import is_loopback

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response as Answer

    from hosting.access.lockout import Lockout
    from hosting.access.sessions import Sessions
    from hosting.access.users import User, Users

_LED = 2000  # characters of the address that a reader is led back to
_PATH = re.compile(r"/(?![/\\])[!-\[\]-~]*")  # printable ASCII, no backslash, and no host
_WRONG = "This name and this password do not go together."
_AGAIN = 5  # seconds
_audit = logging.getLogger("audit")
_log = logging.getLogger(__name__)


class _Refused(Exception):  # noqa: N818 - an answer, not a fault
    """Nobody is signed in: a status and a sentence, and the seconds to wait."""

    def __init__(self, status: int, text: str, wait: int = 0) -> None:
        super().__init__(text)
        self.status, self.wait = status, wait


def pages(users: Users, lockout: Lockout, sessions: Sessions, clock: Callable[[], float] = time.time) -> Blueprint:
    """Return the addresses of signing in and out."""
    blueprint = _blueprint()

    @blueprint.route("/login", methods=["GET", "POST"])
    def login() -> Answer:
        if request.method == "POST":
            return _posted()
        to = safe(request.args.get("next"))
        return _led_to(to) if g.visitor else make_response(_sign_in(to, said=g.why_signed_out))

    def _posted() -> Answer:
        name, to = request.form.get("name", "").strip(), safe(request.form.get("next"))
        try:
            user = _known(users, lockout, name, request.form.get("password", ""), clock())
        except _Refused as refused:
            return _refusal(refused, to, name)
        answer = make_response(_led_to(to))
        sessions.begin(user, answer)
        _audit.info("sign-in", extra={"user": user.name})
        return answer

    @blueprint.post("/logout")
    def logout() -> Answer:
        everywhere = request.form.get("where") == "everywhere"
        answer = make_response(redirect("login", HTTPStatus.SEE_OTHER))
        if g.session is None:
            return answer
        _audit.info("sign-out", extra={"where": "everywhere" if everywhere else "here"})
        return answer if sessions.end(g.session, answer, everywhere=everywhere) else _unnoted(answer)

    @blueprint.get("/account")
    def account() -> Answer:
        return _account(datetime.fromtimestamp(g.session.began, UTC))

    return blueprint


def account_alone() -> Blueprint:
    """Return the address of the account, where a proxy lets in and out.

    ``/login``, to which the page leads who has been signed out, leads back: on the way the proxy asks for a sign-in.
    """
    blueprint = _blueprint()

    @blueprint.get("/login")
    def login() -> Answer:
        return _led_to(safe(request.args.get("next")))

    @blueprint.get("/account")
    def account() -> Answer:
        return _account(None)

    return blueprint


def _blueprint() -> Blueprint:
    blueprint = Blueprint("access", __name__, template_folder="templates")

    @blueprint.after_request
    def _never_kept(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        return response

    return blueprint


def safe(path: str | None) -> str:
    """Return the path of ours that a reader is to be led to; that of the page for anything else."""
    return path if path and len(path) <= _LED and _PATH.fullmatch(path) else "/"


def _known(users: Users, lockout: Lockout, name: str, password: str, now: float) -> User:
    """Return the user who signs in, or raise `_Refused`: in one sentence, whichever of name and password is wrong."""
    address = request.remote_addr or ""
    try:
        nobody, user = not users.all(), users.find(name)
    except RecordError as error:
        _log.error("nobody can sign in: %s", error)
        said = "Nobody can sign in at present: who may is not known. Ask whoever runs the desk."
        raise _Refused(HTTPStatus.SERVICE_UNAVAILABLE, said) from error
    if nobody:
        said = "Nobody can sign in yet: there are no users. Ask whoever runs the desk."
        raise _Refused(HTTPStatus.SERVICE_UNAVAILABLE, said)
    known = user is not None
    held = lockout.held(address, now)
    if wait := lockout.attempt(name, address, now, known=known):
        if wait == held:  # as long as for who is at home there, whose password is looked at
            with suppress(Busy):
                matches(None, password)
        raise _locked(now + wait, wait)
    try:
        fits = matches(user.password if user else None, password)
    except Busy as busy:
        lockout.forgive(name, address, known=known, held=held > 0)
        said = "Too many are signing in at once. Try again in a few seconds."
        raise _Refused(HTTPStatus.SERVICE_UNAVAILABLE, said, _AGAIN) from busy
    if user is not None and fits:
        lockout.succeeded(name, address, now, held=held > 0)
        return user
    extra = {"user": user.name if user else None}  # a name that nobody has may be a password: nothing is kept of it
    _audit.info("sign-in failed", extra=extra)
    if wait := lockout.wait(name, address, now, known=known):
        _audit.info("locked out", extra={**extra, "seconds": ceil(wait)})
    if held:
        raise _locked(now + held, held)
    raise _Refused(HTTPStatus.UNAUTHORIZED, _WRONG)


def _locked(until: float, wait: float) -> _Refused:
    at = datetime.fromtimestamp(ceil(until / 60) * 60, UTC)
    said = (
        f"Too many sign-ins have failed. Signing in is possible again from {at:%H:%M} UTC on; until then nothing helps."
    )
    return _Refused(HTTPStatus.TOO_MANY_REQUESTS, said, ceil(wait))


def _account(began: datetime | None) -> Response:
    query = request.query_string.decode("ascii", errors="replace")[:_LED]
    theme = _theme(f"/?{query}")
    return make_response(render_template("account.html", visitor=visitor(), began=began, query=query, theme=theme))


def _led_to(path: str) -> Answer:
    return redirect(f"{request.script_root}{path}", HTTPStatus.SEE_OTHER)


def _sign_in(to: str, *, said: str = "", wrong: str = "", name: str = "") -> str:
    host = request.host.rpartition(":")[0] or request.host
    unsafe = not request.is_secure and not is_loopback(host)
    return render_template("login.html", to=to, said=said, wrong=wrong, name=name, unsafe=unsafe, theme=_theme(to))


def _refusal(refused: _Refused, to: str, name: str) -> Response:
    answer = make_response(_sign_in(to, wrong=str(refused), name=name if fit(name) else ""), refused.status)
    if refused.wait:
        answer.headers["Retry-After"] = str(refused.wait)
    return answer


def _unnoted(answer: Response) -> Response:
    answer.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    del answer.headers["Location"]
    answer.set_data(render_template("unnoted.html", theme="light"))
    return answer


def _theme(path: str) -> str:
    """Return the colours of a link, as the page has them."""
    return "dark" if ("theme", "dark") in parse_qsl(urlsplit(path).query) else "light"

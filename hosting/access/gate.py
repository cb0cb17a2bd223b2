"""The one gate before every request: deny by default, by the endpoint alone, never by what was posted."""

from __future__ import annotations

import logging
import time
from collections import Counter
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from flask import Response, g, redirect, request

from hosting.access.known import called
from hosting.access.levels import LEVELS, Level
from hosting.access.visitor import Role, Stranger
from hosting.settings import is_loopback

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response as Answer

    from hosting.access.visitor import Identify, Visitor

_SAFE = {"GET", "HEAD", "OPTIONS"}  # methods by which nothing changes
_PORTS = {"http": 80, "https": 443}
_LONGEST = 2000  # characters of an address that a reader is led back to
_VALUE = 100  # characters of a header that are repeated
_NOTED = 20  # refusals of a user in a minute that the audit has
_audit = logging.getLogger("audit")


def guard(server: Flask, identify: Identify, *, sign_in: bool, public: str | None = None) -> None:
    """Let a request to `server` pass if who asks may have what it asks for.

    Nobody unknown learns which addresses exist: whatever is not open gets them the same answer as nothing at all. What
    a page of another origin has its reader's browser send is refused for every address, open ones among them.

    Parameters
    ----------
    server : Flask
    identify : callable
    sign_in : bool
        Whether a reader who opens a page is led to ``/login``.
    public : str, optional
        Where readers find the page; what is sent from there, by that scheme, comes from the page itself, whatever the
        proxies between call this server. Without it the host that was asked for counts, as a name of this machine
        always does.
    """
    own = {origin(public)} if public else set()
    notes = _Notes()

    def _gate() -> Answer | None:
        g.visitor = None
        try:
            g.visitor = identify(request)
        except Stranger as stranger:
            return _refused(str(stranger))
        answer = _foreign(own) or _lacking(g.visitor, sign_in=sign_in)
        if g.visitor is not None and answer is not None and answer.status_code == HTTPStatus.FORBIDDEN:
            notes.add(g.visitor.name, answer.get_data(as_text=True).rstrip())
        return answer

    server.before_request_funcs.setdefault(None, []).insert(0, _gate)  # before all others, whenever they were added


class _Notes:
    """What the audit has of refusals: none of strangers, of whom the log has a line, and some a minute of a user.

    They are answered before anything counts requests, and nobody shall fill the audit.
    """

    def __init__(self) -> None:
        self._minute, self._numbers = 0, Counter[str]()

    def add(self, user: str, why: str) -> None:
        minute = int(time.monotonic() // 60)
        if minute != self._minute:
            self._minute, self._numbers = minute, Counter()
        self._numbers[user] += 1
        if self._numbers[user] > _NOTED:
            return
        facts = {"endpoint": request.endpoint or "", "method": request.method[:_VALUE], "why": why}
        if self._numbers[user] == _NOTED:
            facts["more"] = "Further ones of this minute are not noted."
        _audit.info("refused", extra=facts)


def origin(address: str) -> str:
    """Return the origin of an address as browsers send it (RFC 6454, section 6.2)."""
    parts = urlsplit(address)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = "" if parts.port in {None, _PORTS.get(parts.scheme)} else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def _foreign(own: set[str]) -> Answer | None:
    """Return the refusal of what a page of another origin sends; programs, which are no browsers, say nothing of it."""
    if request.method in _SAFE:
        return None
    site, sent = request.headers.get("Sec-Fetch-Site", "same-origin"), request.headers.get("Origin")
    if site not in {"same-origin", "none"}:
        return _refused(f"This is for pages of Small-Cap Desk itself, but Sec-Fetch-Site is {_shown(site)}.")
    by_host = not own or is_loopback(called(request.host))  # who asks by another name has it from anywhere
    if sent is not None and sent not in own and not (by_host and sent in {f"{one}://{request.host}" for one in _PORTS}):
        return _refused(f"This is for pages of Small-Cap Desk itself, but Origin is {_shown(sent)}.")
    return None


def _lacking(visitor: Visitor | None, *, sign_in: bool) -> Answer | None:
    """Return the answer to who may not have what is asked for; None for who may."""
    level = LEVELS.get(request.endpoint or "")
    if level is Level.OPEN:
        return None
    if visitor is None:
        return _unknown(sign_in=sign_in)
    if level is Level.VIEWER or (level is Level.EDITOR and visitor.role is Role.EDITOR):
        return None
    if request.endpoint is None:
        return None  # no address, or not by this method: the router says which
    return _refused(f"This takes an editor, and you are a {visitor.role}." if level else "This is not to be had.")


def _unknown(*, sign_in: bool) -> Answer:
    """Lead a reader to the sign-in, and say to a program that it is needed."""
    if not sign_in:
        return _sentence(401, "Sign in first: the proxy in front has not said who asks.")
    if request.method not in {"GET", "HEAD"} or "text/html" not in request.accept_mimetypes.values():
        return _sentence(401, "Sign in first.")
    path = quote(request.full_path.rstrip("?"))
    led = redirect(f"/login?next={path}" if len(path) <= _LONGEST else "/login")
    led.headers["Cache-Control"] = "no-store"
    return led


def _refused(text: str) -> Response:
    return _sentence(HTTPStatus.FORBIDDEN, text)


def _sentence(status: int, text: str) -> Response:
    return Response(f"{text}\n", status, mimetype="text/plain", headers={"Cache-Control": "no-store"})


def _shown(value: str) -> str:
    """Return a header's value as it can stand in a sentence and in a log: ASCII alone, and not all of a long one."""
    return ascii(value[:_VALUE])

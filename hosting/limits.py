"""How often and how much: limits by user, of what is sent, and of what is made at once, so that pages have threads.

How long a connection may take is said in `hosting.deadlines`.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from enum import StrEnum
from functools import wraps
from hashlib import sha256
from math import ceil
from typing import TYPE_CHECKING, Any

from flask import Response, abort, jsonify, request
from werkzeug.exceptions import HTTPException

from hosting.access.visitor import visitor
from hosting.paths import is_static
from hosting.settings import Mode

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask_limiter import RequestLimit

    from hosting.settings import HostingSettings

QUERY_MAX = 4096  # bytes; a link of ours within another has 3,000 at most
AT_ONCE, WAITING = 2, 4
"""How many files a process makes at once, and how many wait for that; any more are asked to come again."""
PATIENCE = 10.0  # seconds that one waits
_SOON = 5  # seconds until one may come again
_REDIS = {"socket_connect_timeout": 0.2, "socket_timeout": 0.2}  # seconds; after a failure it is left alone for some
_HEAVY = ("files.xlsx", "files.pptx", "files.html")
_SITE = 64  # bits of an IPv6 address that are one customer's


class Kind(StrEnum):
    """What is asked for, as far as limits go: each kind is counted by itself."""

    PAGE = "page"
    FILE = "file"
    SHARE = "share"
    SIGN_IN = "sign-in"
    TOKEN = "token"  # noqa: S105 - the name of a kind


RATES = {
    Kind.PAGE: 1200,  # a replay asks 600 times
    Kind.FILE: 30,
    Kind.SHARE: 30,
    Kind.SIGN_IN: 60,
    Kind.TOKEN: 1200,  # a wiki of many frames, read by many behind one address
}
"""Requests a minute."""
SIGN_INS = 300
"""Sign-ins a minute of an address; those of `RATES` are with one name, so that one at an address stops no other."""
_KINDS = {
    "files": Kind.FILE,
    "share": Kind.SHARE,
    "editing": Kind.SHARE,
    "snapshot": Kind.TOKEN,
    "embed": Kind.TOKEN,
    "image": Kind.TOKEN,
    "oembed": Kind.TOKEN,
}
"""By blueprint; any other is a page."""
_FREE = {"health.livez", "health.readyz", "/_favicon.ico"}


def limits(server: Flask, settings: HostingSettings, redis_url: str | None) -> None:
    """Limit what one user, or one address where nobody is known, may ask of `server`.

    Parameters
    ----------
    server : Flask
    settings : HostingSettings
        Without a login, where one reader sits at the machine, nothing is counted.
    redis_url : str or None
        Where several processes count together; while it does not answer, and without one, each counts for itself.
    """

    @server.before_request
    def _short() -> None:
        if len(request.query_string) > QUERY_MAX:
            abort(414, f"The address has a query of {len(request.query_string)} bytes; it takes {QUERY_MAX} at most.")

    places, turns = threading.BoundedSemaphore(AT_ONCE + WAITING), threading.BoundedSemaphore(AT_ONCE)
    for endpoint in _HEAVY:
        if endpoint in server.view_functions:
            server.view_functions[endpoint] = _by_turns(server.view_functions[endpoint], places, turns)
    if settings.mode is not Mode.LOCAL:
        _count(server, redis_url)


def _by_turns(
    view: Callable[..., Any], places: threading.BoundedSemaphore, turns: threading.BoundedSemaphore
) -> Callable[..., Any]:
    """Return a view that runs `AT_ONCE` times at once; whoever waits for too long, or finds no place, gets 503."""

    @wraps(view)
    def _made(**given: object) -> object:
        if not places.acquire(blocking=False):
            return _later()
        try:
            if not turns.acquire(timeout=PATIENCE):
                return _later()
            try:
                return view(**given)
            finally:
                turns.release()
        finally:
            places.release()

    return _made


def _later() -> Response:
    return _said(503, "Too many files are being made just now. Try again in a few seconds.", _SOON)


def _count(server: Flask, redis_url: str | None) -> None:
    from flask_limiter import Limit, Limiter  # noqa: PLC0415 - a page without a login does not need it

    options: dict[str, Any] = {**_REDIS, "key_prefix": "smallcap:limits"}
    Limiter(
        _whom,
        app=server,
        request_identifier=lambda: _kind() or "",
        default_limits=[
            lambda: f"{RATES[_kind() or Kind.PAGE]} per minute",
            Limit(f"{SIGN_INS} per minute", key_function=_address, exempt_when=lambda: _kind() is not Kind.SIGN_IN),
        ],
        storage_uri=redis_url.replace("unix://", "redis+unix://") if redis_url else "memory://",
        storage_options=options if redis_url else {},
        in_memory_fallback_enabled=True,
        swallow_errors=True,
        on_breach=_refused,
    )


def _kind() -> Kind | None:
    """Return what the request asks for; None for what is not counted, such as files that are the same for everybody."""
    if request.endpoint is None or request.endpoint in _FREE or is_static():
        return None
    if request.endpoint == "access.login" and request.method == "POST":
        return Kind.SIGN_IN
    return _KINDS.get(request.blueprint or "", Kind.PAGE)


def _whom() -> str:
    """Return whose requests are counted together: a user's, wherever he is, else those of an address."""
    known, kind = visitor(), _kind()
    if known is not None and kind not in {Kind.SIGN_IN, Kind.TOKEN}:
        return f"user {known.name}"
    return f"{_address()} {_typed()}" if kind is Kind.SIGN_IN else _address()


def _typed() -> str:
    """Return a hash of the name with which somebody signs in: it may be a password in the wrong field."""
    try:
        name = request.form.get("name", "").strip().lower()
    except (HTTPException, OSError):  # the sign-in itself answers that
        name = ""
    return sha256(name.encode(errors="replace")).hexdigest()[:16]


def _address() -> str:
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:  # a socket in the file system has none
        return "address unknown"
    site = ipaddress.ip_network((address, _SITE), strict=False) if address.version == 6 else address  # noqa: PLR2004
    return f"address {site}"


def _refused(limit: RequestLimit) -> Response:
    wait = max(1, ceil(limit.reset_at - time.time()))
    text = f"Too many requests: {limit.limit.amount} a minute are answered. Try again in {wait} seconds."
    return _said(429, text, wait)


def _said(status: int, text: str, wait: int) -> Response:
    """Return a sentence, as JSON for a script that prefers that."""
    wanted = request.accept_mimetypes.best_match(["text/plain", "application/json"])
    answer = jsonify(error=text) if wanted == "application/json" else Response(f"{text}\n", mimetype="text/plain")
    answer.status_code = status
    answer.headers["Retry-After"] = str(wait)
    return answer

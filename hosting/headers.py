"""The headers of every answer: what a page may load, who may frame it, and what goes along with a link.

There are three kinds of route: what a reader of the desk sees, what a token shows in the page of another, and files. An
answer that names a policy of its own keeps it: a snapshot, an embed and a drawing are allowed less than the page.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import request

from hosting.paths import is_static
from hosting.settings import Mode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flask import Flask, Response

    from hosting.settings import HostingSettings

POLICY = "Content-Security-Policy"
_PAGE = (
    "default-src 'none'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_BARE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_UNFRAMED = "frame-ancestors 'none'"
_DEVICES = ("camera", "display-capture", "geolocation", "gyroscope", "microphone", "midi", "payment", "serial", "usb")
_FOR_OTHERS = {"embed", "image"}  # blueprints whose answers stand in the pages of others
_BY_TOKEN = {*_FOR_OTHERS, "snapshot", "oembed"}  # blueprints whose addresses nobody else may learn
_YEAR = 31_536_000  # seconds


def headers(server: Flask, settings: HostingSettings, hashes: Callable[[], Sequence[str]]) -> None:
    """Set the headers of `server`'s answers, errors among them; what an answer says for itself stays.

    Parameters
    ----------
    server : Flask
    settings : HostingSettings
        With a login, what a reader sees is neither kept by caches on the way nor found by search engines.
    hashes : callable
        Returns the hashes of the page's own inline scripts, the only ones that run.
    """
    page = _PAGE.format(hashes=" ".join(hashes()))
    personal = settings.mode is not Mode.LOCAL

    @server.after_request
    def _set(response: Response) -> Response:
        said = response.headers
        _set_policy(response, page)
        said.setdefault("X-Content-Type-Options", "nosniff")
        said.setdefault("Referrer-Policy", "no-referrer" if request.blueprint in _BY_TOKEN else "same-origin")
        said.setdefault(
            "Cross-Origin-Resource-Policy", "cross-origin" if request.blueprint in _FOR_OTHERS else "same-origin"
        )
        if response.status_code >= HTTPStatus.MULTIPLE_CHOICES and response.status_code != HTTPStatus.NOT_MODIFIED:
            said.setdefault("Cache-Control", "no-store")
        if personal:
            _keep_to_reader(response)
        return response


def _set_policy(response: Response, page: str) -> None:
    """Say what a document may do; a picture and a file may do nothing, and need no words for it."""
    said, document = response.headers, response.mimetype == "text/html"
    if POLICY not in said and request.blueprint not in _FOR_OTHERS:
        said[POLICY] = page if document else _BARE
    if _UNFRAMED in said.get(POLICY, ""):
        said["X-Frame-Options"] = "DENY"
    if document:
        said["Permissions-Policy"] = ", ".join(f"{device}=()" for device in _DEVICES)
        said.setdefault("Cross-Origin-Opener-Policy", "same-origin")


def _keep_to_reader(response: Response) -> None:
    """Say what holds where readers sign in."""
    said = response.headers
    said.setdefault("X-Robots-Tag", "noindex")
    if request.is_secure:
        said["Strict-Transport-Security"] = f"max-age={_YEAR}"
    if is_static():
        return
    response.vary.add("Cookie")
    if not response.cache_control.public and not response.cache_control.no_store:
        response.cache_control.private = True

"""The one gate before every request: deny by default, by the endpoint alone, never by what was posted."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Response, g, redirect, request

from hosting.access.levels import LEVELS, Level
from hosting.access.visitor import Role

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response as Answer

    from hosting.access.visitor import Identify


def guard(server: Flask, identify: Identify, *, sign_in: bool) -> None:
    """Let a request to `server` pass if who asks may have what it asks for.

    Parameters
    ----------
    server : Flask
    identify : callable
    sign_in : bool
        Whether a reader who opens a page is led to ``/login``.
    """

    def _gate() -> Answer | None:
        g.visitor = identify(request)
        level = LEVELS.get(request.endpoint or "")
        if level is Level.OPEN:
            return None
        if g.visitor is None:
            return _unknown(sign_in=sign_in)
        if level is Level.VIEWER or (level is Level.EDITOR and g.visitor.role is Role.EDITOR):
            return None
        return _sentence(403, "This is for editors." if level else "This is not to be had.")

    server.before_request_funcs.setdefault(None, []).insert(0, _gate)  # before all others, whenever they were added


def _unknown(*, sign_in: bool) -> Answer:
    if sign_in and request.method == "GET" and request.accept_mimetypes.accept_html:
        return redirect(f"/login?next={quote(request.full_path.rstrip('?'))}")
    return _sentence(401, "Sign in first.")


def _sentence(status: int, text: str) -> Response:
    return Response(f"{text}\n", status, mimetype="text/plain", headers={"Cache-Control": "no-store"})

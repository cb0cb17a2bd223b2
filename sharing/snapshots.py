"""``/s/<token>``: a view as a read-only page without callbacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response

from components.parcel import linked
from components.still import absent_document, snapshot_line, still_document
from sharing.previews import snapshot_tags
from sharing.refusals import Refusal, answering
from sharing.tokens import Purpose

if TYPE_CHECKING:
    from components.parcel import Parcel
    from sharing.context import Sharing

_HOME = "../"  # seen from a snapshot


def snapshots(sharing: Sharing) -> Blueprint:
    """Return the address of snapshots: a page that sets no cookie and asks for its own scripts and its font alone.

    One that cannot be had gets 404 or 410 and a page that says why; a fault 503 and a sentence.
    """
    blueprint = Blueprint("snapshot", __name__)
    parcel = linked(_HOME)

    @blueprint.get("/s/<token>")
    @answering("snapshot")
    def _snapshot(token: str) -> Response:
        try:
            grant, view = sharing.opened(Purpose.SHARE, token)
        except Refusal as refusal:
            return _page(absent_document(str(refusal).splitlines(), _HOME, parcel), parcel, refusal.status)
        tags = snapshot_tags(sharing, grant, view, token)
        line = snapshot_line(view, grant.expires)
        return _page(still_document(view, line, sharing.link(view), parcel, files=_HOME, tags=tags), parcel)

    return blueprint


def _page(text: str, parcel: Parcel, status: int = 200) -> Response:
    answer = Response(text, status, mimetype="text/html")
    answer.headers.update(
        {
            "Cache-Control": "private, no-cache" if status == 200 else "no-store",  # noqa: PLR2004 - OK
            "Content-Security-Policy": f"default-src 'none'; script-src 'self' {' '.join(parcel.hashes)}; "
            "style-src 'unsafe-inline'; font-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; "
            "frame-ancestors 'none'",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "X-Robots-Tag": "noindex",
        }
    )
    return answer

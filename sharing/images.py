"""``/image/<token>.png|svg|pdf|txt``: one panel of a view as a picture, for slides and mails that reload."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from components.filenames import file_name
from sharing.asked import FORMS, Asked
from sharing.drawing import drawn
from sharing.refusals import answering
from sharing.tokens import Purpose

if TYPE_CHECKING:
    from sharing.context import Sharing

_TYPES = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf", "txt": "text/plain"}
_KEPT = "public, max-age=60"  # seconds after which a link that was taken back shows nothing any more
_STILL = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; sandbox"


def images(sharing: Sharing) -> Blueprint:
    """Return the address of pictures.

    Its parameters are those of `Asked`; what is asked for again by the tag of its content is not rendered for that.
    """
    blueprint = Blueprint("image", __name__)

    @blueprint.get(f"/image/<token>.<any({','.join(FORMS)}):form>")
    @answering("picture")
    def _image(token: str, form: str) -> Response:
        grant = sharing.signer.open(Purpose.IMAGE, token)
        asked = Asked.read(form, request.args.items(multi=True))
        view = sharing.exact(grant.query)
        drawing = drawn(view, asked)
        sharing.openings.note(Purpose.IMAGE, grant)
        if request.if_none_match.contains_weak(drawing.identity):
            answer = Response(status=304)
        else:
            answer = Response(sharing.pictures.made(drawing), mimetype=_TYPES[form])
            name = file_name(view, form, "-".join([asked.panel, *([asked.side] if asked.side else [])]))
            answer.headers.set("Content-Disposition", "inline", filename=name)
        answer.set_etag(drawing.identity, weak=True)
        answer.headers["Cache-Control"] = _KEPT
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if form == "svg":
            answer.headers["Content-Security-Policy"] = _STILL
        return answer

    return blueprint

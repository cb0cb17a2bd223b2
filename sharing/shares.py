"""``POST /share``: the links to a view, made when a reader asks for them; ``link?<query>``: the unsigned one."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from flask import Blueprint, Response, g, request

from commentary.wording import day
from components.embed import WIDTH, height
from components.pictures.picture import CARD
from components.share import FRAMED
from components.state import shown
from components.view import pinned, stamped
from sharing.asked import Asked
from sharing.refusals import Refusal, answering
from sharing.tokens import Purpose, new_name

if TYPE_CHECKING:
    from components.view import View
    from sharing.context import Sharing

BODY_MAX = 4096  # bytes; a query has 1,000 characters at most
_QUERY = "query"
_audit = logging.getLogger("audit")


def shares(sharing: Sharing) -> Blueprint:
    """Return the address: ``{"query": "?asof=..."}`` is posted as JSON by the page itself, and the links come back.

    Each share has a name of its own, by which it can be taken back; the audit says who made it, and what it shows. The
    preview's picture is ordered with it, so that it is there when a chat asks for it.
    """
    blueprint = Blueprint("share", __name__)

    @blueprint.post("/share")
    @answering("link")
    def _share() -> Response:
        return _answer(_links(sharing, _exact(sharing, _query())))

    @blueprint.get("/link")
    @answering("link")
    def _link() -> Response:
        view = _exact(sharing, request.query_string.decode(errors="replace"))
        return _answer({**_open(sharing, view), "editor": _editor()})

    return blueprint


def _exact(sharing: Sharing, query: str) -> View:
    """Return the view of a query, its card ordered for chats to show."""
    view = sharing.exact(query)
    if sharing.figures:
        sharing.pictures.order(view, Asked("png", CARD))
    return view


def _editor() -> bool:
    """Whether who asks may make links, as the gate found; the page itself is the same for all."""
    return getattr(g.get("visitor"), "role", None) == "editor"


def _answer(links: dict[str, object]) -> Response:
    return Response(json.dumps(links), mimetype="application/json", headers={"Cache-Control": "no-store"})


def _open(sharing: Sharing, view: View) -> dict[str, object]:
    """Return the link that opens the page itself, and what a reader must know of it."""
    base = sharing.settings.public_base_url or ""
    return {"base": base, "link": f"/{stamped(view)}", "warning": _unreachable(sharing)}


def _links(sharing: Sharing, view: View) -> dict[str, object]:
    grant = sharing.grant(view, new_name())
    snapshot, embed, image = (
        sharing.signer.token(purpose, grant) for purpose in (Purpose.SHARE, Purpose.EMBED, Purpose.IMAGE)
    )
    facts = {"link": grant.name, "until": grant.expires.isoformat(), "shows": pinned(view)}
    _audit.info("link made", extra=facts)
    return {
        **_open(sharing, view),
        "snapshot": f"/s/{snapshot}",
        "embed": f"/embed/{embed}",
        "image": f"/image/{image}",
        "oembed": f"/oembed?url={quote(f'{sharing.base()}/embed/{embed}', safe='')}",
        "heights": {panel: height(view, panel, WIDTH) for panel in FRAMED},
        "expires": day(grant.expires),
        "origins": list(sharing.settings.embed_origins),
    }


def _unreachable(sharing: Sharing) -> str:
    """Return what a reader must know who came by a name that links are not given; empty where all lead somewhere."""
    if sharing.settings.public_base_url or urlsplit(sharing.base()).netloc == request.host:
        return ""
    return (
        f"Files, frames and previews lead to {sharing.base()}, which is not the address of this page: "
        "whoever runs this page can change that."
    )


def _query() -> str:
    """Return the query that was posted."""
    if request.mimetype != "application/json":
        raise Refusal(400, f"Content-Type is “{shown(request.mimetype)}”; it takes application/json.")
    posted = request.stream.read(BODY_MAX + 1)  # of a body without a length, too
    if len(posted) > BODY_MAX:
        raise Refusal(413, f"What was posted has more than {BODY_MAX} bytes.")
    try:
        body = json.loads(posted)
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "What was posted is no JSON.") from error
    if not isinstance(body, dict) or list(body) != [_QUERY]:
        names = ", ".join(f"“{shown(name)}”" for name in body) if isinstance(body, dict) else "no object"
        raise Refusal(400, f"What was posted holds {names or 'nothing'}; it takes {_QUERY} alone.")
    query = body[_QUERY]
    if not isinstance(query, str):
        raise Refusal(400, f"{_QUERY} is “{shown(str(query))}”; it takes a text.")
    return query

"""``/oembed?url=``: how to frame a link of ours in another page, by the oEmbed 1.0 protocol; nothing is fetched."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from flask import Blueprint, Response, request

from components.embed import WIDTH, frame, height
from components.pictures import CARD, CHART
from components.pictures.card import HEIGHT as CARD_HEIGHT
from components.pictures.card import WIDTH as CARD_WIDTH
from components.previews import NAME
from components.state import QUERY_MAX, shown
from components.tree import html_text
from components.verdict import title
from sharing.embeds import Framed
from sharing.previews import card
from sharing.refusals import Refusal, answering
from sharing.tokens import TOKEN_MAX, Purpose

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sharing.context import Sharing
    from sharing.tokens import Grant

_PURPOSES = {"s": Purpose.SHARE, "embed": Purpose.EMBED, "image": Purpose.IMAGE}
_PATH = re.compile(
    rf"/(?:(s|embed)/([\w.-]{{1,{TOKEN_MAX}}})|(image)/([\w.-]{{1,{TOKEN_MAX}}})\.(?:png|svg|pdf|txt))(?:\?(.{{0,{QUERY_MAX}}}))?",
    re.ASCII,
)
_ONCE = ("url", "maxwidth", "maxheight", "format")
NARROWEST = 280  # pixels of a frame
_UNFRAMED = {CHART, CARD}  # panels of pictures alone


def oembed(sharing: Sharing) -> Blueprint:
    """Return the address; parameters of other makes than ours, which the protocol allows, are passed over."""
    blueprint = Blueprint("oembed", __name__)

    @blueprint.get("/oembed")
    @answering("description")
    def _oembed() -> Response:
        given = _given(request.args.items(multi=True))
        if given.get("format") not in {None, "", "json"}:
            raise Refusal(501, f"“{shown(given['format'])}” is not to be had as format: the answer is in json alone.")
        if not given.get("url"):
            raise Refusal(
                400, "The parameter url is missing: it takes the address of a snapshot, an embed or an image."
            )
        grant, asked = _found(sharing, given["url"])
        most = {name: _pixels(name, given.get(name)) for name in ("maxwidth", "maxheight")}
        described = _described(sharing, grant, asked, most["maxwidth"], most["maxheight"])
        answer = Response(json.dumps(described), mimetype="application/json")
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["X-Content-Type-Options"] = "nosniff"
        return answer

    return blueprint


def _given(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, text in pairs:
        if name in _ONCE and name in found:
            raise Refusal(400, f"There is a second “{name}”: “{shown(text)}”.")
        found[name] = text
    return found


def _found(sharing: Sharing, url: str) -> tuple[Grant, Framed]:
    """Return what a link of ours allows, and what of it a frame would show.

    A link is ours if it begins with our address, letter by letter, and goes on as we write them.
    """
    base = sharing.base()
    found = _PATH.fullmatch(url.removeprefix(base)) if url.startswith(base) else None
    if not found:
        raise Refusal(
            404, f"“{shown(url)}” cannot be used as url: it takes a snapshot, an embed or an image made here."
        )
    kind = found[1] or found[3]
    grant = sharing.signer.open(_PURPOSES[kind], found[2] or found[4])
    given = parse_qsl(found[5] or "", keep_blank_values=True)
    asked = Framed.read(pair for pair in given if kind == "embed" or pair[0] in Framed.__slots__)
    return grant, (Framed(theme=asked.theme) if asked.panel in _UNFRAMED else asked)


def _pixels(name: str, text: str | None) -> int | None:
    if text is None:
        return None
    if not re.fullmatch(r"[1-9][0-9]{0,4}", text, re.ASCII):
        raise Refusal(400, f"“{shown(text)}” cannot be used as {name}: it takes a whole number of pixels.")
    return int(text)


def _described(
    sharing: Sharing, grant: Grant, asked: Framed, wide: int | None, high: int | None
) -> dict[str, str | int]:
    view = sharing.view(grant.query)
    width = min(WIDTH, wide or WIDTH)
    if width < NARROWEST:
        raise Refusal(404, f"maxwidth is {wide}; a frame needs {NARROWEST} pixels.")
    tall = height(view, asked.panel, width)
    address = f"{sharing.base()}/embed/{sharing.signer.token(Purpose.EMBED, grant)}{asked.query}"
    size = width, min(tall, high or tall)
    described: dict[str, str | int] = {
        "type": "rich",
        "version": "1.0",
        "provider_name": NAME,
        "provider_url": f"{sharing.base()}/",
        "title": title(view),
        "html": html_text(frame(address, title(view), *size)),
        "width": size[0],
        "height": size[1],
    }
    image = card(sharing, grant)
    if image and (wide or CARD_WIDTH) >= CARD_WIDTH and (high or CARD_HEIGHT) >= CARD_HEIGHT:
        described["thumbnail_url"] = image
        described["thumbnail_width"], described["thumbnail_height"] = CARD_WIDTH, CARD_HEIGHT
    return described

"""``/embed/<token>``: one panel of a view, or a side of the case, in the page of another."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Self
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from commentary.model import Side
from components.embed import AUTO, CASE, SCHEMES, embed_document, styles
from components.state import shown
from sharing.previews import found_by
from sharing.refusals import Refusal, answering
from sharing.tokens import Purpose

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sharing.context import Sharing

PANEL = "price"
_HEADERS = {
    "Cache-Control": "private, max-age=60",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


@dataclass(frozen=True, slots=True)
class Framed:
    """What a frame shows of a view.

    Parameters
    ----------
    panel : str
        `CASE`, or a panel of the chart.
    side : str
        Of the case, ``bear`` or ``bull``; empty for both.
    theme : str
        One of `SCHEMES`.
    """

    panel: str = PANEL
    side: str = ""
    theme: str = AUTO

    @classmethod
    def read(cls, given: Iterable[tuple[str, str]]) -> Self:
        """Return what named texts ask for.

        Raises
        ------
        Refusal
            400, naming the first parameter that cannot be used, and what it holds.
        """
        found: dict[str, str] = {}
        for name, text in given:
            if name not in cls.__slots__:
                raise Refusal(400, f"The parameter “{shown(name)}” cannot be used: a frame has none of that name.")
            if name in found:
                raise Refusal(400, f"There is a second “{name}”: “{shown(text)}”.")
            found[name] = text
        for name, choices in {"side": tuple(Side), "theme": SCHEMES}.items():
            if name in found and found[name] not in choices:
                raise Refusal(400, f"“{shown(found[name])}” cannot be used as {name}: it takes {', '.join(choices)}.")
        asked = cls(**found)
        if asked.side and asked.panel != CASE:
            raise Refusal(400, f"“{asked.side}” cannot be used as side: only the panel {CASE} has sides.")
        return asked

    @property
    def sides(self) -> tuple[Side, ...]:
        """The cases shown."""
        return (Side(self.side),) if self.side else tuple(Side)

    @property
    def query(self) -> str:
        """The query of an address, with its question mark."""
        given = {name: text for name in self.__slots__ if (text := getattr(self, name))}
        return f"?{urlencode(given)}"


def embeds(sharing: Sharing) -> Blueprint:
    """Return the address of embeds, which only the pages of the origins that are set may frame."""
    blueprint = Blueprint("embed", __name__)
    origins = " ".join(sharing.settings.embed_origins) or "'self'"

    @blueprint.get("/embed/<token>")
    @answering("embed")
    def _embed(token: str) -> Response:
        asked = Framed.read(request.args.items(multi=True))
        grant, view = sharing.opened(Purpose.EMBED, token)
        found = found_by(sharing, f"{sharing.base()}/embed/{token}{asked.query}", view)
        link = f"{sharing.base()}/{grant.query}"
        text = embed_document(view, asked.panel, asked.sides, asked.theme, link, [found])
        answer = Response(text, mimetype="text/html", headers=_HEADERS)
        answer.headers["Content-Security-Policy"] = _policy(asked.theme, origins)
        answer.add_etag(weak=True)
        return answer

    return blueprint


def _policy(theme: str, origins: str) -> str:
    """Return what an embed may load, which is its own style and the page's font, and who may frame it."""
    sheets = " ".join(f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in styles(theme))
    return "; ".join(
        [
            "default-src 'none'",
            f"style-src {sheets}",
            "font-src 'self'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            f"frame-ancestors {origins}",
        ]
    )

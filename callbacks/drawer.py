"""Pages of links, encoded once for all readers and kept by state and data version."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import lru_cache
from json import dumps
from typing import TYPE_CHECKING

import orjson

from callbacks.draw import empty, page, sessions, stamp, words_stamp
from components.verdict import as_of
from components.words import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from callbacks.context import Context
    from callbacks.draw import Page
    from components.view import View

KEPT = 4  # encoded pages, and as many words of pages, up to 400 and 40 kB each: answers are kept as they are sent
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A view that equals another when what is to be encoded is the same, as the key of a cache."""

    stamp: str
    query: str = field(compare=False)
    view: View = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Known:
    """What the browser that asks holds already; any text that is none of ours holds nothing."""

    stamp: object = None  # of the page shown, if only news are asked for
    words: object = None  # stamp of its words
    version: object = None  # of the prices whose sessions it knows


@dataclass(frozen=True, slots=True)
class Drawer:
    """Draws links, and keeps what it encoded by state and data version."""

    context: Context
    encoded: Callable[[_Shown], bytes]
    encoded_words: Callable[[_Shown], bytes]

    @classmethod
    def on(cls, context: Context) -> Drawer:
        """Return a drawer with an empty memory."""

        @lru_cache(maxsize=KEPT)
        def encoded(shown: _Shown) -> bytes:
            found = page(shown.query, shown.view, context.pairs)
            return b'{"figure":' + orjson.dumps(found.pop("figure")) + b"," + json(found).encode()[1:]

        @lru_cache(maxsize=KEPT)
        def encoded_words(shown: _Shown) -> bytes:
            return json(words(shown.view)).encode()

        return cls(context, encoded, encoded_words)

    def text(self, query: str, holds: Known) -> tuple[str | None, str]:
        """Return the page of a link as JSON, and the stamp of its words.

        The page comes with ``words`` unless they are those held, and with ``sessions`` unless the version is; it is
        None if a page with the stamp held has nothing to change.
        """
        try:
            view = self.context.view(query)
            shown, told = stamp(query, view), words_stamp(view)
            if shown == holds.stamp:
                return None, told
            pieces = [self.encoded(_Shown(shown, query, view))[:-1]]
            if told != holds.words:
                pieces += b',"words":', self.encoded_words(_Shown(told, query, view))
            if view.pair.version != holds.version:
                pieces += b',"sessions":', orjson.dumps(sessions(view))
            return b"".join((*pieces, b"}")).decode(), told
        except Exception:  # noqa: BLE001 - for any fault the reader gets a designed page, and the log the fault
            _log.exception("the view %.200r could not be built", query)
            return json(empty(query, self.context.pairs)), ""

    def label(self, query: str, holds: Known) -> str | None:
        """Return a name that the answer to a question shares with all that are the same; None where nothing is new."""
        try:
            view = self.context.view(query)
        except Exception:  # noqa: BLE001 - said, and written down, where the answer is made
            return None
        shown, told = stamp(query, view), words_stamp(view)
        if shown == holds.stamp:
            return None
        return f"{query} {shown} {told} {told != holds.words} {view.pair.version != holds.version}"

    def first(self, query: str) -> Page:
        """Return the page of a link for a first visit: its chart drawn, with its words, sessions, scrubber and tags."""
        try:
            view = self.context.view(query)
            found = page(query, view, self.context.pairs, snapshot=True)
            found["parts"] |= words(view)
            scrub = {"session": found["session"], "sessions": len(view.pair.sessions), "day": as_of(view)}
            return {
                **found,
                "told": words_stamp(view),
                "sessions": sessions(view),
                "scrub": scrub,
                "tags": self.context.tags(view),
            }
        except Exception:  # noqa: BLE001 - as above
            _log.exception("the view %.200r could not be built", query)
            scrub = {"session": 0, "sessions": 1, "day": ""}
            return {**empty(query, self.context.pairs), "scrub": scrub, "tags": self.context.tags(None)}


def json(value: object) -> str:
    """Return a value as JSON in ASCII alone: with any other letter Python would hold a page at twice its size."""
    return dumps(value, separators=(",", ":"))

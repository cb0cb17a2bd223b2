"""Everything that the page says of a link, from one version of the data, and encoded once for all readers."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from json import dumps
from typing import TYPE_CHECKING, Any

import orjson

from components.cases import cases
from components.controls import held
from components.figures import encode
from components.figures.build import figure
from components.figures.chart import chart
from components.ids import Id
from components.notices import failure, notices
from components.number_table import number_table
from components.panes import panes
from components.readout import readout
from components.state import ViewState
from components.trust import trust
from components.verdict import chart_head, heading, title, verdict
from components.view import pinned

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from callbacks.context import Context
    from components.tree import Node
    from components.view import View
    from data.model import PairChoice

Page = dict[str, Any]
KEPT = 16  # encoded pages, and as many words of pages; up to 400 and 40 kB each
_CHART = (Id.NOTICES, Id.CHART_HEAD, Id.READOUT, Id.PANES)
_WORDS = (Id.VERDICT, Id.TRUST, Id.CASES, Id.NUMBERS)
_log = logging.getLogger(__name__)


def page(query: str, view: View, pairs: Sequence[PairChoice], *, snapshot: bool = False) -> Page:
    """Return what the page says of a link and its view, but for its words.

    Parameters
    ----------
    query : str
        The link.
    view : View
    pairs : sequence of PairChoice
        The pairs offered by name.
    snapshot : bool
        Draw a first chart into the panes, for a page that has run no script yet.

    Returns
    -------
    dict
        ``parts``: nodes by the id of their place; ``figure``; ``controls``: what they hold, by parameter; ``session``:
        number of the as-of session among all; ``pinned``: query string that keeps showing this; ``heading``,
        ``title``, ``theme``, ``version`` of the prices, and a ``stamp`` that changes when any of it would.
    """
    drawn = chart(view)
    parts = {
        Id.NOTICES: notices(view),
        Id.CHART_HEAD: chart_head(drawn),
        Id.READOUT: readout(view, drawn),
        Id.PANES: panes(view, drawn, snapshot=snapshot),
    }
    return {
        "parts": {str(name): part for name, part in parts.items()},
        "figure": figure(drawn, view.marks),
        "controls": held(view.state, pairs),
        "session": int(view.pair.sessions.searchsorted(view.as_of.isoformat())),
        "pinned": pinned(view),
        "heading": heading(view),
        "title": title(view),
        "theme": view.state.theme,
        "version": view.pair.version,
        "stamp": stamp(query, view),
    }


def words(view: View) -> dict[str, list[Node]]:
    """Return what the page says whatever the range, the scale and the horizon of its chart: nodes by their place."""
    parts = {
        Id.VERDICT: verdict(view),
        Id.TRUST: trust(view),
        Id.CASES: cases(view),
        Id.NUMBERS: number_table(view),
    }
    return {str(name): part for name, part in parts.items()}


def empty(query: str, pairs: Sequence[PairChoice]) -> Page:
    """Return the page of a view that could not be built, its words too: it says so and shows nothing else."""
    state, _ = ViewState.from_query(query)
    return {
        "parts": {str(name): failure() if name == Id.NOTICES else [] for name in (*_CHART, *_WORDS)},
        "figure": None,
        "controls": held(state, pairs),
        "session": None,
        "pinned": query,
        "heading": "",
        "title": "Small-Cap Desk",
        "theme": state.theme,
        "version": "",
        "stamp": "",
    }


def stamp(query: str, view: View) -> str:
    """Return a text that changes when the page would: with the link, and with a newer answer of the data service."""
    pair = view.pair
    states = (f"{part.state}/{part.source}/{part.fetched_at:%Y%m%d%H%M%S}" for part in (pair.small, pair.large))
    problems = (problem.text for part in (pair.small, pair.large) for problem in part.problems)
    told = "\n".join((query, pair.version, *states, pair.notice or "", *problems))
    return sha256(told.encode()).hexdigest()[:32]


def words_stamp(view: View) -> str:
    """Return a text that changes when the page's words would."""
    state = view.state
    told = ViewState(state.small, state.large, view.as_of, average=state.average, show=state.show)
    return stamp(told.to_query(), view)


def sessions(view: View) -> dict[str, Any]:
    """Return the sessions that the as-of date can be moved to, for the scrubber."""
    return {"version": view.pair.version, **encode.gaps(view.pair.sessions.to_numpy())}


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

    def first(self, query: str) -> Page:
        """Return the page of a link for a first visit: with its chart drawn, its words and its sessions."""
        try:
            view = self.context.view(query)
            found = page(query, view, self.context.pairs, snapshot=True)
            found["parts"] |= words(view)
            return {**found, "told": words_stamp(view), "sessions": sessions(view)}
        except Exception:  # noqa: BLE001 - as above
            _log.exception("the view %.200r could not be built", query)
            return empty(query, self.context.pairs)


def json(value: object) -> str:
    """Return a value as JSON in ASCII alone: with any other letter Python would hold a page at twice its size."""
    return dumps(value, separators=(",", ":"))

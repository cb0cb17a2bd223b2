"""Everything that the page says of a link, from one version of the data, and encoded once for all readers."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import orjson

from components.cases import cases
from components.controls import held
from components.figures import encode
from components.figures.build import figure
from components.figures.chart import chart
from components.figures.palette import PALETTES
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
KEPT = 16  # encoded pages; 100 kB each, 400 at ten years
_PARTS = (Id.NOTICES, Id.VERDICT, Id.TRUST, Id.CHART_HEAD, Id.READOUT, Id.PANES, Id.CASES, Id.NUMBERS)
_log = logging.getLogger(__name__)


def page(query: str, view: View, pairs: Sequence[PairChoice], *, snapshot: bool = False) -> Page:
    """Return everything that the page says of a link and its view.

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
    built = figure(drawn, PALETTES[view.state.theme], view.marks)
    parts: dict[str, list[Node]] = {
        Id.NOTICES: notices(view),
        Id.VERDICT: verdict(view),
        Id.TRUST: trust(view),
        Id.CHART_HEAD: chart_head(drawn),
        Id.READOUT: readout(view, drawn),
        Id.PANES: panes(view, drawn, snapshot=snapshot),
        Id.CASES: cases(view, {key: key in built["marks"] for key in view.marks}),
        Id.NUMBERS: number_table(view),
    }
    return {
        "parts": {str(name): part for name, part in parts.items()},
        "figure": built,
        "controls": held(view.state, pairs),
        "session": int(view.pair.sessions.searchsorted(view.as_of.isoformat())),
        "pinned": pinned(view),
        "heading": heading(view),
        "title": title(view),
        "theme": view.state.theme,
        "version": view.pair.version,
        "stamp": stamp(query, view),
    }


def empty(query: str, pairs: Sequence[PairChoice]) -> Page:
    """Return the page of a view that could not be built: it says so and shows nothing else."""
    state, _ = ViewState.from_query(query)
    return {
        "parts": {str(name): failure() if name == Id.NOTICES else [] for name in _PARTS},
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
    return " ".join((query, pair.version, *states, pair.notice or ""))


def sessions(view: View) -> dict[str, Any]:
    """Return the sessions that the as-of date can be moved to, for the scrubber."""
    return {"version": view.pair.version, **encode.gaps(view.pair.sessions.to_numpy())}


@dataclass(frozen=True, slots=True)
class _Shown:
    """A view that equals another when the page is the same, as the key of a cache."""

    stamp: str
    query: str = field(compare=False)
    view: View = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Drawer:
    """Draws links, and keeps what it encoded by state and data version."""

    context: Context
    encoded: Callable[[_Shown], bytes]

    @classmethod
    def on(cls, context: Context) -> Drawer:
        """Return a drawer with an empty memory."""

        @lru_cache(maxsize=KEPT)
        def encoded(shown: _Shown) -> bytes:  # as a text it would take twice the memory
            return orjson.dumps(page(shown.query, shown.view, context.pairs))

        return cls(context, encoded)

    def text(self, query: str, seen: object, version: object) -> str | None:
        """Return the page of a link as JSON; None if a page with the stamp `seen` has nothing to change.

        Parameters
        ----------
        query : str
        seen : object
            The stamp of the page that is shown; anything that is none draws.
        version : object
            The version of the prices whose sessions the page knows; for another they come along.
        """
        try:
            view = self.context.view(query)
            shown = _Shown(stamp(query, view), query, view)
            if shown.stamp == seen:
                return None
            text = self.encoded(shown).decode()
            return text if view.pair.version == version else f'{text[:-1]},"sessions":{json(sessions(view))}}}'
        except Exception:  # noqa: BLE001 - for any fault the reader gets a designed page, and the log the fault
            _log.exception("the view %.200r could not be built", query)
            return json(empty(query, self.context.pairs))

    def first(self, query: str) -> Page:
        """Return the page of a link for a first visit: with its chart drawn, and its sessions."""
        try:
            view = self.context.view(query)
            return {**page(query, view, self.context.pairs, snapshot=True), "sessions": sessions(view)}
        except Exception:  # noqa: BLE001 - as above
            _log.exception("the view %.200r could not be built", query)
            return empty(query, self.context.pairs)


def json(value: object) -> str:
    """Return a value as JSON."""
    return orjson.dumps(value).decode()

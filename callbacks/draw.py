"""Everything that the page says of a link, from one version of the data."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from callbacks.context import unzoomed
from components.controls import held
from components.figures import encode
from components.figures.build import figure
from components.figures.chart import chart
from components.figures.zoomed import cut, ends, zoomed_to
from components.ids import Id
from components.notices import failure, notices
from components.panes import panes
from components.provenance import credit
from components.readout import readout
from components.state import ViewState
from components.verdict import chart_head, heading, title
from components.view import pinned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from components.view import View
    from data.model import PairChoice

Page = dict[str, Any]
_CHART = (Id.NOTICES, Id.CHART_HEAD, Id.READOUT, Id.PANES)
_WORDS = (Id.VERDICT, Id.TRUST, Id.CASES, Id.NUMBERS, Id.ODDS, Id.PATTERNS)


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
        ``parts``: nodes by the id of their place; ``figure`` of the whole range; ``zoom``: the first and the last
        session of it that are to be seen, None for all; ``controls``: what they hold, by parameter; ``session``:
        number of the as-of session among all; ``pinned``: query string that keeps showing this; ``heading``,
        ``credit``, ``title``, ``theme``, ``version`` of the prices, ``studied``, whether the long computations are
        there, and a ``stamp`` that changes when any of it would.
    """
    drawn = chart(view)
    zoom = zoomed_to(view, drawn)
    seen = cut(drawn, zoom)
    parts = {
        Id.NOTICES: notices(view),
        Id.CHART_HEAD: chart_head(view, seen),
        Id.READOUT: readout(view, drawn),
        Id.PANES: panes(view, seen, snapshot=snapshot),
    }
    return {
        "parts": {str(name): part for name, part in parts.items()},
        "figure": figure(drawn, view.marks, zoom),
        "zoom": None if zoom is None else ends(seen),
        "controls": held(view.state, pairs),
        "session": int(view.pair.sessions.searchsorted(view.as_of.isoformat())),
        "pinned": pinned(view),
        "heading": heading(view),
        "credit": credit(view),
        "title": title(view),
        "theme": view.state.theme,
        "version": view.pair.version,
        "studied": view.study is not None,
        "stamp": stamp(unzoomed(query), view),
    }


def empty(query: str, pairs: Sequence[PairChoice]) -> Page:
    """Return the page of a view that could not be built, its words too: it says so and shows nothing else."""
    state, _ = ViewState.from_query(query)
    return {
        "parts": {str(name): failure() if name == Id.NOTICES else [] for name in (*_CHART, *_WORDS)},
        "figure": None,
        "zoom": None,
        "controls": held(state, pairs),
        "session": None,
        "pinned": query,
        "heading": "",
        "credit": "",
        "title": "Small-Cap Desk",
        "theme": state.theme,
        "version": "",
        "studied": True,
        "stamp": "",
    }


def stamp(query: str, view: View) -> str:
    """Return a text that changes when the page would: with the link, and with a newer answer of the data service."""
    pair = view.pair
    states = (f"{part.state}/{part.source}/{part.fetched_at:%Y%m%d%H%M%S}" for part in (pair.small, pair.large))
    problems = (problem.text for part in (pair.small, pair.large) for problem in part.problems)
    studied = "studied" if view.study else ""
    told = "\n".join((query, pair.version, studied, *states, pair.notice or "", *problems))
    return sha256(told.encode()).hexdigest()[:32]


def words_stamp(view: View) -> str:
    """Return a text that changes when the page's words would."""
    state = view.state
    told = ViewState(state.small, state.large, view.as_of, average=state.average, show=state.show, data=state.data)
    return stamp(told.to_query(), view)


def sessions(view: View) -> dict[str, Any]:
    """Return the sessions that the as-of date can be moved to, for the scrubber."""
    return {"version": view.pair.version, **encode.gaps(view.pair.sessions.to_numpy())}

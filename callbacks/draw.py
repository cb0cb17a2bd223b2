"""Everything that the page says of a link, from one version of the data."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from components.cases import cases
from components.controls import held
from components.figures import encode
from components.figures.build import figure
from components.figures.chart import chart
from components.ids import Id
from components.notices import failure, notices
from components.number_table import number_table
from components.odds import odds
from components.panes import panes
from components.patterns import patterns
from components.readout import readout
from components.state import ViewState
from components.trust import trust
from components.verdict import chart_head, heading, title, verdict
from components.view import pinned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from components.tree import Node
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
        ``parts``: nodes by the id of their place; ``figure``; ``controls``: what they hold, by parameter; ``session``:
        number of the as-of session among all; ``pinned``: query string that keeps showing this; ``heading``,
        ``title``, ``theme``, ``version`` of the prices, ``studied``, whether the long computations are there, and a
        ``stamp`` that changes when any of it would.
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
        "studied": view.study is not None,
        "stamp": stamp(query, view),
    }


def words(view: View) -> dict[str, list[Node]]:
    """Return what the page says whatever the range, the scale and the horizon of its chart: nodes by their place."""
    parts = {
        Id.VERDICT: verdict(view),
        Id.TRUST: trust(view),
        Id.CASES: cases(view),
        Id.NUMBERS: number_table(view),
        Id.ODDS: odds(view),
        Id.PATTERNS: patterns(view),
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

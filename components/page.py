"""The page as one document: what stays, with what a view says in its places."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from components.controls import chart_controls, page_controls, view_controls
from components.ids import Id
from components.provenance import DISCLAIMER
from components.share import share
from components.tree import html, html_text
from components.widgets import unfolding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from components.controls import Held
    from components.tree import Node
    from data.model import PairChoice

Parts = dict[str, list["Node"]]
_PLACE = re.compile(r"\{%(\w+)%\}")
_CASES = "The bear and the bull case"
KEYS = "arrow keys move along the sessions and speak their values"
_ENTER = "Enter moves the as-of date to the session"
_UNFOLDINGS = (
    unfolding(Id.MOMENTUM, "Momentum panels: RSI, PPO, ROC"),
    unfolding(Id.THROUGH_TIME, "Through time: claims that hold, probability"),
)
_UNSTUDIED = "The intervals, p-values and chart patterns could not be computed; it is tried again later."
_BUSY = "The desk has too much to do just now. It is asked again by itself."
LINE = "Own small caps or large caps now? Both sides of the case, computed from prices up to one day."


def document(places: Mapping[str, str], name: str = "index.html") -> str:
    """Return the HTML document with `places` put where its template names them, each once and as it is."""
    template = Path(__file__).with_name(name).read_text(encoding="utf-8")
    return _PLACE.sub(lambda place: places[place[1]], template)


def body(
    pairs: Sequence[PairChoice], now: Held, parts: Parts, scrub: Node, query: str = "", *, account: bool = False
) -> str:
    """Return the page's own part of the document as HTML.

    Parameters
    ----------
    pairs : sequence of PairChoice
        The pairs offered by name.
    now : dict of str to str
        What the controls hold, by parameter.
    parts : dict of str to list of Node
        What the view says, by the id of the place.
    scrub : Node
        The control under the chart (`components.controls.scrubber`).
    query : str
        The link of the view, with its question mark.
    account : bool
        Lead to the reader's account.
    """
    main = html.Main(
        [
            html.P(id=Id.ANNOUNCER, role="status", className="unseen"),
            html.Div(_offline(), id=Id.OFFLINE, role="alert", className="notice", hidden=True),
            html.Div(_signed_out(), id=Id.SIGNED_OUT, role="alert", className="notice", hidden=True),
            html.P(_BUSY, id=Id.BUSY, role="status", className="notice", hidden=True),
            html.P(_UNSTUDIED, id=Id.UNSTUDIED, role="status", className="notice", hidden=True),
            html.Div(parts[Id.NOTICES], id=Id.NOTICES, role="status", className="notices"),
            html.Div(
                [
                    section(Id.VERDICT, "Where both stand", parts, tabIndex="-1"),
                    html.Section(view_controls(pairs, now), className="bar", **{"aria-label": "Pair and date"}),
                    charts(parts, f"{KEYS}, {_ENTER}", [chart_controls(now)], [*_UNFOLDINGS, scrub]),
                    *beside(parts),
                ],
                className="page",
            ),
        ]
    )
    saved = html.P(id=Id.SAVED, role="status", className="saved")
    skip = html.A("Skip to the verdict", href=f"#{Id.VERDICT}", className="skip")
    return "".join(
        html_text(node) for node in (skip, _header(now, query, account=account), main, footer(), saved, share())
    )


def beside(parts: Parts) -> list[Node]:
    """Return what stands beside and below the chart; a part that is not among `parts` is left out."""
    sections = {
        Id.TRUST: "The prices shown",
        Id.NUMBERS: "Numbers",
        Id.ODDS: "Probabilities",
        Id.PATTERNS: "Chart patterns",
    }
    both = html.Aside(parts[Id.CASES], id=Id.CASES, className="cases", **{"aria-label": _CASES})
    return [both, *(section(name, label, parts) for name, label in sections.items() if name in parts)]


def section(name: Id, label: str, parts: Parts, **more: str) -> Node:
    """Return a section of the page with what is said in its place."""
    return html.Section(parts[name], id=name, className=name, **{"aria-label": label}, **more)


def _header(now: Held, query: str, *, account: bool) -> Node:
    links = [html.A("Scorecard", id=Id.SCORECARD, href=f"scorecard{query}", className="way")]
    if account:
        links.append(html.A("Account", id=Id.ACCOUNT, href=f"account{query}", className="way"))
    return html.Header(
        [html.H1("Small-Cap Desk"), html.P(LINE, className="line"), *links, page_controls(now)], className="top"
    )


def charts(
    parts: Parts, keys: str, controls: Sequence[Node] = (), below: Sequence[Node] = (), *, unfolded: bool = False
) -> Node:
    """Return the section of the chart.

    Parameters
    ----------
    parts : dict of str to list of Node
        What the view says, by the id of the place.
    keys : str
        What the keys do on the chart, for readers who hear it.
    controls, below : sequence of Node
        What stands above and below the chart.
    unfolded : bool
        Show all panels on a phone too.
    """
    return html.Section(
        [
            html.Div(parts[Id.CHART_HEAD], id=Id.CHART_HEAD, className="chart-head"),
            *controls,
            html.Div(parts[Id.READOUT], id=Id.READOUT, className="readout"),
            html.Div([html.Div(parts[Id.PANES], id=Id.PANES), _chart(keys)], className="stage"),
            *below,
        ],
        className="charts with-momentum with-through-time" if unfolded else "charts",
        **{"aria-label": "Charts"},
    )


def _chart(keys: str) -> Node:
    return html.Div(
        id=Id.CHART,
        role="application",
        tabIndex="0",
        className="chart",
        **{"aria-label": f"Chart: {keys}", "aria-roledescription": "chart"},
    )


def _offline() -> list[Node]:
    again = html.Button("Try again", type="button", className="button", **{"data-again": True})
    return [html.P("The desk does not answer. What is shown is the last view that came.", className="why"), again]


def _signed_out() -> list[Node]:
    back = html.A("Sign in again", href="login", className="button file")
    return [html.P("You have been signed out. What is shown is the last view that came.", className="why"), back]


def footer() -> Node:
    """Return the last line of every page."""
    return html.Footer(DISCLAIMER, className="foot")

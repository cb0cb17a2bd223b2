"""A view as a page that stays as it is: it reads, prints, zooms and unfolds, and asks no server."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING

from commentary.evidence.naming import awaited
from commentary.wording import day
from components.figures.build import figure
from components.figures.chart import chart
from components.figures.zoomed import cut, zoomed_to
from components.ids import Id
from components.notices import notices
from components.page import KEYS, beside, charts, document, footer, section
from components.panes import panes
from components.readout import readout
from components.resting import at_rest
from components.tree import html, html_text
from components.verdict import as_of, chart_head, title
from components.view import pinned
from components.widgets import switch
from components.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from components.page import Parts
    from components.parcel import Parcel
    from components.tree import Node
    from components.view import View

_SCRIPTLESS = "JavaScript is off in this browser: the chart is the first drawing, without crosshair, zoom and tables."
_UNSTUDIED = f"The intervals, p-values and chart patterns of this view {awaited(still=True, many=True)}."
_LATER = " This address shows them once they are."


def snapshot_line(view: View, expires: date) -> str:
    """Return what a snapshot is, and how long its address opens."""
    return f"Read-only snapshot as of {as_of(view)}. This address opens until {day(expires)}."


def file_line(view: View) -> str:
    """Return what a view in one file is."""
    return f"The view as of {as_of(view)} in one file: everything is in it, and nothing is fetched."


def still_document(
    view: View,
    line: str,
    link: str,
    parcel: Parcel,
    *,
    files: str | None = None,
    records: bool = False,
    tags: Sequence[Node] = (),
    below: Sequence[Node] = (),
) -> str:
    """Return a still page as an HTML document; the same for the same arguments, to the byte.

    Parameters
    ----------
    view : View
    line : str
        What the page is (`snapshot_line`, `file_line`).
    link : str
        Address of the live page with this view.
    parcel : Parcel
        How the page comes by its style and scripts.
    files : str, optional
        Where the server of files is, "../"; by default there is none.
    records : bool
        Put the track record of each claim into its fold-out, which doubles the page.
    tags : sequence of Node
        For the head: those of a preview.
    below : sequence of Node
        What stands at the page's end.
    """
    whole = chart(view)
    seen = cut(whole, zoomed_to(view, whole))
    said: Parts = {
        Id.CHART_HEAD: chart_head(view, seen),
        Id.READOUT: readout(view, whole),  # of the as-of session, which a zoom may leave out
        Id.PANES: panes(view, seen, snapshot=True),
        **words(view),
    }
    if view.study is None:
        said.pop(Id.PATTERNS)  # nothing is on its way that would fill it
    parts = {name: at_rest(found, view, files, records=records) for name, found in said.items()}
    nodes = [_header(view, line, link), _main(view, parts, below, kept=files is None), footer()]
    first = {"figure": figure(seen, view.marks), "theme": view.state.theme, "query": pinned(view), "link": link}
    return _document(view.state.theme, title(view), nodes, parcel, first, tags)


def absent_document(texts: Sequence[str], home: str, parcel: Parcel) -> str:
    """Return the page in the place of one that cannot be had: why, in lines, and the way to the desk at `home`."""
    why = [html.H2("This snapshot cannot be opened"), *(html.P(text) for text in texts)]
    way = html.P(html.A("Open Small-Cap Desk", href=home))
    main = html.Main(html.Section([*why, way], className="verdict"))
    nodes = [html.Header(html.H1("Small-Cap Desk"), className="top"), main, footer()]
    return _document("light", "Small-Cap Desk: no such snapshot", nodes, parcel, {})


def _document(
    theme: str,
    named: str,
    nodes: Sequence[Node],
    parcel: Parcel,
    first: Mapping[str, object],
    tags: Sequence[Node] = (),
) -> str:
    places = {
        "theme": theme,
        "title": escape(named),
        "tags": "".join(map(html_text, tags)),
        "ahead": parcel.ahead,
        "style": parcel.style,
        "boot": parcel.boot,
        "body": "".join(html_text(node) for node in nodes),
        "first": json.dumps(first, separators=(",", ":")).replace("<", "\\u003c"),
        "scripts": parcel.scripts if first else "",
    }
    return document(places, "still.html")


def _header(view: View, line: str, link: str) -> Node:
    live = html.A("Open the live page", href=link, className="live-link")
    theme = switch(Id.THEME, "Dark", "theme", ("light", "dark"), {"theme": view.state.theme})
    controls = html.Div([live, theme], className="page-controls")
    return html.Header([html.H1("Small-Cap Desk"), html.P(line, className="line"), controls], className="top")


def _main(view: View, parts: Parts, below: Sequence[Node], *, kept: bool) -> Node:
    unstudied = [] if view.study else [html.P(_UNSTUDIED + ("" if kept else _LATER), className="notice")]
    scriptless = html.Noscript(html.P(_SCRIPTLESS, className="notice"))
    verdict = section(Id.VERDICT, "Where both stand", parts)
    shown = [verdict, charts(parts, KEYS, unfolded=True), *beside(parts), *below]
    return html.Main(
        [
            html.P(id=Id.ANNOUNCER, role="status", className="unseen"),
            html.Div([scriptless, *notices(view), *unstudied], className="notices"),
            html.Div(shown, className="page"),
        ],
        className="still",
    )

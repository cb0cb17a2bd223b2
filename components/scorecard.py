"""The scorecard as a page of its own: plain HTML that needs no script, for the session and the pair of a link."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from commentary.wording import day
from components.notices import notices
from components.page import document
from components.previews import plain_tags
from components.provenance import basis, standing
from components.scorecard_tables import anchor, followed, statements, tally, voices
from components.tree import html, html_text
from components.trust import trust

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from commentary.calls.model import Call, Scorecard
    from components.state import ViewState
    from components.tree import Node
    from components.view import View

_LINE = "What was said in public, judged by the prices of its day; forecasts are settled when they are due."
_NO_WINNER = (
    "A forecast counts once at each of its due dates. No winner is named: how much of what a voice said can be tested "
    "differs from voice to voice."
)
_SET_HERE = ("asof", "after", "theme")


def scorecard_document(
    view: View, cards: Sequence[Scorecard], calls: Sequence[Call], asked: Sequence[str], warnings: Sequence[str]
) -> str:
    """Return the page as an HTML document.

    Parameters
    ----------
    view : View
        Of the link.
    cards : sequence of Scorecard
        Those to show, as of `view`.
    calls : sequence of Call
        All that there are, to choose from.
    asked : sequence of str
        Keys of the calls that the link names; empty for all.
    warnings : sequence of str
        What is wrong with the link or with files of calls, a sentence each.
    """
    pair, names = f"{view.small.short} / {view.large.short}", voices(card.call for card in cards)
    prices = html.Section(trust(view), className="trust", **{"aria-label": "The prices shown"})
    return _document(
        view.state,
        f"Scorecard: {pair}, {day(view.as_of)}",
        [
            *[html.P(text, className="notice") for text in warnings],
            *notices(view),
            _settings(view, calls, asked),
            *_overall(view, cards, names),
            prices,
            *followed(cards, view),
            *[_call(card, names[card.call.key], view) for card in cards if card.statements],
        ],
    )


def absent_document(state: ViewState, texts: Sequence[str], calls: Sequence[Call]) -> str:
    """Return the page for a call that is not there, with the way to those that are, and back.

    Parameters
    ----------
    state : ViewState
        Of the link.
    texts : sequence of str
        What is wrong, a sentence each.
    calls : sequence of Call
        All that there are.
    """
    query = state.to_query()
    names, link = voices(calls), f"scorecard{query}{'&' if query else '?'}call="
    known = [html.Li(html.A(names[call.key], href=f"{link}{call.key}")) for call in calls]
    there = [html.H2("There are"), html.Ul([*known, html.Li(html.A("All calls", href=f"scorecard{query}"))])]
    notes = [html.P(text, className="notice") for text in texts]
    return _document(state, "Scorecard: no such call", [*notes, html.Section(there, className="overall")])


def _document(state: ViewState, title: str, main: list[Node]) -> str:
    nodes = (_header(state), html.Main(main, className="scorecard"), _footer())
    body, tags = ("".join(map(html_text, parts)) for parts in (nodes, plain_tags(title, _LINE)))
    return document({"theme": state.theme, "title": escape(title), "tags": tags, "body": body}, "scorecard.html")


def _header(state: ViewState) -> Node:
    back = html.A("Back to the desk", href=_desk(state.to_query()), className="back")
    return html.Header([html.H1("Scorecard"), html.P(_LINE, className="line"), html.Nav(back)], className="top")


def _desk(query: str) -> str:
    return f"./{query}"


def _settings(view: View, calls: Sequence[Call], asked: Sequence[str]) -> Node:
    """Return the form of what the page is asked for; the rest of the link goes along unseen."""
    first, last = (view.pair.sessions[at].date().isoformat() for at in (0, -1))
    kept = [pair for pair in parse_qsl(view.state.to_query().removeprefix("?")) if pair[0] not in _SET_HERE]
    asof = view.state.as_of.isoformat() if view.state.as_of else ""
    one = asked[0] if len(asked) == 1 else ""
    choices, names = [html.Option("All calls", value="")], voices(calls)
    for call in calls:
        name = names[call.key]
        text = f"{name}, {day(call.date)}" if name == call.who else name
        choices.append(html.Option(text, value=call.key, selected=call.key == one))
    return html.Form(
        [
            *[html.Input(type="hidden", name=name, value=text) for name, text in kept],
            html.Label([html.Span("Call"), html.Select(choices, name="call")]),
            html.Label(
                [
                    html.Span("As of (empty: the latest session)"),
                    html.Input(type="date", name="asof", value=asof, min=first, max=last),
                ]
            ),
            _switch("Reveal what came after", "after", "shown", view.state.after),
            _switch("Dark", "theme", "dark", view.state.theme),
            html.Button("Show", type="submit", className="button"),
        ],
        action="scorecard",
        method="get",
        className="settings",
        **{"aria-label": "What is shown"},
    )


def _switch(text: str, name: str, value: str, now: str) -> Node:
    knob = html.Span(className="knob", **{"aria-hidden": "true"})
    box = html.Input(type="checkbox", role="switch", name=name, value=value, checked=now == value)
    return html.Label([box, knob, html.Span(text)], className="switch")


def _overall(view: View, cards: Sequence[Scorecard], names: Mapping[str, str]) -> list[Node]:
    said = [html.Li([html.Strong(f"{names[card.call.key]}. "), card.summary.text]) for card in cards]
    table = html.Div(tally(cards, names), className="scroll", role="region", tabIndex="0", **{"aria-label": "Counts"})
    children = [html.H2(f"As of {day(view.as_of)}"), *_standing(view), html.Ul(said, className="said"), table]
    return [html.Section([*children, html.P(_NO_WINNER, className="note")], className="overall")]


def _standing(view: View) -> list[Node]:
    revealed = None
    if view.state.after == "shown" and view.pair.sessions[-1].date() > view.as_of:
        revealed = f"Revealed: what came after {day(view.as_of)}, up to {day(view.pair.sessions[-1].date())}."
    return [html.P(text, className="standing") for text in (revealed, standing(view), basis(view)) if text]


def _call(card: Scorecard, name: str, view: View) -> Node:
    call = card.call
    where = f"{call.role}. {call.where}. Judged as of the close of {day(card.judged_on or call.date)}."
    then = html.A(f"The desk as of {day(call.date)}", href=_desk(replace(view.state, as_of=call.date).to_query()))
    return html.Section(
        [
            html.H2(name),
            html.P(call.stance, className="stance"),
            html.P([where, " ", then], className="note"),
            *[html.P(note, className="note") for note in card.notes],
            statements(card, name, view),
        ],
        id=anchor(card),
        className="call",
    )


def _footer() -> Node:
    return html.Footer(
        "The statements are in the desk's own short words. None of it is investment advice.", className="foot"
    )

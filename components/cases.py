"""The sidebar: the bear and the bull case side by side, each claim with its status, its sentence and its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commentary.evidence.saying import said
from commentary.ledger import by_group, caveat, ledger
from commentary.model import Side, Status
from components.evidence import evidence_table
from components.records_tables import shade_of
from components.tree import html

if TYPE_CHECKING:
    from collections.abc import Iterable

    from commentary.ledger import SideCount
    from commentary.model import Claim, Sentence
    from components.tree import Node
    from components.view import View

TITLES = {Side.BEAR: "Bear case", Side.BULL: "Bull case"}
_STATUS = {
    Status.TRUE: ("✓", "Holds"),
    Status.FALSE: ("✕", "Does not hold"),
    Status.MIXED: ("◐", "Mixed"),
    Status.OVERTAKEN: ("↷", "Overtaken"),
    Status.OPEN: ("○", "Open"),
    Status.NOT_TESTABLE: ("–", "Not testable"),
}


def cases(view: View, sides: Iterable[Side] = Side, *, live: bool = True) -> list[Node]:
    """Return both cases as of the date of a view, with a note where the chart's average is not the claims'.

    Parameters
    ----------
    view : View
    sides : iterable of Side
        One, for that case alone.
    live : bool
        With what needs the page's scripts: the past cases of each claim, and the buttons that draw it on the chart.
    """
    counts = ledger(view.claims)
    columns = html.Div([_case(side, view, counts.sides[side], live=live) for side in sides], className="sides")
    odds = html.P(caveat(view.scores, view.market.small_name).text, className="note")
    judged_on = view.panel.small.trend.window
    if view.state.average == judged_on:
        return [columns, odds]
    note = (
        f"The chart shows the {view.state.average}-day average; the claims are judged on the {judged_on}-day average."
    )
    return [html.P(note, className="note window-note"), columns, odds]


def _case(side: Side, view: View, count: SideCount, *, live: bool) -> Node:
    cards = [html.Li(_card(claim, view, live=live)) for claim in view.claims if claim.side is side]
    head = [html.H2(TITLES[side]), html.P(by_group(count), className="by-group")]
    return html.Section([*head, html.Ul(cards, className="cards")], className=f"case case-{side}")


def _pin(claim: Claim, view: View) -> list[Node]:
    """Return the button that draws a claim on the chart; none for a claim that points at nothing there.

    The page's script says so at the button where all of it lies before the range (`assets/marks.js`).
    """
    if claim.key not in view.marks:
        return []
    words = [html.Span("Show on chart"), html.Span(f": {claim.name}", className="unseen")]
    state = {"data-pin": claim.key, "aria-pressed": claim.key in view.state.show}
    return [html.Button(words, type="button", id=f"pin-{claim.key}", className="pin", **state)]


def _card(claim: Claim, view: View, *, live: bool) -> Node:
    tracked, record = _tracked(claim, view)
    scripted = [*record, *_pin(claim, view)] if live else []
    return html.Article(
        [
            html.H3(claim.name),
            html.P([badge(claim.status), html.Span(claim.group, className="group")], className="judged"),
            reason(claim.text),
            *tracked,
            html.Div([html.Details([_opener(claim), evidence_table(claim)]), *scripted], className="more"),
        ],
        **{"data-claim": claim.key, "data-status": claim.status},
    )


def record_of(view: View, claim: Claim) -> Sentence | None:
    """Return what followed when a claim was true before, in a sentence; None for a claim without events."""
    return said(claim, view.records.get(claim.key, ()), view.study, view.market, still=view.still)


def sign(status: Status) -> str:
    """Return the sign of a status, which stands before its word."""
    return _STATUS[status][0]


def word(status: Status) -> str:
    """Return the status of a claim in a word or two."""
    return _STATUS[status][1]


def badge(status: Status) -> Node:
    """Return the status of a claim as a sign and a word."""
    shape = html.Span(sign(status), **{"aria-hidden": "true"})
    return html.Span([shape, f" {word(status)}"], className=f"status status-{status}")


def reason(text: str) -> Node:
    """Return the first line of a claim's text as a paragraph, and the tests behind it, a line each, as a list."""
    lead, *tests = text.split("\n")
    listed = [html.Ul([html.Li(line) for line in tests])] if tests else []
    return html.Div([html.P(lead), *listed], className="reason")


def _opener(claim: Claim) -> Node:
    return html.Summary(["Evidence", html.Span(f" for {claim.name}", className="unseen")], id=f"evidence-{claim.key}")


def _tracked(claim: Claim, view: View) -> tuple[list[Node], list[Node]]:
    """Return the track record of a claim in a sentence, and its fold-out; nothing for a claim without events.

    What is in the fold-out comes when it is opened (`assets/records.js`), and stays when the sidebar is filled anew.
    """
    told = record_of(view, claim)
    if told is None:
        return [], []
    key = claim.key
    shade = shade_of(int(told.evidence["cases"] or 0))
    opener = html.Summary(["Track record", html.Span(f" of {claim.name}", className="unseen")], id=f"record-{key}")
    place = html.Div(
        html.P("The past cases are fetched by scripts: they come once JavaScript runs.", className="note"),
        id=f"past-{key}",
        className="past",
        **{"data-kept": True},
    )
    sentence = html.P(told.text, className=f"tracked {shade}".rstrip())
    waits = html.P("It follows when the replay rests.", className="note behind-replay")
    return [sentence], [html.Details([opener, waits, place], className="record")]

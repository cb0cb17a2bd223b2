"""The sidebar: the bear and the bull case side by side, each claim with its status, its sentence and its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commentary.ledger import by_group, ledger
from commentary.model import Side, Status
from components.evidence import evidence_table
from components.tree import html

if TYPE_CHECKING:
    from collections.abc import Mapping

    from commentary.ledger import SideCount
    from commentary.model import Claim
    from components.tree import Node
    from components.view import View

_TITLES = {Side.BEAR: "Bear case", Side.BULL: "Bull case"}
_STATUS = {
    Status.TRUE: ("✓", "Holds"),
    Status.FALSE: ("✕", "Does not hold"),
    Status.MIXED: ("◐", "Mixed"),
    Status.OVERTAKEN: ("↷", "Overtaken"),
    Status.OPEN: ("○", "Open"),
    Status.NOT_TESTABLE: ("–", "Not testable"),
}


def cases(view: View) -> list[Node]:
    """Return both cases as of the date of a view, with a note where the chart's average is not the claims'."""
    counts = ledger(view.claims)
    pins = {claim.key: _pin(claim, view) for claim in view.claims}
    columns = html.Div([_case(side, view.claims, counts.sides[side], pins) for side in Side], className="sides")
    caveat = html.P(counts.caveat.text, className="note")
    judged_on = view.panel.small.trend.window
    if view.state.average == judged_on:
        return [columns, caveat]
    note = (
        f"The chart shows the {view.state.average}-day average; the claims are judged on the {judged_on}-day average."
    )
    return [html.P(note, className="note window-note"), columns, caveat]


def _case(side: Side, claims: tuple[Claim, ...], count: SideCount, pins: Mapping[str, list[Node]]) -> Node:
    own = [claim for claim in claims if claim.side is side]
    cards = [html.Li(_card(claim, pins[claim.key])) for claim in own]
    head = [html.H2(_TITLES[side]), html.P(by_group(count), className="by-group")]
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


def _card(claim: Claim, pin: list[Node]) -> Node:
    glyph, word = _STATUS[claim.status]
    shape = html.Span(glyph, **{"aria-hidden": "true"})
    status = html.Span([shape, f" {word}"], className=f"status status-{claim.status}")
    return html.Article(
        [
            html.H3(claim.name),
            html.P([status, html.Span(claim.group, className="group")], className="judged"),
            _reason(claim.text),
            html.Div([html.Details([_opener(claim), evidence_table(claim)]), *pin], className="more"),
        ],
        **{"data-claim": claim.key, "data-status": claim.status},
    )


def _reason(text: str) -> Node:
    """Return the first line of a claim's text as a paragraph, and the tests behind it, a line each, as a list."""
    lead, *tests = text.split("\n")
    listed = [html.Ul([html.Li(line) for line in tests])] if tests else []
    return html.Div([html.P(lead), *listed], className="reason")


def _opener(claim: Claim) -> Node:
    return html.Summary(["Evidence", html.Span(f" for {claim.name}", className="unseen")], id=f"evidence-{claim.key}")

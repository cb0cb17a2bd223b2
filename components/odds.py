"""Both sides read together: the pooled probabilities beside their base rates, and how well they have done."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from commentary.model import Group
from commentary.pooling import saying
from commentary.pooling.model import Outcome
from commentary.pooling.reading import readings
from commentary.wording import opening, with_article, write
from components.calibration import calibration
from components.digits import fixed
from components.odds_pictures import bar, limit_of, scale
from components.odds_words import glossary
from components.tree import html
from components.votes import votes

if TYPE_CHECKING:
    from commentary.model import Evidence
    from commentary.pooling.model import Score
    from commentary.pooling.reading import Reading
    from components.tree import Node
    from components.view import View


def odds(view: View) -> list[Node]:
    """Return the section of probabilities, their scores, and the votes that readers know."""
    scores, found = {score.name: score for score in view.scores}, readings(view.timeline)
    cards = [_card(outcome, found.get(outcome), scores[f"pooled.{outcome}"], view) for outcome in Outcome]
    shown = html.Div([*cards, votes(view.timeline, scores)], className="outcomes")
    return [html.H2("Both sides as odds"), shown, glossary()]


def _card(outcome: Outcome, reading: Reading | None, score: Score, view: View) -> Node:
    """Return what is said of one outcome; without a reading, why there is none."""
    name = _name(outcome, view)
    head = html.H3(opening(name))
    said = saying.probability(outcome, reading, view.small.short, view.large.short)
    if reading is None:
        return html.Article([head, html.P(said.text)])
    return html.Article(
        [
            head,
            _beside(said.evidence),
            scale(reading.probability, base=reading.base),
            html.P(said.text),
            _contributions(reading, name),
            *calibration(score, view.study, name, still=view.still),
        ]
    )


def _name(outcome: Outcome, view: View) -> str:
    small, large = with_article(view.small.short), with_article(view.large.short)
    return {
        Outcome.SMALL_HIGHER: f"{small} higher {outcome.horizon} sessions later",
        Outcome.SMALL_AHEAD: f"{small} ahead of {large} over {outcome.horizon} sessions",
    }[outcome]


def _beside(evidence: Evidence) -> Node:
    """Return both probabilities as the sentence writes them, the pooled one large."""
    pooled = write("{probability_pct:share}", evidence)
    base = write("{base_pct:share}", evidence)
    return html.Dl(
        [
            html.Div([html.Dt("Pooled"), html.Dd(pooled)], className="pooled"),
            html.Div([html.Dt("Base rate"), html.Dd(base)]),
        ],
        className="beside",
    )


def _contributions(reading: Reading, name: str) -> Node:
    """Return what each group adds to the log-odds of the base rate, down to those of the pooled probability."""
    adds = reading.contributions
    limit = limit_of(adds.values())
    rows = [
        html.Tr(
            [
                html.Th(group, scope="row"),
                html.Td(bar(value, limit), className="adds-bar"),
                html.Td(_written(value), className="number"),
            ]
        )
        for group, value in adds.items()
    ]
    rows.insert(0, _sum("base rate", reading.base))
    pooled = html.Tfoot(_sum("pooled", reading.probability))
    caption = f"Log-odds that each group of claims adds; bars run from -{limit:g} to +{limit:g}"
    silent = [group for group in Group if group not in adds]
    note = [html.P(f"Nothing to decide on: {', '.join(silent)}.", className="note")] if silent else []
    spoken = html.Span(f", {name}", className="unseen")
    table = html.Table([html.Caption([caption, spoken]), html.Tbody(rows), pooled], className="figures adds")
    return html.Div([table, *note])


def _sum(label: str, probability: float) -> Node:
    odds = math.log(probability / (1 - probability)) if 0 < probability < 1 else math.nan
    return html.Tr([html.Th(label, scope="row"), html.Td(), html.Td(_written(odds), className="number")])


def _written(log_odds: float) -> str:
    return fixed(log_odds, 3, signed=True)

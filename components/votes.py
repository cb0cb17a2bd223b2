"""Counts of votes that readers know from elsewhere, each with how it has done when it is read as a probability."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commentary.evidence.model import LEAST
from commentary.pooling import saying
from commentary.pooling.model import Outcome, Voter
from commentary.pooling.reading import ballots, testable
from commentary.wording import write
from components.digits import fixed
from components.odds_pictures import scale
from components.tree import html

if TYPE_CHECKING:
    from collections.abc import Mapping

    from commentary.pooling.model import Score, Timeline
    from commentary.pooling.reading import Ballot
    from components.tree import Node

NAMES = {
    Voter.CLAIMS: "Bullish among the claims that hold",
    Voter.TRADINGVIEW: "TradingView-style rating",
    Voter.BARCHART: "Barchart-style opinion",
}
_BOUNDS = {Voter.CLAIMS: (0, 0.5, 1), Voter.TRADINGVIEW: (0, 0.25, 0.45, 0.55, 0.75, 1), Voter.BARCHART: (0, 0.5, 1)}
"""Of the ratings' names, as shares of bullish votes; and the ends."""


def votes(timeline: Timeline, scores: Mapping[str, Score]) -> Node:
    """Return a card of all votes on the last session of `timeline`; `scores` are known by name."""
    found = ballots(timeline)
    parts = [_vote(found[voter], scores[f"{voter}.{Outcome.SMALL_HIGHER}"]) for voter in Voter]
    notes = [
        "A count of votes is no probability: what it weighs equally is not equally telling, and much is said twice."
    ]
    uneven = saying.lopsided(testable(timeline))
    if uneven:
        notes.append(uneven.text)
    if any(scores[f"{voter}.{Outcome.SMALL_HIGHER}"].independent >= LEAST for voter in Voter):
        notes.append("The base rates beside the votes differ: each is taken over the sessions with such a vote.")
    side_by_side = html.Div(parts, className="ballots")
    return html.Article([html.H3("Votes, for comparison"), html.P(" ".join(notes)), side_by_side], className="votes")


def _vote(ballot: Ballot, score: Score) -> Node:
    head: list[Node] = [html.H4(NAMES[ballot.voter])]
    if ballot.share is not None:
        head.append(html.P(ballot.rating or fixed(100 * ballot.share, 1, unit="%"), className="stands"))
        head.append(scale(ballot.share, bounds=_BOUNDS[ballot.voter]))
    return html.Div([*head, html.P(saying.vote(ballot).text), html.P(scored(score), className="scored")])


def scored(score: Score) -> str:
    """Return how a vote has done, read as a probability."""
    if score.independent < LEAST:
        return saying.skill(score, None).text
    said = (
        "Read as the probability of a higher close {horizon_sessions:n session} later, it had a Brier score of "
        "{brier:brier}; the base rate had {base_brier:brier} (lower is better)."
    )
    return write(said, saying.scored(score))

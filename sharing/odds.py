"""Both sides as odds, the votes and the chart patterns as a text: what the page's sections say, in short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commentary.evidence.model import Target
from commentary.pooling import saying
from commentary.pooling.model import Outcome
from commentary.pooling.reading import ballots, readings
from commentary.wording import day, opening
from components.patterns import KNOWN_SESSIONS, SHOWN_AT_ONCE, chance
from components.votes import NAMES, scored

if TYPE_CHECKING:
    from collections.abc import Iterable

    from components.view import View


def odds_markdown(view: View) -> Iterable[str]:
    """Yield the lines of the probabilities with their scores, of the votes, and of the chart patterns."""
    scores, found, study = {score.name: score for score in view.scores}, readings(view.timeline), view.study
    yield from ("", "## Both sides as odds", "")
    for outcome in Outcome:
        told = saying.probability(outcome, found.get(outcome), view.small.short, view.large.short)
        yield f"- {told.text} {saying.skill(scores[f'pooled.{outcome}'], study).text}"
    yield from ("", "### Votes, for comparison", "")
    for voter, ballot in ballots(view.timeline).items():
        yield f"- **{NAMES[voter]}.** {saying.vote(ballot).text} {scored(scores[f'{voter}.{Outcome.SMALL_HIGHER}'])}"
    yield from ("", "## Chart patterns", "")
    if study is None or not study.rates:
        yield "The history is too short to look for patterns."
        return
    names = {Target.SMALL: view.small.short, Target.LARGE: view.large.short}
    yield from (chance(study), "")
    yield from (
        f"- {opening(each.kind)}, {each.bars}, {names[each.target]}: {day(each.first)} to {day(each.last)}, "
        f"known on {day(each.known)}."
        for each in study.patterns[:SHOWN_AT_ONCE]
    )
    if len(study.patterns) > SHOWN_AT_ONCE:
        yield f"- And {len(study.patterns) - SHOWN_AT_ONCE} earlier of the last {KNOWN_SESSIONS} sessions."

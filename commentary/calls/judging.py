"""What the data of a call's own day say of a statement: by its claim, or by the run below the average it speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from commentary.calls.model import Measure
from commentary.claims import u2_gap_closes
from commentary.model import Sentence, Status
from commentary.states import RECENT
from commentary.wording import facts, named, sentence
from indicators.arrays import last_true

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from commentary.calls.model import Said
    from commentary.model import Claim, Market

_STANDS = "{Small} closed at {small_close:price}, {large} at {large_close:price}."
_SHORT = "Needs {needed_sessions:n session} of {small}; the data hold {small_history_sessions:n}."
_NEVER = "{Small} has not closed below its {average_window_sessions:n}-day average in the data."
_RUN = "{Small} closed below its {average_window_sessions:n}-day average {below_sessions:n} times in a row, "
_LASTS = "the first on {below_first_date:day}; on {as_of_date:day} it stood {distance_pct:placed} it."
_ENDED = (
    "from {below_first_date:day} to {below_last_date:day}, at last {distance_then_pct:placed} it; on {as_of_date:day} "
    "it stood {distance_pct:placed} it."
)


def judge(said: Said, then: Market, claims: Mapping[str, Claim]) -> tuple[Status, Sentence]:
    """Return the status of a statement on the call's day, and the numbers of that day.

    Parameters
    ----------
    said : Said
    then : Market
        As of the call's day.
    claims : mapping of str to Claim
        As judged on `then`, by key.
    """
    if said.claim:
        if said.claim == u2_gap_closes.KEY and said.measure is Measure.GAP_CLOSES and _has_gap(then):
            return Status.OPEN, _gap(then)  # its measure is the test, not that of the claim
        claim = claims[said.claim]
        return claim.status, Sentence(claim.text, claim.evidence)
    if said.below_average_since:
        return _below(said.below_average_since, then)
    if said.missing:
        return Status.NOT_TESTABLE, Sentence(said.missing, {})
    closes = facts(small_close=then.panel.small.close[-1], large_close=then.panel.large.close[-1])
    return Status.OPEN, _said(_STANDS, then, **closes)


def _below(since: date, then: Market) -> tuple[Status, Sentence]:
    """Return whether a run of closes below the average began on a day; one that ended in the last 5 is overtaken."""
    small = then.panel.small
    trend, window = small.trend, small.trend.window
    if np.isnan(trend.average[-1]):
        return Status.NOT_TESTABLE, _said(_SHORT, then, needed_sessions=window, small_history_sessions=len(small.close))
    last = int(last_true(trend.below > 0)[-1])
    if last < 0:
        return Status.FALSE, _said(_NEVER, then, average_window_sessions=window)
    run, above = int(trend.below[last]), len(small.close) - 1 - last
    first = small.sessions[last - run + 1]
    text = _said(
        _RUN + (_ENDED if above else _LASTS),
        then,
        average_window_sessions=window,
        below_sessions=run,
        below_first_date=first,
        below_last_date=small.sessions[last],
        distance_then_pct=trend.distance[last],
        as_of_date=then.as_of,
        distance_pct=trend.distance[-1],
    )
    if first != np.datetime64(since) or above > RECENT:
        return Status.FALSE, text
    return Status.OVERTAKEN if above else Status.TRUE, text


def _gap(then: Market) -> Sentence:
    template, evidence = u2_gap_closes.standing(then)
    return sentence(template, evidence, named(then.small_name, then.large_name))


def _has_gap(then: Market) -> bool:
    return not np.isnan(then.panel.relative.ytd_gap[-1])


def _said(template: str, then: Market, **values: object) -> Sentence:
    return sentence(template, facts(**values), named(then.small_name, then.large_name))

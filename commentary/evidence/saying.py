"""A claim's track record in one sentence, as its card says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commentary.claims.u2_gap_closes import FRACTION
from commentary.evidence import naming
from commentary.evidence.model import LEAST, LEVEL, YEAR_END, Target
from commentary.model import Status
from commentary.wording import facts, named, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commentary.evidence.model import History, Record, Study
    from commentary.model import Claim, EvidenceValue, Market, Sentence

_NONE = "No earlier case in these prices."
_TOO_FEW = "Too few {events} (n = {cases:n}) for a percentage."
_AFTER = "After the {cases:n} {events} {small} {did} {horizon_sessions:n session} later in {hits:n} "
_YEARS = "In {hits:n} of the {cases:n} {events}, {small} {did} from there to the year's end "
_SHARE = "({hit_pct:whole}, {level_pct:limit} interval {hit_low_pct:rounded} to {hit_high_pct:whole}); in all "
_GAP_CLOSED = " At least {fraction_asked_pct:limit} of the gap closed in {closed_years:n}."
_EDGE = (
    " Measured edge: {difference_points:signed points} on average against all such windows ({level_pct:limit} interval "
    "{difference_low_points:signed points} to {difference_high_points:signed points}; p {p:p}, q {q:p} of "
    "{rows:n row} tested jointly)."
)


def said(claim: Claim, past: Sequence[History], study: Study | None, market: Market) -> Sentence | None:
    """Return what followed when a claim was true before, and whether that is an edge.

    Parameters
    ----------
    claim : Claim
        As judged at the last session of `market`.
    past : sequence of History
        Of that claim, as known then.
    study : Study or None
        None while it is being computed.
    market : Market

    Returns
    -------
    Sentence or None
        None for a claim without events.
    """
    if not past:
        return None
    name = _event(claim, market)
    history = next(each for each in past if each.event == name)
    record = next(each for each in history.records if each.key[2:] == naming.headline(claim.key))
    template, evidence = _counted(history, record)
    names = _names(record, market)
    if record.after.n >= LEAST:
        edge, tested = _edge(record, study)
        template, evidence = template + edge, evidence | tested
    return sentence(template, evidence, names)


def _event(claim: Claim, market: Market) -> str:
    """Return the event that the claim turns on now; of B1, without highs, the only one that closes show."""
    match claim.key, claim.status:
        case "B1", _ if not market.panel.small.average_test.from_highs:
            return "overtaken"
        case "B1", Status.TRUE:
            return "rejected"
        case "B1", Status.OVERTAKEN:
            return "overtaken"
        case "B1", _:
            return "touch"
        case "U1", _:
            falls = (market.panel.small.trend.slope[-1:] < 0).any()
            return "cross_falling" if falls else "cross_rising"
    return "onset"


def _names(record: Record, market: Market) -> dict[str, EvidenceValue]:
    """Return the words that a template takes: what the events are, and what a hit is."""
    key = record.key
    yearly, relative = key.horizon == YEAR_END, key.target is Target.RELATIVE
    if relative:
        did = "gained on {large}" if yearly else "was ahead of {large}"
    else:
        did = "rose" if yearly else "was higher"
    events = naming.event(key.claim, key.event).many
    names = named(market.small_name, market.large_name)
    return {**names, "did": did.format(**names), "events": events if yearly else f"earlier {events}"}


def _counted(history: History, record: Record) -> tuple[str, dict[str, EvidenceValue]]:
    """Return the words for how many cases there are and what followed them."""
    after, yearly = record.after, record.key.horizon == YEAR_END
    if after.n < LEAST:
        return _TOO_FEW if after.n else _NONE, facts(cases=after.n)
    low, high = after.wilson_pct or (None, None)
    evidence = facts(
        cases=after.n,
        hits=after.hits,
        hit_pct=after.hit_pct,
        hit_low_pct=low,
        hit_high_pct=high,
        always_hit_pct=record.always.hit_pct,
        level_pct=naming.CONFIDENCE_PCT,
    )
    if not yearly:
        evidence |= facts(horizon_sessions=record.key.horizon)
        return f"{_AFTER}{_SHARE}such windows: {{always_hit_pct:whole}}.", evidence
    template = f"{_YEARS}{_SHARE}past years: {{always_hit_pct:whole}}."
    if history.years:
        closed = sum(year.closed_pct is not None and year.closed_pct >= FRACTION for year in history.years)
        return template + _GAP_CLOSED, evidence | facts(fraction_asked_pct=FRACTION, closed_years=closed)
    return template, evidence


def _edge(record: Record, study: Study | None) -> tuple[str, dict[str, EvidenceValue]]:
    """Return the words for whether what followed differs from what always followed."""
    if study is None:
        return " Whether that is an edge is being computed.", {}
    test = study.tests.get(record.key)
    if test is None or test.interval_pct is None or test.p_null is None or test.q is None:
        return " Whether that is an edge could not be tested.", {}
    low, high = test.interval_pct
    if test.q >= LEVEL or low <= 0 <= high:
        return " No measurable edge.", {}
    evidence = facts(
        difference_points=record.difference_pct,
        difference_low_points=low,
        difference_high_points=high,
        p=test.p_null,
        q=test.q,
        rows=study.rows,
    )
    return _EDGE, evidence

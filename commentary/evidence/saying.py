"""A claim's track record in one sentence, as its card says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commentary.claims import u2_gap_closes
from commentary.claims.u3_year_in_the_black import closed_in_the_black
from commentary.evidence import naming
from commentary.evidence.model import LEAST, LEVEL, UNTESTED, YEAR_END, Target
from commentary.evidence.summary import wilson
from commentary.model import Status
from commentary.wording import facts, named, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commentary.evidence.model import History, Record, Study, Test
    from commentary.model import Claim, EvidenceValue, Market, Sentence

_NONE = "No earlier case in these prices."
_TOO_FEW = "Too few {events} (n = {cases:n}) for a percentage."
_AFTER = "After the {cases:n} {events} {small} {did} {horizon_sessions:n session} later in {hits:n} "
_YEARS = "In {hits:n} of the {cases:n} {events}, "
_GAP_CLOSED = "at least {fraction_asked_pct:limit} of the gap was closed by the year's end "
_IN_THE_BLACK = "{small} closed the year in the black "
_SHARE = "({hit_pct:whole}, {level_pct:limit} interval {hit_low_pct:rounded} to {hit_high_pct:whole})"
_MORE = (
    ". From that date to the year's end {small} gained {difference_points:points} {more} on average than in all past "
    "years."
)
_EDGE = (
    " Measured edge: {difference_points:signed points} on average against all such windows ({level_pct:limit} interval "
    "{difference_low_points:signed points} to {difference_high_points:signed points}; p {p:p}, q {q:p} of "
    "{rows:n row} tested jointly)."
)


def said(
    claim: Claim, past: Sequence[History], study: Study | None, market: Market, *, still: bool = False
) -> Sentence | None:
    """Return what followed when a claim was true before, and whether that is an edge.

    Parameters
    ----------
    claim : Claim
        As judged at the last session of `market`.
    past : sequence of History
        Of that claim, as known then.
    study : Study or None
        None while it has not been computed.
    market : Market
    still : bool
        Whether nothing can be filled in later where it is said.

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
    template, evidence = _counted(history, record, market)
    names = _names(record, market)
    if record.after.n >= LEAST:
        edge, tested = _edge(record, study, still=still)
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
    names = named(market.small_name, market.large_name)
    events = naming.event(key.claim, key.event).many
    if yearly:
        more = "less" if record.difference_pct is not None and record.difference_pct < 0 else "more"
        return {**names, "events": events, "more": f"{more} on {names['large']}" if relative else more}
    did = f"was ahead of {names['large']}" if relative else "was higher"
    return {**names, "events": f"earlier {events}", "did": did}


def _counted(history: History, record: Record, market: Market) -> tuple[str, dict[str, EvidenceValue]]:
    """Return the words for how many cases there are and what followed them."""
    after = record.after
    if after.n < LEAST:
        return _TOO_FEW if after.n else _NONE, facts(cases=after.n)
    if record.key.horizon == YEAR_END:
        return _years(history, record, market)
    evidence = _share(after.hits, after.n) | facts(horizon_sessions=record.key.horizon)
    if record.independent < LEAST:
        return f"{_AFTER}{_SHARE}; of all such windows there are too few for a percentage.", evidence
    evidence |= facts(always_hit_pct=record.always.hit_pct)
    return f"{_AFTER}{_SHARE}; in all such windows: {{always_hit_pct:whole}}.", evidence


def _years(history: History, record: Record, market: Market) -> tuple[str, dict[str, EvidenceValue]]:
    """Return the words for in how many past years it came as the claim says, and by how much they differ from all."""
    if history.claim == u2_gap_closes.KEY:
        came = [year.closed_pct >= u2_gap_closes.FRACTION for year in history.years if year.closed_pct is not None]
        measure, evidence = _GAP_CLOSED, facts(fraction_asked_pct=u2_gap_closes.FRACTION)
    else:
        came, measure, evidence = closed_in_the_black(market.panel).tolist(), _IN_THE_BLACK, facts()
    evidence |= _share(sum(came), len(came)) | facts(difference_points=record.difference_pct)
    return f"{_YEARS}{measure}{_SHARE}{_MORE}", evidence


def _share(hits: int, n: int) -> dict[str, EvidenceValue]:
    """Return how often something came in `n` cases, with Wilson's interval, as evidence."""
    low, high = wilson(hits, n)
    return facts(
        cases=n,
        hits=hits,
        hit_pct=100 * hits / n,
        hit_low_pct=low,
        hit_high_pct=high,
        level_pct=naming.CONFIDENCE_PCT,
    )


def _edge(record: Record, study: Study | None, *, still: bool) -> tuple[str, dict[str, EvidenceValue]]:
    """Return the words for whether what followed differs from what always followed."""
    if study is None:
        return f" Whether that is an edge {naming.awaited(still=still)}.", {}
    test = study.tests.get(record.key, UNTESTED)
    if test.interval_pct is None or test.p_null is None or test.q is None:
        return f" Whether that is an edge could not be tested: too few {_lacking(test)}.", {}
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


def _lacking(test: Test) -> str:
    """Return what there were too few of for a test that is not whole."""
    if test.interval_pct is None and test.p_null is None:
        return "cases in the study"
    return "resamples held such a case" if test.interval_pct is None else "simulated histories held such an event"

"""The track records in the report, with the probabilities and patterns that the page shows beside them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from commentary.evidence import naming
from commentary.evidence.model import LEAST, UNTESTED, YEAR_END, Target
from commentary.pooling.reading import readings
from commentary.wording import facts, opening, write
from components.cases import record_of
from components.digits import fixed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from commentary.evidence.model import History, Pattern, PatternRate, Record, Spread, Study, Test
    from commentary.model import Claim
    from components.view import View
    from data.model import Pair

_HEADS = (
    *("After", "Return of", "Over", "n", "Mean, %", "Median, %", "Quartiles, %", "Higher in", "Wilson, %"),
    *("All: n", "All: mean, %", "All: median, %", "All: higher in", "Difference, points", "Interval, points", "p", "q"),
)
_MINUS = "A row of one instrument minus the other is in points, and says in how many cases the first was ahead."


class Kept(Protocol):
    """Where studies are kept."""

    def known(self, pair: Pair, as_of: date) -> Study | None:
        """Return what has been computed for a pair as of a session; None if that is not there."""
        ...

    def keep(self, pair: Pair, as_of: date, study: Study) -> None:
        """Keep a study for all who look for it."""
        ...


class Computed:
    """Studies that are computed while their reader waits, as a command can, where none is kept.

    Parameters
    ----------
    kept : Kept, optional
        Looked at first; what is computed is kept there.
    told : callable
        Called before one is computed.
    """

    def __init__(self, kept: Kept | None, told: Callable[[], object]) -> None:
        self._kept = kept
        self._told = told

    def known(self, pair: Pair, as_of: date) -> Study:
        """Return the study of a pair as of a session."""
        found = self._kept.known(pair, as_of) if self._kept else None
        return found or self._computed(pair, as_of)

    def _computed(self, pair: Pair, as_of: date) -> Study:
        from commentary.evidence.slow.study import study  # noqa: PLC0415 - takes seconds to load

        self._told()
        found = study(*pair.until(as_of))
        if self._kept:
            self._kept.keep(pair, as_of, found)
        return found

    def ask(self, pair: Pair, as_of: date) -> bool:  # noqa: ARG002 - every reader's answer is known
        """Return False: nothing is computed beside the reader."""
        return False


def records(view: View, claim: Claim) -> dict[str, Any]:
    """Return every row of the track record of a claim as plain values; returns in %, None where undefined."""
    past = view.records.get(claim.key, ())
    return {"records": [_row(record, view.study) for history in past for record in history.records]}


def _row(record: Record, study: Study | None) -> dict[str, Any]:
    key, after, always, test = record.key, record.after, record.always, _test(record, study)
    return {
        "event": key.event,
        "target": key.target.value,
        "horizon": "year_end" if key.horizon == YEAR_END else key.horizon,
        "n": after.n,
        "mean_pct": after.mean_pct,
        "median_pct": after.median_pct,
        "quartiles_pct": _list(after.quartiles_pct),
        "hits": after.hits,
        "hit_pct": after.hit_pct,
        "wilson_pct": _list(after.wilson_pct),
        "unconditional": {
            "mean_pct": always.mean_pct,
            "median_pct": always.median_pct,
            "hit_pct": always.hit_pct,
            "n": always.n,
        },
        "difference_pct": record.difference_pct,
        "interval_pct": _list(test.interval_pct),
        "p_null": test.p_null,
        "q": test.q,
    }


def _test(record: Record, study: Study | None) -> Test:
    return study.tests.get(record.key, UNTESTED) if study else UNTESTED


def _list(pair: tuple[float, float] | None) -> list[float] | None:
    return list(pair) if pair else None


def both_sides(view: View) -> dict[str, Any]:
    """Return the probabilities, how each has done, and the chart patterns as plain values."""
    study = view.study
    return {
        "probabilities": {
            outcome.value: {
                "horizon": outcome.horizon,
                "probability_pct": 100 * reading.probability,
                "base_pct": 100 * reading.base,
                "log_odds": {group.value: value for group, value in reading.contributions.items()},
            }
            for outcome, reading in readings(view.timeline).items()
        },
        "scores": [
            {
                "name": score.name,
                "n": score.n,
                "independent": score.independent,
                "brier": score.brier,
                "base_brier": score.base_brier,
                "skill_pct": score.skill_pct,
                "skill_interval_pct": _list(study.skill_pct.get(score.name)) if study else None,
            }
            for score in view.scores
        ],
        "patterns": [_plain(each) for each in study.patterns] if study else None,
        "pattern_rates": [_plain(each) for each in study.rates] if study else None,
        "tested": {"rows": study.rows, "draws": study.draws, "histories": study.histories} if study else None,
    }


def _plain(found: Pattern | PatternRate) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(found).items()}


def records_markdown(view: View) -> Iterable[str]:
    """Yield the lines of the track records: for each claim with events its sentence and a table; then how to read them.

    Returns are in %, differences and returns of small minus large in points.
    """
    yield from ("", "## Track records", "", _MINUS, "")
    for claim in view.claims:
        past, told = view.records.get(claim.key, ()), record_of(view, claim)
        if told is not None:
            yield from (f"### {claim.key} {claim.name}", "", told.text, "")
            yield f"| {' | '.join(_HEADS)} |"
            yield f"|---|---|---|{'---:|' * (len(_HEADS) - 3)}"
            yield from (_line(history, record, view) for history in past for record in history.records)
            yield ""
    unseen = naming.on_closes(view.panel)
    yield from [f"- {unseen}"] if unseen else []
    notes = (naming.notes(view.study, year_end=year_end, shaded=False) for year_end in (False, True))
    yield from (f"- {note}" for note in dict.fromkeys(note for each in notes for note in each))


def _line(history: History, record: Record, view: View) -> str:
    key, after, test = record.key, record.after, _test(record, view.study)
    ahead = "ahead in " if key.target is Target.RELATIVE else ""
    named = (
        opening(naming.event(history.claim, history.event).many),
        naming.target(key.target, view.market.small_name, view.market.large_name),
        naming.within(key.horizon),
    )
    tested = (_signed(record.difference_pct), _between(test.interval_pct), _chance(test.p_null), _chance(test.q))
    if after.n < LEAST:
        tested = ("", "", "", "")
    return f"| {' | '.join((*named, *_counted(after, ahead), *_always(record, ahead), *tested))} |"


def _counted(after: Spread, ahead: str) -> tuple[str, ...]:
    if after.n < LEAST:
        return (naming.too_few(after.n), "", "", "", "", "")
    return (
        f"{after.n:,d}",
        _signed(after.mean_pct),
        _signed(after.median_pct),
        _between(after.quartiles_pct),
        f"{ahead}{after.hits:,d} ({_share(after.hit_pct)})",
        _between(after.wilson_pct, signed=False),
    )


def _always(record: Record, ahead: str) -> tuple[str, ...]:
    always = record.always
    if record.independent < LEAST:
        return (f"{always.n:,d}", "too few end to end", "", "")
    shares = (_signed(always.mean_pct), _signed(always.median_pct), f"{ahead}{_share(always.hit_pct)}")
    return (f"{always.n:,d}", *shares)


def _signed(value: float | None) -> str:
    return "" if value is None else fixed(value, 2, signed=True)


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.0f} %"


def _between(bounds: tuple[float, float] | None, *, signed: bool = True) -> str:
    return " to ".join(_signed(bound) if signed else fixed(bound, 0) for bound in bounds) if bounds else ""


def _chance(value: float | None) -> str:
    return "" if value is None else write("{value:p}", facts(value=value))

"""The headless twin: a view as JSON or markdown, from the values that the page shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from commentary.headline import headline
from commentary.ledger import by_group, caveat, ledger
from commentary.model import Side
from commentary.wording import day
from components.cases import word
from components.colophon import warnings
from components.numbers import RELATIVE_ROWS, ROWS, numbers
from components.provenance import basis, findings, provenance
from data.model import State
from sharing.odds import odds_markdown
from sharing.records import both_sides, records, records_markdown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from commentary.model import Claim
    from components.view import View
    from sharing.called import Called

WORST_FIRST = (State.STALE, State.PROVISIONAL, State.FRESH)


def as_json(view: View, called: Called | None = None, *, with_records: bool = False) -> dict[str, Any]:
    """Return what the page says as plain values: percentages as percent, dates as ISO text, None where undefined.

    Parameters
    ----------
    view : View
    called : Called, optional
        Published calls judged, to go along.
    with_records : bool
        With the track record of each claim, the probabilities with their scores, and the chart patterns.
    """
    pair = view.pair
    histories = (pair.small, pair.large)
    return {
        "as_of": view.as_of.isoformat(),
        "pair": {"small": pair.small.symbol, "large": pair.large.symbol},
        "source": ", ".join(dict.fromkeys(history.source.value for history in histories)),
        "state": min((history.state for history in histories), key=WORST_FIRST.index).value,
        "problems": problems(view),
        **numbers(view),
        "claims": [_claim(claim) | (records(view, claim) if with_records else {}) for claim in view.claims],
        **(both_sides(view) if with_records else {}),
        **(called.as_json() if called else {}),
    }


def problems(view: View) -> list[str]:
    """Return every sentence of warning that the page shows about its prices and about what was asked."""
    pair = view.pair
    found = [problem.text for history in (pair.small, pair.large) for problem in findings(history, view.as_of)]
    return [*([pair.notice] if pair.notice else []), *view.ignored, *warnings(view), *found]


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "key": claim.key,
        "name": claim.name,
        "side": claim.side.value,
        "group": claim.group.value,
        "status": claim.status.value,
        "text": claim.text,
        "evidence": dict(claim.evidence),
    }


def as_markdown(view: View, called: Called | None = None, *, with_records: bool = False) -> str:
    """Return what the page says as a text to read or to mail, if asked with the track record of each claim."""
    counts, adjusted = ledger(view.claims), basis(view)
    panel, names = view.panel, (view.market.small_name, view.market.large_name)
    lines = [
        f"# {names[0]} or {names[1]}, as of {day(view.as_of)}",
        "",
        *(f"> {line}\n" for line in problems(view)),
        *(
            f"- {headline(name, one, one.trend).text}"
            for name, one in zip(names, (panel.small, panel.large), strict=True)
        ),
        f"- {counts.summary.text} {caveat(view.scores, view.market.small_name).text}",
        *([f"- {adjusted}"] if adjusted else []),
        "",
        *_table(view, names),
    ]
    for side in Side:
        lines += ["", f"## The {side} case", "", by_group(counts.sides[side]), ""]
        lines += [
            f"- **{c.key} {c.name}: {word(c.status)}.** {' '.join(c.text.split())}"
            for c in view.claims
            if c.side is side
        ]
    if with_records:
        lines += [*records_markdown(view), *odds_markdown(view)]
    if called:
        lines += called.as_markdown()
    lines += ["", "## Where the prices come from", "", *(f"- {line}" for line in _sources(view))]
    return "\n".join(lines) + "\n"


def _sources(view: View) -> Iterable[str]:
    yield provenance(view.small, view.pair.small)
    yield provenance(view.large, view.pair.large)


def _table(view: View, names: tuple[str, str]) -> Iterable[str]:
    values = numbers(view)
    yield f"| | {names[0]} | {names[1]} |"
    yield "|---|---:|---:|"
    for row in ROWS:
        yield f"| {row.label} | {row.show(values['small'][row.key])} | {row.show(values['large'][row.key])} |"
    for row in RELATIVE_ROWS:
        yield f"| {row.label} | {row.show(values['relative'][row.key])} | |"

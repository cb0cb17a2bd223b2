"""The track record of a claim: what followed when it was true before, in numbers, in pictures and case by case."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from commentary.claims import b1_sells_off_at_average
from commentary.claims.u2_gap_closes import FRACTION
from commentary.evidence import naming
from commentary.evidence.model import HORIZONS, LEAST, YEAR_END, Target
from commentary.wording import day, facts, opening, write
from components.records_pictures import dots, way
from components.records_tables import cases, followed, years
from components.tree import html

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from commentary.evidence.model import History, Record
    from commentary.model import EvidenceValue
    from components.tree import Node
    from components.view import View


class RecordError(ValueError):
    """There is no such track record; the message says so to the reader."""


class Chosen(NamedTuple):
    """Which of the rows is drawn: that of one target, at one horizon."""

    target: Target
    horizon: int


def track_record(view: View, claim: str, target: str | None = None, horizon: str | None = None) -> list[Node]:
    """Return all that is known of the past cases of a claim, as of the date of a view.

    Parameters
    ----------
    view : View
    claim : str
        Key of a claim with events.
    target, horizon : str, optional
        Whose return the tables are of, and after how many sessions it is drawn.

    Raises
    ------
    RecordError
        If the claim, the target or the horizon is none that has a record.
    """
    found = view.records.get(claim)
    if not found:
        raise RecordError("There is no track record of such a claim.")
    chosen = _chosen(found[0], claim, target, horizon)
    year_end = chosen.horizon == YEAR_END
    unseen = naming.on_closes(view.panel) if claim == b1_sells_off_at_average.KEY else None
    notes = [*([unseen] if unseen else []), *naming.notes(view.study, year_end=year_end, still=view.still)]
    return [
        html.P(f"As known at the close of {day(view.as_of)}.", className="note"),
        *([] if year_end else [_choices(view, claim, chosen)]),
        *(node for history in found for node in _history(view, history, chosen)),
        *(html.P(note, className="note") for note in notes),
    ]


def _chosen(history: History, claim: str, target: str | None, horizon: str | None) -> Chosen:
    """Return the row asked for by name, or else the one that speaks for the claim."""
    own = naming.headline(claim)
    asked = (target or str(own.target), horizon or str(own.horizon))
    for row in history.records:
        if asked == (str(row.key.target), str(row.key.horizon)):
            return Chosen(row.key.target, row.key.horizon)
    raise RecordError("There is no track record of such a return.")


def _choices(view: View, claim: str, chosen: Chosen) -> Node:
    """Return the choice of whose return is shown, and after how many sessions it is drawn."""
    targets = {target: _target(view, target) for target in Target}
    horizons = {horizon: str(horizon) for horizon in HORIZONS}
    return html.Div(
        [
            _choice(claim, "target", "Return of", targets, chosen.target),
            _choice(claim, "horizon", "Drawn after, sessions", horizons, chosen.horizon),
        ],
        className="choices",
    )


def _choice(claim: str, what: str, label: str, choices: Mapping[Any, str], now: object) -> Node:
    row = [
        html.Label(
            [
                html.Input(
                    type="radio",
                    name=f"{what}-{claim}",
                    id=f"{what}-{claim}-{value}",
                    value=value,
                    checked=value == now,
                    **{"data-choose": what},
                ),
                html.Span(text),
            ]
        )
        for value, text in choices.items()
    ]
    return html.Fieldset([html.Legend(label, className="label"), html.Div(row, className="segments")])


def _target(view: View, target: Target) -> str:
    return naming.target(target, view.market.small_name, view.market.large_name)


def _history(view: View, history: History, chosen: Chosen) -> list[Node]:
    rows = [row for row in history.records if row.key.target is chosen.target]
    drawn = next(row for row in rows if row.key.horizon == chosen.horizon)
    title = opening(naming.event(history.claim, history.event).many)
    tests = view.study.tests if view.study else None
    return [
        html.H4(title),
        followed(rows, tests, f"{title}: {_target(view, chosen.target)}", still=view.still),
        *_dots(view, history, drawn),
        *_way(view, history, chosen.target),
        *_listed(history, rows),
    ]


def _dots(view: View, history: History, row: Record) -> list[Node]:
    """Return the picture of every case whose outcome is known; none where there is no such case."""
    _, _, target, horizon = row.key
    known = [(case.session, case.returns_pct[target, horizon]) for case in history.cases]
    points = [(when, value) for when, value in known if value is not None]
    if not points:
        return []
    (worst_day, worst), (best_day, best) = (pick(points, key=itemgetter(1)) for pick in (min, max))
    typical = row.always.median_pct if row.independent >= LEAST else None
    evidence = facts(n=len(points), worst=worst, worst_date=worst_day, best=best, best_date=best_day, typical=typical)
    names = {"target": _target(view, target), "later": naming.later(horizon)}
    title = "{target} {later}, each past case"
    if typical is not None:
        title += "; dashed: the median of all windows, {typical:SIGNED}"
    label = (
        "{n:n dot}: {target} {later}, from {worst:SIGNED} ({worst_date:day}) to {best:SIGNED} ({best_date:day}). "
        "The list of cases has each."
    )
    sessions = view.panel.relative.sessions[[0, -1]].astype("datetime64[D]").tolist()
    picture = dots(
        points,
        over=(sessions[0], sessions[1]),
        typical=typical,
        target=target,
        label=_told(label, evidence | names, target),
    )
    said = html.P("A dot moves the page to its date.", className="note said")
    return [html.P(_told(title, evidence | names, target), className="picture-title"), picture, said]


def _told(template: str, evidence: Mapping[str, EvidenceValue], target: Target) -> str:
    """Return a template in which returns, ``{key:SIGNED}``, are in %, and differences of two returns in points."""
    return write(template.replace("SIGNED", "signed points" if target is Target.RELATIVE else "signed"), evidence)


def _way(view: View, history: History, target: Target) -> list[Node]:
    """Return the picture of the average way around the events, from ten cases on."""
    path = history.paths.get(target)
    if path is None or path.n < LEAST:
        return []
    evidence = facts(
        n=path.n,
        before=-path.offsets[0],
        after=path.offsets[-1],
        mean_before=path.mean[0],
        mean_after=path.mean[-1],
        low=path.lower[-1],
        high=path.upper[-1],
    )
    names = {"target": _target(view, target)}
    title = (
        "{target} on average, from {before:n session} before the event to {after:n session} after, measured from its "
        "close; band: the middle half of {n:n case}"
    )
    label = (
        "Average of {n:n case}: {mean_before:SIGNED} {before:n session} before the event, {mean_after:SIGNED} "
        "{after:n session} after it; the middle half of the cases ended between {low:SIGNED} and {high:SIGNED}."
    )
    return [
        html.P(_told(title, evidence | names, target), className="picture-title"),
        way(path, target=target, label=_told(label, evidence | names, target)),
    ]


def _listed(history: History, rows: Sequence[Record]) -> list[Node]:
    """Return the list of cases, or of past years, folded; none where there is nothing to list."""
    name = f"case-{history.claim}-{history.event}"
    if history.years:
        table = years(history.years, FRACTION, name)
    elif history.cases:
        table = cases(history.cases, [(row.key.target, row.key.horizon) for row in rows], name)
    else:
        return []
    event = html.Span(f" of the {naming.event(history.claim, history.event).many}", className="unseen")
    return [html.Details([html.Summary(["Each by its date", event]), table])]

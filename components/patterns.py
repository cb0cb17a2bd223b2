"""Chart patterns of the last year, each with how often it comes in these prices and in the same returns shuffled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commentary.evidence.model import Bars, Kind, Target
from commentary.wording import day, facts, opening, write
from components.digits import fixed
from components.tree import html
from components.widgets import spoken, wide

if TYPE_CHECKING:
    from collections.abc import Mapping

    from commentary.evidence.model import Pattern, PatternRate, Study
    from components.tree import Node
    from components.view import View

KNOWN_SESSIONS = 252  # how far back a study's patterns were known
SHOWN_AT_ONCE = 6  # patterns; more open on demand

Rates = dict[tuple[Kind, Bars, Target], "PatternRate"]


def patterns(view: View) -> list[Node]:
    """Return the section of chart patterns; each one's day is a button that moves the as-of date there."""
    head = html.H2("Chart patterns")
    if view.study is None:
        return [head, html.P("Being computed: the same search runs through these returns in random order.")]
    if not view.study.rates:
        return [head, html.P("The history is too short to look for patterns.")]
    names = {Target.SMALL: view.small.short, Target.LARGE: view.large.short}
    rates: Rates = {(rate.kind, rate.bars, rate.target): rate for rate in view.study.rates}
    return [head, html.P(chance(view.study)), *_found(view.study.patterns, names, rates), _all_rates(names, rates)]


def chance(study: Study) -> str:
    """Return how often these prices show a pattern, and how often chance does, in one sentence."""
    evidence = facts(
        found_per_year=sum(rate.per_year for rate in study.rates),
        shuffled_per_year=sum(rate.shuffled_per_year for rate in study.rates),
    )
    said = (
        "In all {found_per_year:tenths} patterns a year in these prices, {shuffled_per_year:tenths} a year in the same "
        "returns in random order. They are never in the score."
    )
    return write(said, evidence)


def _found(found: tuple[Pattern, ...], names: Mapping[Target, str], rates: Rates) -> list[Node]:
    window = f"in the last {KNOWN_SESSIONS} sessions"
    if not found:
        return [html.P(f"None became known {window}.")]
    cards = [_card(pattern, names[pattern.target], rates) for pattern in found]
    shown = [html.H3(f"Known {window}, newest first"), html.Ul(cards[:SHOWN_AT_ONCE], className="found")]
    rest = cards[SHOWN_AT_ONCE:]
    if rest:
        title = html.Summary(f"{len(rest)} earlier {'pattern' if len(rest) == 1 else 'patterns'}")
        shown.append(html.Details([title, html.Ul(rest, className="found")]))
    return shown


def _card(pattern: Pattern, name: str, rates: Rates) -> Node:
    _, in_prices, shuffled = _numbers(rates.get((pattern.kind, pattern.bars, pattern.target)))
    known = pattern.known.isoformat()
    jump = html.Button(
        day(pattern.known),
        type="button",
        id=f"pattern-{pattern.bars}-{pattern.target}-{pattern.kind}-{known}".replace(" ", "-"),
        className="button",
        **spoken(f"{day(pattern.known)}: show the page as of that day"),
        **{"data-set": "asof", "data-value": known},
    )
    return html.Li(
        [
            html.P([html.Strong(opening(pattern.kind)), f" {pattern.bars}, {name}"]),
            html.P([f"{day(pattern.first)} to {day(pattern.last)}, known on ", jump]),
            html.P(f"A year: {in_prices} in these prices, {shuffled} shuffled", className="often"),
        ]
    )


def _all_rates(names: Mapping[Target, str], rates: Rates) -> Node:
    """Return the yearly numbers of every kind, found and shuffled, folded away."""
    title = html.Summary("How often each kind comes")
    note = html.P("Patterns found so far, how many that is a year, and how many a year in shuffled returns.")
    return html.Details([title, note, *(_rates_table(bars, names, rates) for bars in Bars)])


def _rates_table(bars: Bars, names: Mapping[Target, str], rates: Rates) -> Node:
    over = [html.Td(), *(html.Th(name, colspan=3, scope="colgroup") for name in names.values())]
    under = [html.Th(word, scope="col") for _ in names for word in ("found", "a year", "shuffled")]
    rows = [
        html.Tr(
            [
                html.Th(opening(kind), scope="row"),
                *(
                    html.Td(text, className="number")
                    for target in names
                    for text in _numbers(rates.get((kind, bars, target)))
                ),
            ]
        )
        for kind in Kind
    ]
    head = html.Thead([html.Tr(over), html.Tr([html.Th("kind", scope="col"), *under])])
    table = html.Table([html.Caption(f"{opening(bars)} bars"), head, html.Tbody(rows)], className="figures")
    return wide(f"Yearly numbers of {bars} patterns", table)


def _numbers(rate: PatternRate | None) -> tuple[str, str, str]:
    """Return how many were found, and how many a year in these prices and in shuffled returns."""
    if rate is None:
        return ("n/a",) * 3
    return f"{rate.found:,d}", fixed(rate.per_year, 2), fixed(rate.shuffled_per_year, 2)

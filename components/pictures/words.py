"""A picture in words, for readers who do not see it: the sentences of the page about what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commentary.ledger import by_group, caveat, ledger
from components.cases import TITLES, record_of, word
from components.colophon import colophon
from components.figures.panels import panes_of
from components.takeaways import takeaways_of
from components.verdict import dated, detail, heading, period, stands

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from commentary.model import Side
    from components.figures.model import Chart, Pane
    from components.view import View


def panes_told(view: View, chart: Chart, panes: Iterable[Pane]) -> list[str]:
    """Return what panes say: heading, what is drawn, and description of each."""
    told = takeaways_of(view)
    lines = [f"{dated(view)}. Shown: {period(chart)}."]
    for pane in panes:
        drawn = detail(view, chart, pane) + (f": {pane.wanting}" if pane.empty else "")
        lines += [told[pane.key].heading.text, drawn, told[pane.key].description.text]
    return [*lines, *colophon(view)]


def case_told(view: View, sides: Sequence[Side]) -> list[str]:
    """Return what a case says: each claim with its status, its sentences and its record."""
    counts = ledger(view.claims)
    lines = [f"{dated(view)}.", counts.summary.text]
    for side in sides:
        lines += [TITLES[side], by_group(counts.sides[side])]
        for claim in view.claims:
            if claim.side is side:
                told = record_of(view, claim)
                record = f" {told.text}" if told else ""
                lines.append(f"{claim.name}: {word(claim.status)}. {' '.join(claim.text.split())}{record}")
    return [*lines, caveat(view.scores, view.market.small_name).text, *colophon(view)]


def card_told(view: View, chart: Chart) -> list[str]:
    """Return what a preview says."""
    drawn = " · ".join(detail(view, chart, pane) for pane in panes_of(chart, "price"))
    shown = f"Shown: {period(chart)}. {drawn}"
    return [heading(view), stands(view)[1], ledger(view.claims).summary.text, shown, *colophon(view)]

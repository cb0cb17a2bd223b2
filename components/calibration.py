"""How a probability has done: its skill in a sentence, its reliability diagram, and a table that says the same.

Neighbouring sessions share most of their outcome, so windows laid end to end are what is counted: with fewer than
`LEAST` of them a range of forecasts has no percentage and no dot, with fewer than `PLAIN` its dot is hollow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from commentary.evidence.model import LEAST, PLAIN
from commentary.evidence.naming import CONFIDENCE_PCT
from commentary.evidence.summary import wilson
from commentary.pooling import saying
from components.digits import fixed
from components.odds_pictures import Dot, reliability
from components.tree import html
from components.widgets import wide

if TYPE_CHECKING:
    from commentary.evidence.model import Study
    from commentary.pooling.model import Bin, Outcome, Score
    from components.tree import Node


class _Row(NamedTuple):
    """A range of forecasts, and how many windows laid end to end it was said in."""

    part: Bin
    windows: int

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the share that came, in %."""
        return wilson(self.part.observed * self.windows, self.windows)


def calibration(score: Score, study: Study | None, name: str, *, still: bool = False) -> list[Node]:
    """Return how a probability has done in a sentence, with its reliability diagram where enough outcomes are known.

    Parameters
    ----------
    score : Score
    study : Study or None
        Knows the interval of the skill.
    name : str
        What the probability is of, for those who hear the picture.
    still : bool
        Whether nothing can be filled in later where it stands.
    """
    said = html.P(saying.skill(score, study, still=still).text, className="few" if score.independent < PLAIN else None)
    rows = [_Row(part, part.n // score.outcome.horizon) for part in score.bins]
    told = [row for row in rows if row.windows >= LEAST]
    head = html.H4("How it has done so far")
    if not told:
        return [head, said]
    dots = [Dot(row.part.forecast, row.part.observed, row.interval, row.part.n, row.windows < PLAIN) for row in told]
    label = f"What came over what was forecast, {name}; the table below has the numbers"
    return [head, html.Div([reliability(dots, label), said], className="done"), _table(rows, score.outcome, name)]


def _table(rows: list[_Row], outcome: Outcome, name: str) -> Node:
    note = (
        f"Forecasts so far, their mean, and how often the outcome came, with its {CONFIDENCE_PCT} % interval. Counted "
        f"in windows of {outcome.horizon} sessions laid end to end: fewer than {LEAST} are too few to say and are not "
        f"drawn, fewer than {PLAIN} have a hollow dot. A dot is as large as its sessions are many."
    )
    names = ("Forecast", "Sessions", "Windows", "Mean", "Came", "Interval")
    head = html.Thead(html.Tr([html.Th(text, scope="col") for text in names]))
    table = html.Table([head, html.Tbody([_table_row(row) for row in rows])], className="figures")
    title = html.Summary(["Diagram as a table", html.Span(f", {name}", className="unseen")])
    shown = wide(f"What came over what was forecast, {name}", table)
    return html.Details([title, html.P(note, className="note"), shown])


def _table_row(row: _Row) -> Node:
    part = row.part
    counted = [f"{part.n:,d}", f"{row.windows:,d}"]
    if row.windows < LEAST:
        cells = [html.Td(text) for text in counted] + [html.Td(f"too few (n = {row.windows})", colspan=3)]
    else:
        low, high = row.interval
        shares = [_percent(part.forecast), _percent(part.observed), f"{low:.0f} to {high:.0f} %"]
        cells = [html.Td(text) for text in (*counted, *shares)]
    return html.Tr([html.Th(f"{100 * part.low:.0f} to {100 * part.high:.0f} %", scope="row"), *cells])


def _percent(share: float) -> str:
    return fixed(100 * share, 1, unit="%")

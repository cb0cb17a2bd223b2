"""The trust strip: what is shown, where it came from, how current it is and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commentary.wording import day
from components.figures.model import Who
from components.provenance import findings, nature, origin
from components.stamp import compared
from components.tree import html
from data.model import Source, State

if TYPE_CHECKING:
    from datetime import date

    from components.tree import Node
    from components.view import View
    from data.model import Instrument, PriceHistory

SHOWN_AT_ONCE = 2  # problems; more open on demand
_OFFLINE = (Source.LAST_GOOD, Source.BUNDLED)
_STATES = {State.FRESH: ("●", "Fresh"), State.PROVISIONAL: ("◔", "Provisional"), State.STALE: ("▲", "Stale")}


def trust(view: View) -> list[Node]:
    """Return a block for each instrument: name, source, last session, state, adjustment, problems.

    Below stands whether a link was made on identical data; that it was not is a notice.
    """
    found = compared(view)
    same = [html.P(["✓ ", found.text], className="identical")] if found and found.identical else []
    return [
        _block(Who.SMALL, view.small, view.pair.small, view.as_of),
        _block(Who.LARGE, view.large, view.pair.large, view.as_of),
        *same,
    ]


def _block(who: Who, instrument: Instrument, history: PriceHistory, as_of: date) -> Node:
    return html.Div(
        [
            html.P(
                [html.Strong(instrument.name), f", {nature(history)}. {instrument.note}".rstrip()],
                className=f"of-{who}",
            ),
            html.P(
                [
                    *_badges(history),
                    " Last session ",
                    html.Strong(day(history.as_of)),
                    f". {origin(history)}",
                ]
            ),
            *_problems(history, as_of),
        ],
        className="instrument",
        **{"data-state": history.state, "data-source": history.source},
    )


def _badges(history: PriceHistory) -> list[Node]:
    glyph, word = _STATES[history.state]
    badges = [_badge(glyph, word, history.state)]
    return [_badge("◌", "Offline", "offline"), *badges] if history.source in _OFFLINE else badges


def _badge(glyph: str, word: str, kind: str) -> Node:
    return html.Span([html.Span(glyph, **{"aria-hidden": "true"}), f" {word}"], className=f"badge badge-{kind}")


def _problems(history: PriceHistory, as_of: date) -> list[Node]:
    texts = [html.Li(problem.text) for problem in findings(history, as_of)]
    if not texts:
        return []
    shown = [html.Ul(texts[:SHOWN_AT_ONCE], className="problems")]
    more = texts[SHOWN_AT_ONCE:]
    if more:
        rest = html.Ul(more, className="problems")
        shown.append(html.Details([html.Summary(f"{len(more)} more on {history.symbol}"), rest]))
    return shown

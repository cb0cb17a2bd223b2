"""What the reader sets: one control a parameter of the link, all of them the browser's own.

A control names its parameter in ``data-set``; the page's script (`assets/controls.js`) asks for the view with what it
then holds, and afterwards sets every control to what the view says (`held`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from commentary.wording import day
from components import replay
from components.figures.window import MONTHS
from components.ids import Id
from components.state import AVERAGE_MAX, AVERAGE_MIN, HORIZONS, RANGES
from components.tree import html
from components.widgets import button, field, group, segments, spoken, switch, typed, unfolding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from components.state import ViewState
    from components.tree import Node
    from data.model import PairChoice

OCTOBER = "2014-10-28"  # the close after the column that the desk was built around
AVERAGES = (50, 100, 200)
_SCALES = {"rebased": "Rebased to 100", "levels": "Levels", "log": "Log"}
_OWN = "Your own pair"

Held = dict[str, str]


def held(state: ViewState, pairs: Iterable[PairChoice]) -> Held:
    """Return what the controls hold for a view, by parameter; ``small`` and ``large`` are the two of the pair."""
    pair = f"{state.small},{state.large}"
    return {
        "pair": pair if pair in {_value(choice) for choice in pairs} else "",
        "small": state.small,
        "large": state.large,
        "asof": day(state.as_of) if state.as_of else "",
        "range": state.range,
        "scale": state.scale,
        "avg": str(state.average),
        "roc": str(state.roc),
        "theme": state.theme,
        "after": state.after,
    }


def view_controls(pairs: Iterable[PairChoice], now: Mapping[str, str]) -> Node:
    """Return the controls of what is compared, and as of when."""
    return html.Div([_pair(pairs, now), _own(now), _date(now), _days()], className="controls")


def chart_controls(now: Mapping[str, str]) -> Node:
    """Return the controls of how the chart is drawn."""
    usual = [button(str(window), "avg", str(window), label=f"{window}-day average") for window in AVERAGES]
    return html.Div(
        [
            segments(Id.RANGE, "Range", "range", {name: name for name in RANGES}, now, months=MONTHS),
            unfolding(Id.SETTINGS, "Settings"),
            segments(Id.SCALE, "Price scale", "scale", _SCALES, now),
            segments(Id.ROC, "ROC, sessions", "roc", {str(sessions): str(sessions) for sessions in HORIZONS}, now),
            field(
                Id.AVERAGE,
                "Average, sessions",
                typed(Id.AVERAGE, "avg", now, inputmode="numeric", size="4", title=f"{AVERAGE_MIN} to {AVERAGE_MAX}"),
                group("Usual averages", usual),
            ),
        ],
        className="controls",
    )


def page_controls(now: Mapping[str, str]) -> Node:
    """Return the controls of the page itself: theme and link."""
    return html.Div(
        [
            switch(Id.THEME, "Dark", "theme", ("light", "dark"), now),
            html.Button("Copy link", id=Id.COPY, type="button", className="button"),
            html.Button("Share", id=Id.SHARE, type="button", className="button", **{"aria-haspopup": "dialog"}),
            html.Span(id=Id.COPIED, role="status", className="copied"),
        ],
        className="page-controls",
    )


def scrubber(now: Mapping[str, str], session: int, sessions: int, day: str) -> Node:
    """Return the control that moves the as-of date session by session, and plays it; the script knows their dates.

    Parameters
    ----------
    now : mapping of str to str
    session, sessions : int
        Number of the as-of session, from 0, among how many.
    day : str
        How it is written.
    """
    slide = {"aria-label": "As-of date", "aria-valuetext": day, "max": str(max(sessions - 1, 1)), "value": str(session)}
    return html.Div(
        [
            html.Button("‹", id=Id.PREVIOUS, type="button", className="button", **spoken("Previous session")),
            html.Input(type="range", id=Id.SCRUB, min="0", step="1", **slide),
            html.Button("›", id=Id.NEXT, type="button", className="button", **spoken("Next session")),
            html.Span(day, id=Id.SCRUBBED, className="scrubbed"),
            replay.play(),
            replay.settings(),
            switch(Id.AFTER, "Show what came after", "after", ("hidden", "shown"), now),
        ],
        className="scrubber",
        role="group",
        **{"aria-label": "Move the as-of date"},
    )


def _pair(pairs: Iterable[PairChoice], now: Mapping[str, str]) -> Node:
    choices = [
        html.Option(choice.label, value=_value(choice), selected=_value(choice) == now["pair"]) for choice in pairs
    ]
    own = html.Option(_OWN, value="", disabled=True, selected=not now["pair"])
    return field(Id.PAIR, "Pair", html.Select([own, *choices], id=Id.PAIR, **{"data-set": "pair"}))


def _value(choice: PairChoice) -> str:
    return f"{choice.small},{choice.large}"


def _own(now: Mapping[str, str]) -> Node:
    """Return the fields for any two symbols, folded away until they are wanted."""
    fields = [
        field(Id.SMALL, "Small-cap symbol", typed(Id.SMALL, "small", now, size="9")),
        field(Id.LARGE, "Large-cap symbol", typed(Id.LARGE, "large", now, size="9")),
    ]
    return html.Details([html.Summary("Other symbols"), html.Div(fields, className="symbols")], className="own")


def _date(now: Mapping[str, str]) -> Node:
    """Return the as-of date: a text, so that nothing typed is guessed at, and the browser's calendar beside it."""
    text = typed(Id.AS_OF, "asof", now, placeholder="Latest session", size="14")
    picker = html.Button(
        html.Span("▦", **{"aria-hidden": "true"}),
        id=Id.PICK,
        type="button",
        className="button",
        **spoken("Pick the as-of date"),
    )
    calendar = html.Input(type="date", id=Id.CALENDAR, tabIndex="-1", **{"aria-hidden": "true"})
    return field(Id.AS_OF, "As of", text, html.Span([picker, calendar], className="picker"))


def _days() -> Node:
    return group("Days", [button("Latest", "asof", "latest"), button("28 Oct 2014", "asof", OCTOBER)])

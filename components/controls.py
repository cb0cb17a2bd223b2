"""What the reader sets: one control a parameter of the link, all of them the browser's own.

A control names its parameter in ``data-set``; the page's script (`assets/controls.js`) asks for the view with what it
then holds, and afterwards sets every control to what the view says (`held`).
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from commentary.wording import day
from components.figures.window import MONTHS
from components.ids import Id
from components.state import AVERAGE_MAX, AVERAGE_MIN, HORIZONS, RANGES
from components.tree import html

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
    usual = [_button(str(window), "avg", str(window), spoken=f"{window}-day average") for window in AVERAGES]
    return html.Div(
        [
            _segments(Id.RANGE, "Range", "range", {name: name for name in RANGES}, now, months=MONTHS),
            unfolding(Id.SETTINGS, "Settings"),
            _segments(Id.SCALE, "Price scale", "scale", _SCALES, now),
            _segments(Id.ROC, "ROC, sessions", "roc", {str(sessions): str(sessions) for sessions in HORIZONS}, now),
            _field(
                Id.AVERAGE,
                "Average, sessions",
                _typed(Id.AVERAGE, "avg", now, inputmode="numeric", size="4", title=f"{AVERAGE_MIN} to {AVERAGE_MAX}"),
                _group("Usual averages", usual),
            ),
        ],
        className="controls",
    )


def page_controls(now: Mapping[str, str]) -> Node:
    """Return the controls of the page itself: theme and link."""
    return html.Div(
        [
            _switch(Id.THEME, "Dark", "theme", ("light", "dark"), now),
            html.Button("Copy link", id=Id.COPY, type="button", className="button"),
            html.Span(id=Id.COPIED, role="status", className="copied"),
        ],
        className="page-controls",
    )


def scrubber(now: Mapping[str, str]) -> Node:
    """Return the control that moves the as-of date session by session; the script knows the sessions."""
    slide = {"aria-label": "As-of date", "aria-valuetext": now["asof"] or "Latest session"}
    return html.Div(
        [
            html.Button("‹", id=Id.PREVIOUS, type="button", className="button", **_spoken("Previous session")),
            html.Input(type="range", id=Id.SCRUB, min="0", max="1", value="1", step="1", **slide),
            html.Button("›", id=Id.NEXT, type="button", className="button", **_spoken("Next session")),
            html.Span(now["asof"] or "Latest session", id=Id.SCRUBBED, className="scrubbed"),
            _switch(Id.AFTER, "Show what came after", "after", ("hidden", "shown"), now),
        ],
        className="scrubber",
        role="group",
        **{"aria-label": "Move the as-of date"},
    )


def unfolding(name: Id, text: str) -> Node:
    """Return a button that shows more of its section, on a screen where that is folded away."""
    wired = {"data-unfold": f"with-{name}", "aria-expanded": "false"}
    return html.Button(text, id=name, type="button", className="button unfold", **wired)


def _pair(pairs: Iterable[PairChoice], now: Mapping[str, str]) -> Node:
    choices = [
        html.Option(choice.label, value=_value(choice), selected=_value(choice) == now["pair"]) for choice in pairs
    ]
    own = html.Option(_OWN, value="", disabled=True, selected=not now["pair"])
    return _field(Id.PAIR, "Pair", html.Select([own, *choices], id=Id.PAIR, **{"data-set": "pair"}))


def _value(choice: PairChoice) -> str:
    return f"{choice.small},{choice.large}"


def _own(now: Mapping[str, str]) -> Node:
    """Return the fields for any two symbols, folded away until they are wanted."""
    fields = [
        _field(Id.SMALL, "Small-cap symbol", _typed(Id.SMALL, "small", now, size="9")),
        _field(Id.LARGE, "Large-cap symbol", _typed(Id.LARGE, "large", now, size="9")),
    ]
    return html.Details([html.Summary("Other symbols"), html.Div(fields, className="symbols")], className="own")


def _date(now: Mapping[str, str]) -> Node:
    """Return the as-of date: a text, so that nothing typed is guessed at, and the browser's calendar beside it."""
    text = _typed(Id.AS_OF, "asof", now, placeholder="Latest session", size="14")
    picker = html.Button(
        html.Span("▦", **{"aria-hidden": "true"}),
        id=Id.PICK,
        type="button",
        className="button",
        **_spoken("Pick the as-of date"),
    )
    calendar = html.Input(type="date", id=Id.CALENDAR, tabIndex="-1", **{"aria-hidden": "true"})
    return _field(Id.AS_OF, "As of", text, html.Span([picker, calendar], className="picker"))


def _days() -> Node:
    return _group("Days", [_button("Latest", "asof", "latest"), _button("28 Oct 2014", "asof", OCTOBER)])


def _field(name: Id, label: str, *controls: Node) -> Node:
    """Return a label, its control with what goes beside it, and the place of the message when a text is refused."""
    title = html.Label(label, htmlFor=name, className="label")
    refusal = html.P(id=f"{name}-refused", role="alert", className="refused")
    return html.Div([title, html.Div(list(controls), className="row"), refusal], className=f"field field-{name}")


def _typed(name: Id, parameter: str, now: Mapping[str, str], **more: str) -> Node:
    plain = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}
    wired = {"data-set": parameter, "aria-describedby": f"{name}-refused"}
    return html.Input(type="text", id=name, value=now[parameter], **plain, **wired, **more)


def _button(text: str, parameter: str, value: str, *, spoken: str = "") -> Node:
    said = _spoken(spoken) if spoken else {}
    wired = {"data-set": parameter, "data-value": value}
    return html.Button(text, type="button", className="button", **said, **wired)


def _spoken(label: str) -> dict[str, str]:
    return {"aria-label": label, "title": label}


def _group(label: str, children: list[Node]) -> Node:
    return html.Div(children, role="group", className="buttons", **{"aria-label": label})


def _segments(
    name: Id,
    label: str,
    parameter: str,
    choices: Mapping[str, str],
    now: Mapping[str, str],
    months: Mapping[str, int] = MappingProxyType({}),
) -> Node:
    segments = [
        html.Label(
            [
                html.Input(
                    type="radio",
                    name=parameter,
                    value=value,
                    checked=value == now[parameter],
                    **{"data-set": parameter, "data-months": months.get(value)},
                ),
                html.Span(text),
            ],
        )
        for value, text in choices.items()
    ]
    row = html.Div(segments, className="segments")
    return html.Fieldset([html.Legend(label, className="label"), row], id=name, className="field")


def _switch(name: Id, label: str, parameter: str, choices: tuple[str, str], now: Mapping[str, str]) -> Node:
    off, on = choices
    wired = {"data-set": parameter, "data-off": off, "data-on": on}
    box = html.Input(type="checkbox", role="switch", id=name, checked=now[parameter] == on, **wired)
    return html.Label(
        [box, html.Span(className="knob", **{"aria-hidden": "true"}), html.Span(label)], className="switch"
    )

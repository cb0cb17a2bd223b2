"""The address and the controls say the same: a control writes the link, a link sets the controls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from dash import Input, Output, State, ctx, no_update

from callbacks.context import as_query, view_or_none
from commentary.wording import day
from components.controls import AVERAGES, OCTOBER
from components.ids import Id
from components.state import ViewState, shown, takes
from data.errors import SymbolError
from data.instruments import validate_symbol

if TYPE_CHECKING:
    from dash import Dash

    from callbacks.context import Context

Values = dict[str, Any]
_BUTTONS = (Id.LATEST, Id.OCTOBER, Id.PREVIOUS, Id.NEXT, *AVERAGES)
_VALUES = (Id.PAIR, Id.SMALL, Id.LARGE, Id.AS_OF, Id.CALENDAR, Id.RANGE, Id.SCALE, Id.AVERAGE, Id.ROC)
_EDITS = frozenset((*_VALUES, *_BUTTONS, Id.THEME))
_ERRORS = (Id.PAIR, Id.SMALL, Id.LARGE, Id.AS_OF, Id.AVERAGE)  # the controls that can show what is wrong
_TYPED = (Id.SMALL, Id.LARGE, Id.AVERAGE)  # the controls that keep a text that was refused


class ControlError(ValueError):
    """What a control holds makes no view; the message says why, to the reader."""


def edited(search: str, trigger: str, values: Mapping[str, object], context: Context) -> ViewState:
    """Return the view that a link shows after one control was changed.

    Parameters
    ----------
    search : str
        Query string of the link.
    trigger : str
        Id of the control.
    values : mapping of str to object
        What the controls hold, by id; anything may be in it.
    context : Context

    Raises
    ------
    ControlError
        If the control holds nothing that makes a view.
    """
    state, _ = ViewState.from_query(search)
    name, text = _change(state, trigger, values, context)
    given = dict(parse_qsl(state.to_query(complete=True).removeprefix("?"))) | {name: text}
    changed, ignored = ViewState.from_parameters(given.items())
    if ignored:
        expected = _DATES if name == "asof" else takes(name)
        raise ControlError(f"“{shown(text)}” was not taken; this takes {expected}.")
    return changed


def controls(state: ViewState, context: Context) -> Values:
    """Return what the controls hold for a view, by id."""
    pair = f"{state.small},{state.large}"
    offered = {f"{choice.small},{choice.large}" for choice in context.pairs}
    return {
        Id.PAIR: pair if pair in offered else None,
        Id.SMALL: state.small,
        Id.LARGE: state.large,
        Id.AS_OF: day(state.as_of) if state.as_of else "",
        Id.CALENDAR: state.as_of.isoformat() if state.as_of else None,
        Id.RANGE: state.range,
        Id.SCALE: state.scale,
        Id.AVERAGE: state.average,
        Id.ROC: str(state.roc),
        Id.THEME: state.theme == "dark",
    }


def _change(state: ViewState, trigger: str, values: Mapping[str, object], context: Context) -> tuple[str, str]:
    """Return the parameter that a control changes, and its new text."""
    if trigger in (Id.PREVIOUS, Id.NEXT):
        return "asof", _neighbour(state, context, 1 if trigger == Id.NEXT else -1)
    if trigger in (Id.SMALL, Id.LARGE):
        return "pair", _symbols(state, trigger, values)
    if trigger in AVERAGES:
        return "avg", str(AVERAGES[Id(trigger)])
    name, write = _WRITES[trigger]
    return name, write(values)


def _neighbour(state: ViewState, context: Context, step: int) -> str:
    """Return the session beside the one shown; beyond the first and the last, the date that was asked for."""
    view = view_or_none(state.to_query(), context)
    if view is None:
        raise ControlError("The sessions of these prices cannot be read just now.")
    sessions = view.pair.sessions
    position = int(sessions.searchsorted(view.as_of.isoformat())) + step
    if not 0 <= position < len(sessions):
        return state.as_of.isoformat() if state.as_of else "latest"
    return str(sessions[position].date().isoformat())


def _symbols(state: ViewState, trigger: str, values: Mapping[str, object]) -> str:
    """Return both symbols: of the other field what it holds, or while that is no symbol what the view has."""
    symbols = {Id.SMALL: state.small, Id.LARGE: state.large}
    for name in symbols:
        try:
            symbols[name] = validate_symbol(str(values[name]))
        except SymbolError as error:
            if name == trigger:
                raise ControlError(str(error)) from error
    return ",".join(symbols.values())


_DATES = "a date such as 28 Oct 2014 or 2014-10-28, or nothing for the latest session"


def _as_of(values: Mapping[str, object]) -> str:
    """Return a typed date as links have it; a text in another form as it is, so that it is refused by name."""
    text = str(values[Id.AS_OF] or "").strip()
    try:
        return datetime.strptime(text, "%d %b %Y").replace(tzinfo=UTC).date().isoformat()
    except ValueError:
        return text or "latest"


_Write = Callable[[Mapping[str, object]], str]
_WRITES: dict[str, tuple[str, _Write]] = {
    Id.PAIR: ("pair", lambda values: str(values[Id.PAIR])),
    Id.AS_OF: ("asof", _as_of),
    Id.CALENDAR: ("asof", lambda values: str(values[Id.CALENDAR] or "latest")),
    Id.LATEST: ("asof", lambda _: "latest"),
    Id.OCTOBER: ("asof", lambda _: OCTOBER),
    Id.RANGE: ("range", lambda values: str(values[Id.RANGE])),
    Id.SCALE: ("scale", lambda values: str(values[Id.SCALE])),
    Id.ROC: ("roc", lambda values: str(values[Id.ROC])),
    Id.THEME: ("theme", lambda values: "dark" if values[Id.THEME] is True else "light"),
    Id.AVERAGE: ("avg", lambda values: str(values[Id.AVERAGE])),
}


def register(app: Dash, context: Context) -> None:
    """Connect the address with the controls, both ways in one callback, so that they cannot chase each other."""

    def _address(search: object, values: Values, dark: object, buttons: Values, errors: Values) -> Values:  # noqa: ARG001 - a click is a trigger
        query, trigger = as_query(search), str(ctx.triggered_id)
        held = {**values, Id.THEME: dark}
        state, _ = ViewState.from_query(query)
        wanted = controls(state, context)
        if trigger not in _EDITS:
            return _answer(held, wanted, errors, {})
        try:
            changed = edited(query, trigger, held, context)
        except ControlError as error:
            kept = {**held, Id.AS_OF: wanted[Id.AS_OF]}
            return _answer(held, kept, errors, {**errors, _told_at(trigger): str(error)})
        after = controls(changed, context)
        refused = [
            name for name in _TYPED if errors[name] and wanted[name] == after[name] and not _settles(trigger, name)
        ]
        return _answer(
            held,
            {**after, **{name: held[name] for name in refused}},
            errors,
            {name: errors[name] for name in refused},
            search=changed.to_query() if changed != state else no_update,
        )

    app.callback(
        output={
            "search": Output(Id.URL, "search"),
            "values": {name: Output(name, "value") for name in _VALUES},
            "dark": Output(Id.THEME, "checked"),
            "errors": {name: Output(name, "error") for name in _ERRORS},
        },
        inputs={
            "search": Input(Id.URL, "search"),
            "values": {name: Input(name, "value") for name in _VALUES},
            "dark": Input(Id.THEME, "checked"),
            "buttons": {name: Input(name, "n_clicks") for name in _BUTTONS},
            "errors": {name: State(name, "error") for name in _ERRORS},
        },
        prevent_initial_call=True,
    )(_address)


def _told_at(trigger: str) -> str:
    """Return the control beside which an error of another is shown."""
    return Id.AS_OF if trigger in (Id.PREVIOUS, Id.NEXT) else trigger


def _settles(trigger: str, name: str) -> bool:
    """Whether a control that was taken puts what another holds right as well."""
    return (
        trigger == name
        or (trigger == Id.PAIR and name in (Id.SMALL, Id.LARGE))
        or (trigger in AVERAGES and name == Id.AVERAGE)
    )


def _answer(held: Values, wanted: Values, errors: Values, said: Values, *, search: object = no_update) -> Values:
    """Return what changes in the page: controls that hold and say what they should already are left alone."""
    new = {name: no_update if held[name] == wanted[name] else wanted[name] for name in held}
    return {
        "search": search,
        "dark": new.pop(Id.THEME),
        "values": new,
        "errors": {name: no_update if errors[name] == said.get(name) else said.get(name) for name in _ERRORS},
    }

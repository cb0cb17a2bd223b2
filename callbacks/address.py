"""The address and the controls say the same: a control writes the link, a link sets the controls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from dash import Input, Output, State, ctx, no_update

from callbacks.context import as_query, view_or_none
from components.controls import AVERAGES, OCTOBER
from components.ids import Id
from components.state import ViewState
from data.errors import SymbolError
from data.instruments import validate_symbol

if TYPE_CHECKING:
    from dash import Dash

    from callbacks.context import Context

Values = dict[str, Any]
_BUTTONS = (Id.LATEST, Id.OCTOBER, Id.PREVIOUS, Id.NEXT, *AVERAGES)
_VALUES = (Id.PAIR, Id.SMALL, Id.LARGE, Id.AS_OF, Id.RANGE, Id.SCALE, Id.AVERAGE, Id.ROC)
_EDITS = frozenset((*_VALUES, *_BUTTONS, Id.THEME))
_ERRORS = (Id.PAIR, Id.SMALL, Id.LARGE, Id.AS_OF, Id.AVERAGE)  # the controls that can show what is wrong


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
    name, text = _change(search, trigger, values, context)
    given = dict(parse_qsl(state.to_query(complete=True).removeprefix("?"))) | {name: text}
    changed, ignored = ViewState.from_parameters(given.items())
    if ignored:
        raise ControlError(ignored[0])
    return changed


def controls(state: ViewState, context: Context) -> Values:
    """Return what the controls hold for a view, by id."""
    pair = f"{state.small},{state.large}"
    offered = {f"{choice.small},{choice.large}" for choice in context.pairs}
    return {
        Id.PAIR: pair if pair in offered else None,
        Id.SMALL: state.small,
        Id.LARGE: state.large,
        Id.AS_OF: state.as_of.isoformat() if state.as_of else None,
        Id.RANGE: state.range,
        Id.SCALE: state.scale,
        Id.AVERAGE: state.average,
        Id.ROC: str(state.roc),
        Id.THEME: state.theme == "dark",
    }


def _change(search: str, trigger: str, values: Mapping[str, object], context: Context) -> tuple[str, str]:
    """Return the parameter that a control changes, and its new text."""
    if trigger in (Id.PREVIOUS, Id.NEXT):
        return "asof", _neighbour(search, context, 1 if trigger == Id.NEXT else -1)
    if trigger in AVERAGES:
        return "avg", str(AVERAGES[Id(trigger)])
    name, write = _WRITES[trigger]
    return name, write(values)


def _neighbour(search: str, context: Context, step: int) -> str:
    view = view_or_none(search, context)
    if view is None:
        raise ControlError("The sessions of these prices cannot be read just now.")
    sessions = view.pair.sessions
    position = int(sessions.searchsorted(view.as_of.isoformat())) + step
    return str(sessions[min(max(position, 0), len(sessions) - 1)].date().isoformat())


def _symbols(values: Mapping[str, object]) -> str:
    try:
        return ",".join(validate_symbol(str(values[name])) for name in (Id.SMALL, Id.LARGE))
    except SymbolError as error:
        raise ControlError(str(error)) from error


_Write = Callable[[Mapping[str, object]], str]
_WRITES: dict[str, tuple[str, _Write]] = {
    Id.PAIR: ("pair", lambda values: str(values[Id.PAIR])),
    Id.SMALL: ("pair", _symbols),
    Id.LARGE: ("pair", _symbols),
    Id.AS_OF: ("asof", lambda values: str(values[Id.AS_OF] or "latest")),
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
        if trigger not in _EDITS:
            return _answer(held, errors, state, context)
        try:
            changed = edited(query, trigger, held, context)
        except ControlError as error:
            return _answer(held, errors, None, context, refused={_told_at(trigger): str(error)})
        return _answer(held, errors, changed, context, search=changed.to_query() if changed != state else no_update)

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


def _answer(
    held: Values,
    errors: Values,
    state: ViewState | None,
    context: Context,
    *,
    search: object = no_update,
    refused: Values | None = None,
) -> Values:
    """Return what changes in the page: controls that hold what they should already are left alone."""
    wanted = controls(state, context) if state else held
    new = {name: no_update if held[name] == wanted[name] else wanted[name] for name in held}
    said = {name: (refused or {}).get(name) for name in _ERRORS}
    return {
        "search": search,
        "dark": new.pop(Id.THEME),
        "values": new,
        "errors": {name: no_update if errors[name] == said[name] else said[name] for name in _ERRORS},
    }

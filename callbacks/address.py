"""The address and the controls say the same: a control writes the link, a link sets the controls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import Input, Output, State, ctx, no_update

from callbacks.context import as_query
from callbacks.edits import ControlError, controls, edited, still_wrong, with_refused
from components.controls import AVERAGES
from components.ids import Id
from components.state import ViewState

if TYPE_CHECKING:
    from dash import Dash

    from callbacks.context import Context
    from callbacks.edits import Values

_BUTTONS = (Id.LATEST, Id.OCTOBER, Id.PREVIOUS, Id.NEXT, *AVERAGES)
_VALUES = (Id.PAIR, Id.SMALL, Id.LARGE, Id.AS_OF, Id.CALENDAR, Id.RANGE, Id.SCALE, Id.AVERAGE, Id.ROC)
_EDITS = frozenset((*_VALUES, *_BUTTONS, Id.THEME))
_ERRORS = (Id.PAIR, Id.SMALL, Id.LARGE, Id.AS_OF, Id.AVERAGE)  # the controls that can show what is wrong


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
            said = still_wrong(held, errors, wanted, wanted, "") | {_told_at(trigger): str(error)}
            return _answer(held, with_refused(wanted, held, said), errors, said)
        after = controls(changed, context)
        said = still_wrong(held, errors, wanted, after, trigger)
        search = changed.to_query() if changed != state else no_update
        return _answer(held, with_refused(after, held, said), errors, said, search=search)

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


def _answer(held: Values, wanted: Values, errors: Values, said: Values, *, search: object = no_update) -> Values:
    """Return what changes in the page: controls that hold and say what they should already are left alone."""
    new = {name: no_update if held[name] == wanted[name] else wanted[name] for name in held}
    return {
        "search": search,
        "dark": new.pop(Id.THEME),
        "values": new,
        "errors": {name: no_update if errors[name] == said.get(name) else said.get(name) for name in _ERRORS},
    }

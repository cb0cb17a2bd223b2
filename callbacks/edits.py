"""What a control changes in the view, what the controls hold for a view, and what is said of a text that makes none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from callbacks.context import view_or_none
from commentary.wording import day
from components.controls import AVERAGES, OCTOBER
from components.ids import Id
from components.state import ViewState, shown, takes
from data.errors import SymbolError
from data.instruments import validate_symbol

if TYPE_CHECKING:
    from callbacks.context import Context

Values = dict[str, Any]
_TYPED = (Id.SMALL, Id.LARGE, Id.AVERAGE)  # the controls that keep a text that was refused
_SETTLES: dict[str, tuple[str, ...]] = {Id.PAIR: (Id.SMALL, Id.LARGE), **dict.fromkeys(AVERAGES, (Id.AVERAGE,))}


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
    return _read(name, text, state)


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


def _read(name: str, text: str, state: ViewState) -> ViewState:
    """Return a view with one parameter changed as a link would; raise `ControlError` for a text that links ignore."""
    given = dict(parse_qsl(state.to_query(complete=True).removeprefix("?"))) | {name: text}
    changed, ignored = ViewState.from_parameters(given.items())
    if ignored:
        expected = _DATES if name == "asof" else takes(name)
        raise ControlError(f"“{shown(text)}” was not taken; this takes {expected}.")
    return changed


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


def still_wrong(held: Values, errors: Values, before: Values, after: Values, trigger: str) -> Values:
    """Return what is said of the typed texts that were refused and that the change of a control leaves as they are.

    A text that can be seen to be wrong is said to be so even where no answer has said it: Dash drops an answer when
    the next change comes before it.
    """
    settled = _SETTLES.get(trigger, (trigger,))
    left = [name for name in _TYPED if name not in settled and before[name] == after[name] != held[name]]
    said = {name: _fault(name, held[name]) or errors[name] for name in left}
    return {name: text for name, text in said.items() if text}


def _fault(name: str, value: object) -> str | None:
    """Return what is wrong with a typed text by itself."""
    try:
        if name == Id.AVERAGE:
            _read("avg", str(value), ViewState())
        else:
            validate_symbol(str(value))
    except (ControlError, SymbolError) as error:
        return str(error)
    return None


def with_refused(wanted: Values, held: Values, said: Values) -> Values:
    """Return what the controls are to hold: what was typed and refused stays to be corrected."""
    return {**wanted, **{name: held[name] for name in _TYPED if name in said}}

"""What a control changes in the view, and what is said of a text that makes none."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from components.state import OF_ONE_VIEW, ViewState, shown, takes
from data.errors import SymbolError
from data.instruments import validate_symbol

if TYPE_CHECKING:
    from collections.abc import Iterable

_SYMBOLS = ("small", "large")
_MOVED_BY = ("small", "large", "as_of", "range")
_DATES = "a date such as 28 Oct 2014 or 2014-10-28, or nothing for the latest session"


class ControlError(ValueError):
    """What a control holds makes no view; the message says why, to the reader."""


def edited(state: ViewState, changes: Iterable[tuple[str, str]]) -> tuple[ViewState, dict[str, str]]:
    """Return the view after some controls were changed, and what is said of each that holds no view.

    Parameters
    ----------
    state : ViewState
    changes : iterable of pairs of str
        What a control is called (a parameter of the link, or ``small`` or ``large`` of the pair) and what it holds.

    Returns
    -------
    state : ViewState
        With every change that makes a view, in their order; a zoom ends with the first change of pair or range, a data
        version with the first of pair or date.
    refused : dict of str to str
        A sentence for each control that holds none; it changed nothing.
    """
    refused: dict[str, str] = {}
    for name, text in changes:
        try:
            state = _moved(state, _changed(state, name, text))
        except ControlError as error:
            refused[name] = str(error)
        else:
            refused.pop(name, None)
    return state, refused


def _moved(before: ViewState, state: ViewState) -> ViewState:
    """Return a view without what held for the view before alone."""
    other = {name for name in _MOVED_BY if getattr(before, name) != getattr(state, name)}
    zoom = None if other - {"as_of"} else state.zoom
    data = None if other - {"range"} else state.data
    return replace(state, zoom=zoom, data=data)


def _changed(state: ViewState, name: str, text: str) -> ViewState:
    """Return a view with one parameter changed as a link would; raise `ControlError` for a text that links ignore."""
    if name in _SYMBOLS:
        return _changed(state, "pair", _pair(state, name, text))
    written = _date(text) if name == "asof" else text
    given = dict(parse_qsl(state.to_query(complete=True).removeprefix("?"), keep_blank_values=True))
    changed, ignored = ViewState.from_parameters((given | {name: written}).items())
    if name not in given or name in OF_ONE_VIEW:
        raise ControlError(f"There is no control “{shown(name)}” on this page.")
    if ignored:
        raise ControlError(f"“{shown(text)}” was not taken; this takes {_DATES if name == 'asof' else takes(name)}.")
    return changed


def _pair(state: ViewState, name: str, text: str) -> str:
    """Return the pair as links have it, with one of its symbols replaced."""
    try:
        symbols = {"small": state.small, "large": state.large} | {name: validate_symbol(text)}
    except SymbolError as error:
        raise ControlError(str(error)) from error
    return ",".join(symbols.values())


def _date(text: str) -> str:
    """Return a typed date as links have it; a text in another form as it is, so that it is refused by name."""
    stripped = text.strip()
    try:
        return datetime.strptime(stripped, "%d %b %Y").replace(tzinfo=UTC).date().isoformat()
    except ValueError:
        return stripped or "latest"

"""The whole view as one value: what a link carries and what a callback starts from.

Query parameters, all optional; only those that differ from the default are written:

===========  =============================================  =======================
``pair``     two symbols, ``small,large``                   ``^RUT,^GSPC``
``asof``     a date ``YYYY-MM-DD``, or ``latest``           ``latest``
``range``    ``6M 1Y 2Y 5Y 10Y Max``                        ``2Y``
``scale``    ``rebased levels log``                         ``rebased``
``avg``      sessions in the average, 2 to 400              ``200``
``roc``      sessions of the ROC panel: 21, 63, 126, 252    ``63``
``theme``    ``light dark``                                 ``light``
``after``    ``hidden shown``: what came after the date     ``hidden``
``show``     claims drawn on the chart, such as ``B1,B4``   none
``zoom``     two dates of the range: what the chart shows   none, all of it
``data``     what the link was made on, see `stamp`         none
===========  =============================================  =======================
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, quote

from commentary.claims import RULES
from commentary.model import FIRST_YEAR, LAST_YEAR
from components.stamp import Stamp
from data.errors import SymbolError
from data.instruments import validate_symbol

RANGES = ("6M", "1Y", "2Y", "5Y", "10Y", "Max")
SCALES = ("rebased", "levels", "log")
HORIZONS = (21, 63, 126, 252)
THEMES = ("light", "dark")
AFTER = ("hidden", "shown")
AVERAGE_MIN, AVERAGE_MAX = 2, 400
QUERY_MAX = 1000
OF_ONE_VIEW = ("zoom", "data")
"""Parameters that no control sets; they hold for the very view that was shared."""
FIELDS_MAX = 40


@dataclass(frozen=True, slots=True)
class ViewState:
    """One view of the page. See the module for the parameters and their defaults."""

    small: str = "^RUT"
    large: str = "^GSPC"
    as_of: date | None = None
    range: str = "2Y"
    scale: str = "rebased"
    average: int = 200
    roc: int = 63
    theme: str = "light"
    after: str = "hidden"
    show: tuple[str, ...] = ()
    zoom: tuple[date, date] | None = None
    data: Stamp | None = None

    def to_query(self, *, complete: bool = False) -> str:
        """Return the query string, with its question mark; empty for the default view.

        Parameters
        ----------
        complete : bool
            Write every parameter that has a default, so that a link means the same when that changes.
        """
        default = ViewState()
        parts = [
            f"{name}={quote(write(self), safe=',')}"
            for name, (_, write, _) in _PARAMETERS.items()
            if write(self) != write(default) or (complete and name not in OF_ONE_VIEW)
        ]
        return "?" + "&".join(parts) if parts else ""

    @classmethod
    def from_query(cls, query: str) -> tuple[ViewState, tuple[str, ...]]:
        """Return the view and a sentence for each part of the link that was ignored; no string can make it raise."""
        if len(query) > QUERY_MAX:
            return cls(), (f"The link was ignored: it has more than {QUERY_MAX} characters.",)
        try:
            given = parse_qsl(query.removeprefix("?"), keep_blank_values=True, max_num_fields=FIELDS_MAX)
        except ValueError:
            return cls(), (f"The link was ignored: it has more than {FIELDS_MAX} parameters.",)
        return cls.from_parameters(given)

    @classmethod
    def from_parameters(cls, given: Iterable[tuple[str, str]]) -> tuple[ViewState, tuple[str, ...]]:
        """Return the view of named texts, from a link or from controls, and a sentence for each that was ignored."""
        state, ignored, seen = cls(), [], set()
        for name, text in given:
            if name not in _PARAMETERS:
                ignored.append(f"The parameter “{shown(name)}” was ignored: this page has none of that name.")
            elif name in seen:
                ignored.append(f"A second “{name}” was ignored: “{shown(text)}”.")
            else:
                seen.add(name)
                read, _, expected = _PARAMETERS[name]
                try:
                    state = replace(state, **read(text))
                except ValueError:
                    ignored.append(f"“{shown(text)}” was ignored as {name}: it takes {expected}.")
        return state, tuple(ignored)


def shown(text: str) -> str:
    """Return foreign text as it may be repeated to a reader: printable ASCII, 40 characters."""
    clean = "".join(c if " " <= c <= "~" else "·" for c in text[:41])
    return clean[:40] + "…" if len(clean) > 40 else clean  # noqa: PLR2004 - the bound that the docstring names


def takes(name: str) -> str:
    """Return in words what a parameter takes."""
    return _PARAMETERS[name][2]


def _one_of(name: str, choices: tuple[str, ...]) -> Callable[[str], dict[str, Any]]:
    def read(text: str) -> dict[str, Any]:
        if text not in choices:
            raise ValueError(text)
        return {name: text}

    return read


def _read_pair(text: str) -> dict[str, Any]:
    symbols = text.split(",")
    if len(symbols) != 2:  # noqa: PLR2004 - a pair
        raise ValueError(text)
    try:
        small, large = (validate_symbol(symbol) for symbol in symbols)
    except SymbolError as error:
        raise ValueError(text) from error
    if small == large:
        raise ValueError(text)
    return {"small": small, "large": large}


def _read_as_of(text: str) -> dict[str, Any]:
    return {"as_of": None if text == "latest" else _day(text)}


def _day(text: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError(text)
    day = date.fromisoformat(text)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(text)
    return day


def _read_average(text: str) -> dict[str, Any]:
    if not re.fullmatch(r"[0-9]{1,3}", text) or not AVERAGE_MIN <= int(text) <= AVERAGE_MAX:
        raise ValueError(text)
    return {"average": int(text)}


def _read_roc(text: str) -> dict[str, Any]:
    if text not in {str(horizon) for horizon in HORIZONS}:
        raise ValueError(text)
    return {"roc": int(text)}


def _read_show(text: str) -> dict[str, Any]:
    asked, known = text.split(",") if text else [], [rule.KEY for rule in RULES]
    if not set(asked) <= set(known):
        raise ValueError(text)
    return {"show": tuple(key for key in known if key in asked)}


def _read_zoom(text: str) -> dict[str, Any]:
    if not text:
        return {"zoom": None}
    first, _, last = text.partition(",")
    if not _day(first) < _day(last):
        raise ValueError(text)
    return {"zoom": (_day(first), _day(last))}


def _read_data(text: str) -> dict[str, Any]:
    return {"data": Stamp.read(text) if text else None}


_Read = Callable[[str], dict[str, Any]]
_Write = Callable[[ViewState], str]
_PARAMETERS: dict[str, tuple[_Read, _Write, str]] = {
    "pair": (_read_pair, lambda s: f"{s.small},{s.large}", "two different symbols such as ^RUT,^GSPC"),
    "asof": (
        _read_as_of,
        lambda s: s.as_of.isoformat() if s.as_of else "latest",
        "a date such as 2014-10-28, or latest",
    ),
    "range": (_one_of("range", RANGES), lambda s: s.range, "one of " + ", ".join(RANGES)),
    "scale": (_one_of("scale", SCALES), lambda s: s.scale, "one of " + ", ".join(SCALES)),
    "avg": (_read_average, lambda s: str(s.average), f"a whole number from {AVERAGE_MIN} to {AVERAGE_MAX}"),
    "roc": (_read_roc, lambda s: str(s.roc), "one of " + ", ".join(map(str, HORIZONS))),
    "theme": (_one_of("theme", THEMES), lambda s: s.theme, "light or dark"),
    "after": (_one_of("after", AFTER), lambda s: s.after, "hidden or shown"),
    "show": (_read_show, lambda s: ",".join(s.show), "claims such as B1,B4"),
    "zoom": (
        _read_zoom,
        lambda s: ",".join(day.isoformat() for day in s.zoom) if s.zoom else "",
        "two dates, the earlier one first, such as 2014-07-01,2014-10-28",
    ),
    "data": (_read_data, lambda s: s.data.text if s.data else "", "what this page wrote into a link that it shared"),
}

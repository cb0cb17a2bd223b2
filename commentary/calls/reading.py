"""Published calls from TOML files, read strictly: what a file holds is either understood or named as an error."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commentary.calls.model import YEAR_END, Call, Due, Measure, Said
from commentary.claims import RULES
from commentary.model import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from collections.abc import Iterable

PUBLISHED = Path(__file__).with_name("published")
"""The calls that come with the product."""
LONGEST = 200  # characters of a text
LATEST = 2520  # sessions after a call: ten years
_AT_YEAR_END = frozenset({Measure.GAP_CLOSES, Measure.IN_THE_BLACK})
_CLAIMS = tuple(rule.KEY for rule in RULES)
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_KEPT = 200  # files

_JUDGES = "it takes a claim, a measure with due, or both; or below_average_since; or missing"

Read = Callable[[Any], Any]


class CallError(ValueError):
    """A file is no call; the message names the file, the key and the value."""


class _BadValueError(ValueError):
    """A value is none that its key takes; the message says what it takes."""


def read_calls(folders: Iterable[Path]) -> tuple[tuple[Call, ...], tuple[str, ...]]:
    """Return the calls in the ``.toml`` files of some folders, by date and key, and a sentence for each bad file.

    A file is read anew when it has changed. Of two files of one name the first counts, and the second is an error.
    """
    calls: dict[str, Call] = {}
    errors = []
    for path in (path for folder in folders for path in sorted(folder.glob("*.toml"))):
        try:
            state = path.stat()
            call = _read(path, state.st_mtime_ns, state.st_size)
        except OSError as error:
            errors.append(f"{_plain(path.name)}: it cannot be read ({error.strerror}).")
        except CallError as error:
            errors.append(str(error))
        else:
            if calls.setdefault(call.key, call) is not call:
                errors.append(f"{path.name}: its name is {call.key!r}, and there is a call of that name already.")
    return tuple(sorted(calls.values(), key=lambda call: (call.date, call.key))), tuple(dict.fromkeys(errors))


@lru_cache(maxsize=_KEPT)
def _read(path: Path, changed: int, size: int) -> Call:  # noqa: ARG001 - a file that has changed is another one
    entered = None if path.parent == PUBLISHED else datetime.fromtimestamp(changed / 1e9, UTC).date()
    return replace(read_call(path), entered=entered)


def read_call(path: Path) -> Call:
    """Return the call in one file.

    Raises
    ------
    CallError
        If the file is no call.
    OSError
        If it cannot be read.
    """
    name = _plain(path.name)
    if not is_key(path.stem):
        takes = 'small letters, digits and "-", up to 40, and not "all"'
        raise CallError(f"{name}: its name is {path.stem!r}; it takes {takes}.")
    try:
        return Call(key=path.stem, **_call(tomllib.loads(path.read_bytes().decode("utf-8-sig"))))
    except UnicodeDecodeError as error:
        raise CallError(f"{name}: it is no UTF-8 text.") from error
    except tomllib.TOMLDecodeError as error:
        raise CallError(f"{name}: it is no TOML: {error}.") from error
    except _BadValueError as error:
        raise CallError(f"{name}: {error}") from error
    except (ValueError, RecursionError) as error:  # of Python itself, while it reads a number or writes a value
        raise CallError(f"{name}: a number in it is too long, or its brackets or keys go too deep.") from error


def is_key(text: str) -> bool:
    """Whether a text may be the key of a call, and so the name of its file."""
    return _KEY.fullmatch(text) is not None and text != "all"


def _call(table: dict[str, Any]) -> dict[str, Any]:
    said = table.pop("said", None)
    values = _values(table, _CALL)
    if values["small"] == values["large"]:
        raise _wrong("large", values["large"], "it takes another symbol than small")
    if not isinstance(said, list) or not said:
        raise _wrong("said", said, "it takes at least one table [[said]]")
    return values | {"said": tuple(_said(each, f"said[{number}]") for number, each in enumerate(said, 1))}


def _said(table: object, place: str) -> Said:
    if not isinstance(table, Mapping):
        raise _wrong(place, table, "it takes a table [[said]]")
    values = _values(table, _SAID, place)
    measure, due = values["measure"], values["due"]
    judges = [name for name in ("claim", "measure", "below_average_since", "missing") if values[name]]
    if not judges or (len(judges) > 1 and set(judges) != {"claim", "measure"}):
        told = ", ".join(judges) or "nothing"
        raise _BadValueError(f"{place} is judged by {told}; {_JUDGES}.")
    if bool(measure) != bool(due):
        raise _wrong(f"{place}.due", list(due), "a measure takes due dates, and nothing else does")
    if measure in _AT_YEAR_END and due != (YEAR_END,):
        raise _wrong(f"{place}.due", list(due), f'the measure {measure} takes ["{YEAR_END}"] alone')
    return Said(**values)


def _values(table: Mapping[str, Any], readers: Mapping[str, Read], place: str = "") -> dict[str, Any]:
    """Return what stands under each of a table's keys; every key that has a reader has a value."""
    dot = f"{place}." if place else ""
    for key, value in table.items():
        if key not in readers:
            raise _wrong(f"{dot}{key}", value, f"there is no such key; known are {', '.join(readers)}")
    values = {}
    for key, read in readers.items():
        if key not in table and key not in _WITHOUT:
            raise _BadValueError(f"{dot}{key} is missing.")
        try:
            values[key] = read(table[key]) if key in table else _WITHOUT[key]
        except _BadValueError as error:
            raise _wrong(f"{dot}{key}", table[key], f"it takes {error}") from error
    return values


def _wrong(key: str, value: object, why: str) -> _BadValueError:
    return _BadValueError(f"{_plain(key)} is {_plain(ascii(value))}; {why}.")


def _plain(text: str) -> str:
    """Return foreign text as a message may repeat it: what cannot be printed is escaped, what is too long is cut."""
    shown = "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text[:LONGEST])
    return shown if len(text) <= LONGEST else f"{shown}..."


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable() or len(value) > LONGEST:
        raise _BadValueError(f"a text of one line, up to {LONGEST} characters")
    return value.strip()


def _day(value: object) -> date:
    if not isinstance(value, date) or isinstance(value, datetime) or not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise _BadValueError(f"a date such as 2014-10-28, from {FIRST_YEAR} to {LAST_YEAR}, without quotes")
    return value


def _claim(value: object) -> str:
    if value not in _CLAIMS:
        raise _BadValueError(f"one of {', '.join(_CLAIMS)}")
    return str(value)


def _measure(value: object) -> Measure:
    if value not in list(Measure):
        raise _BadValueError(f"one of {', '.join(Measure)}")
    return Measure(str(value))


def _dues(value: object) -> tuple[Due, ...]:
    given = value if isinstance(value, list) else []
    if not given or not all(each == YEAR_END or (type(each) is int and 1 <= each <= LATEST) for each in given):
        raise _BadValueError(f'a list of numbers of sessions from 1 to {LATEST}, and "{YEAR_END}"')
    if len(set(given)) < len(given):
        raise _BadValueError("each due date once")
    return tuple(given)


_CALL: Mapping[str, Read] = {
    **dict.fromkeys(("who", "role", "where", "small", "large", "stance", "note"), _text),
    "date": _day,
}
_SAID: Mapping[str, Read] = {
    "text": _text,
    "claim": _claim,
    "measure": _measure,
    "due": _dues,
    "below_average_since": _day,
    "missing": _text,
}
_WITHOUT: Mapping[str, Any] = {
    "note": "",
    "claim": None,
    "measure": None,
    "due": (),
    "below_average_since": None,
    "missing": "",
}
"""What stands for a key that need not be there."""

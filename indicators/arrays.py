"""What every indicator does to its input and its result: check, cut, freeze."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from indicators.errors import CloseError, WindowError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Days = npt.NDArray[np.datetime64]
T = TypeVar("T")


def checked(close: npt.ArrayLike) -> Floats:
    """Return closes as contiguous float64.

    Raises
    ------
    CloseError
        If one is missing, infinite, zero or below; the message names the first such position.
    """
    closes = np.ascontiguousarray(close, dtype=np.float64)
    if closes.ndim != 1:
        raise CloseError(f"close must have one dimension, got {closes.ndim}")
    if closes.size and not (closes.min() > 0 and closes.max() < np.inf):  # min and max are NaN if any close is
        at = int(np.flatnonzero(~((closes > 0) & (closes < np.inf)))[0])
        raise CloseError(f"close[{at}] must be a finite number above 0, got {closes[at]}")
    return closes


def check_window(name: str, value: int, least: int = 1) -> None:
    """Raise `WindowError` if the window called `name` is below `least` sessions."""
    if value < least:
        raise WindowError(f"{name} must be at least {least}, got {value}")


def lag(values: Floats, sessions: int) -> Floats:
    """Return the values of `sessions` ago; NaN where there were none."""
    lagged = np.full_like(values, np.nan)
    lagged[sessions:] = values[: max(values.size - sessions, 0)]
    return lagged


def last_true(flags: Bools) -> Ints:
    """Return the number of the last session up to each, that one included, on which `flags` is true; -1 before."""
    return np.maximum.accumulate(np.where(flags, np.arange(flags.size), -1))


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def cut(value: T, sessions: int) -> T:
    """Return `value` as it was after the first `sessions` sessions; arrays are views.

    An array is cut at that length, a mapping and a dataclass part by part. A dataclass whose arrays do not run along
    the sessions has a method ``cut`` of its own.
    """
    result: Any = value
    if isinstance(value, np.ndarray):
        result = value[:sessions]
    elif isinstance(value, Mapping):
        result = MappingProxyType({key: cut(part, sessions) for key, part in value.items()})
    elif hasattr(value, "cut"):
        result = value.cut(sessions)
    elif is_dataclass(value):
        kind: Any = type(value)
        result = kind(*[cut(getattr(value, name), sessions) for name in _names(kind)])
    return result  # type: ignore[no-any-return]  # the same type as came in, part by part


def freeze(value: object) -> None:
    """Make every array inside `value` read-only: panels are shared between visitors."""
    if isinstance(value, np.ndarray):
        value.flags.writeable = False
    elif isinstance(value, Mapping):
        for part in value.values():
            freeze(part)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            freeze(getattr(value, field.name))

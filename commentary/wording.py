"""How numbers and dates are written: a template is filled from evidence, so a text and its evidence cannot differ.

A template names evidence by key and a manner of writing it: ``"fell {slope_pct:size} in {window_sessions:n session}"``.
The names of the instruments stand beside the evidence as ``{small}`` and ``{large}``, with their article; ``{Small}``
opens a sentence.
"""

from __future__ import annotations

import math
from datetime import date
from functools import lru_cache
from itertools import count
from string import Formatter
from typing import TYPE_CHECKING, Any

import numpy as np

from commentary.model import Sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from commentary.model import EvidenceValue

LEAST_P = 0.001
"""The smallest p-value that is written."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(when: date) -> str:
    """Return a date as a trader writes it: "28 Oct 2014"."""
    return f"{_day_month(when)} {when.year}"


def _day_month(when: date) -> str:
    return f"{when.day} {_MONTHS[when.month - 1]}"


def _percent(value: float, digits: int, sign: str = "") -> str:
    """Return a percentage to so many decimals, to four where two would hide that it is not zero."""
    digits = max(digits, 2 if value == 0 or abs(value) >= 0.005 else 4)  # noqa: PLR2004  # half of the last decimal
    return f"{round(value, digits) + 0.0:{sign}.{digits}f} %"  # adding zero drops the sign of a negative zero


def _placed(distance: float) -> str:
    return f"{_percent(abs(distance), 2)} {'above' if distance > 0 else 'below'}" if distance else "exactly at"


def _chance(p: float) -> str:
    return f"{p:.3f}" if p >= LEAST_P else f"below {LEAST_P:g}"


_FINER: Mapping[str, tuple[int, Callable[[float, int], str]]] = {
    "signed": (2, lambda value, digits: _percent(value, digits, "+")),
    "size": (2, lambda value, digits: _percent(abs(value), digits)),
    "share": (1, lambda value, digits: f"{value:.{digits}f} %"),
    "rank": (1, lambda value, digits: f"percentile {value:.{digits}f}"),
}
"""Manners that may take more decimals than the ones named here."""

_MANNERS: Mapping[str, Callable[[Any], str]] = {
    "": str,
    "price": lambda value: f"{value:,.2f}",
    "level": lambda value: f"{value:.2f}",
    "ratio": lambda value: f"{value:.4f}",
    "placed": _placed,
    "whole": lambda value: f"{value:.0f} %",
    "rounded": lambda value: f"{value:.0f}",
    "brier": lambda value: f"{value:.3f}",
    "limit": lambda value: f"{abs(value):g} %",
    "points": lambda value: f"{abs(value):.2f} points",
    "share points": lambda value: f"{abs(value):.1f} points",
    "tenths": lambda value: f"{value:.1f}",
    "signed share": lambda value: f"{round(value, 2) + 0.0:+.2f} %",
    "signed points": lambda value: f"{round(value, 2) + 0.0:+.2f} points",
    "p": _chance,
    "day": lambda iso: day(date.fromisoformat(iso)),
    "day month": lambda iso: _day_month(date.fromisoformat(iso)),
    "year": lambda iso: iso[:4],
    "n": lambda number: f"{number:,d}",
    "holds": lambda flag: "yes" if flag else "no",
}


def _counted(number: int, noun: str) -> str:
    return f"{number:,d} {noun}" if number == 1 else f"{number:,d} {noun}s"


def _telling(value: float, limit: float, least: int) -> int:
    """Return how many decimals, at least so many, tell the size of a value from that of its limit."""
    if abs(value) == abs(limit):
        return least
    return next(n for n in count(least) if f"{abs(value):.{n}f}" != f"{abs(limit):.{n}f}")


def _written(value: Any, manner: str, evidence: Mapping[str, EvidenceValue]) -> str:  # noqa: ANN401  # as the manner asks
    if manner.startswith("n "):
        return _counted(value, manner[2:])
    manner, _, limit = manner.partition(" beside ")
    if manner not in _FINER:
        return _MANNERS[manner](value)
    digits, finer = _FINER[manner]
    beside: Any = evidence[limit] if limit else None
    return finer(value, digits if beside is None else _telling(value, beside, digits))


@lru_cache(maxsize=512)
def _parsed(template: str) -> tuple[tuple[str, str | None, str], ...]:
    parts = tuple((words, key, manner or "") for words, key, manner, _ in Formatter().parse(template))
    if any(letter.isdigit() for words, _, _ in parts for letter in words):
        raise ValueError(f"template has a number of its own, not from evidence: {template!r}")
    return parts


def write(template: str, evidence: Mapping[str, EvidenceValue]) -> str:
    """Return `template` with each ``{key:manner}`` written from `evidence`.

    Parameters
    ----------
    template : str
        Words without digits. Manners: price, level, ratio (four decimals), signed and size (%, without the sign), share
        (%, one decimal), whole (%), rounded (whole, without its unit), limit (%, as short as it is), rank (percentile),
        placed (above, below or at), points, signed points, share points (of shares in %, one decimal), tenths (one
        decimal), signed share (%, always two decimals), brier, p (from `LEAST_P`), day, day month, year, holds (yes
        or no), n, and ``n NOUN``, which counts the noun. ``signed``, ``size``, ``share`` and ``rank`` may be followed
        by ``beside KEY``: as many decimals as tell the value from that limit.
    evidence : mapping
        What the keys stand for.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If the template's own words hold a digit.
    KeyError
        If a key is not in `evidence`, or a manner is not known.
    """
    written = []
    for words, key, manner in _parsed(template):
        written.append(words)
        if key is not None:
            written.append(_written(evidence[key], manner, evidence))
    return "".join(written)


def with_article(name: str) -> str:
    """Return "the Russell 2000" for a name of several words, "IWM" for a ticker."""
    return f"the {name}" if " " in name else name


def opening(text: str) -> str:
    """Return `text` with a capital first letter, as a sentence opens."""
    return text[:1].upper() + text[1:]


def named(small: str, large: str) -> dict[str, EvidenceValue]:
    """Return what ``{small}``, ``{Small}``, ``{large}`` and ``{Large}`` stand for in a template."""
    small, large = with_article(small), with_article(large)
    return {"small": small, "Small": opening(small), "large": large, "Large": opening(large)}


def facts(**values: object) -> dict[str, EvidenceValue]:
    """Return evidence of plain values: numpy scalars as numbers, dates as ISO text, NaN and infinities as None."""
    return {key: _plain(value) for key, value in values.items()}


def _plain(value: object) -> EvidenceValue:
    if isinstance(value, np.generic) and not isinstance(value, np.datetime64):
        value = value.item()
    if isinstance(value, np.datetime64):
        return str(value.astype("datetime64[D]"))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError(f"evidence must be plain values, got {type(value).__name__}")


def sentence(template: str, evidence: Mapping[str, EvidenceValue], names: Mapping[str, EvidenceValue]) -> Sentence:
    """Return a template written from `evidence` and `names`, together with the evidence."""
    return Sentence(write(template, {**evidence, **names}), evidence)

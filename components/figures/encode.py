"""Arrays as Plotly reads them from JSON: the bytes, and what they are."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from commentary.model import Codes
    from indicators.arrays import Days, Floats

Encoded = dict[str, str]


def values(numbers: Floats) -> Encoded:
    """Return numbers as 32-bit floats, about seven digits; NaN stays NaN and is drawn as a gap."""
    return {"dtype": "f4", "bdata": b64encode(numbers.astype("<f4").tobytes()).decode()}


def exact(numbers: Floats) -> Encoded:
    """Return numbers as 64-bit floats, as they are."""
    return {"dtype": "f8", "bdata": b64encode(numbers.astype("<f8").tobytes()).decode()}


def counts(numbers: Codes) -> Encoded:
    """Return small whole numbers as bytes."""
    return {"dtype": "i1", "bdata": b64encode(numbers.astype("i1").tobytes()).decode()}


def dates(sessions: Days) -> Encoded:
    """Return sessions as milliseconds since 1970, UTC, in 64-bit floats (32 bits would be days off)."""
    return exact(milliseconds(sessions))


def milliseconds(sessions: Days) -> Floats:
    """Return sessions as milliseconds since 1970, UTC."""
    return sessions.astype("datetime64[ms]").astype(np.float64)


def gaps(sessions: Days) -> dict[str, Any]:
    """Return increasing sessions as ``first``, days since 1970, and ``gaps``, the days from each to the next."""
    days = sessions.astype("datetime64[D]").astype(np.int64)
    steps = np.diff(days).astype("<u2").tobytes()
    return {"first": int(days[0]), "gaps": {"dtype": "u2", "bdata": b64encode(steps).decode()}}

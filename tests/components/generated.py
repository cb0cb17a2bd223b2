"""Generated prices for the tests of the chart, and the reading of what a figure carries."""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from components.view import viewer
from tests.page.prices import FramePrices

if TYPE_CHECKING:
    from components.view import View

SESSIONS = pd.bdate_range("2010-01-04", periods=1500, name="session", unit="ns")


def frame(seed: int, sessions: int = len(SESSIONS)) -> pd.DataFrame:
    """Return a random walk of closes that starts near 100."""
    steps = np.random.default_rng(seed).normal(0, 0.01, sessions)
    return pd.DataFrame({"close": 100 * np.exp(np.cumsum(steps))}, index=SESSIONS[:sessions])


def generated(sessions: int = len(SESSIONS)) -> FramePrices:
    """Return two generated histories under the symbols of the default pair."""
    return FramePrices({"^RUT": frame(1, sessions), "^GSPC": frame(2, sessions)})


def view_of(prices: FramePrices, query: str = "") -> View:
    """Return the view of a link on these prices."""
    return viewer(prices)(query)


def numbers(spec: dict[str, str]) -> np.ndarray:
    """Return what a browser decodes of an encoded array."""
    return np.frombuffer(b64decode(spec["bdata"]), dtype={"f4": "<f4", "f8": "<f8", "i1": "i1"}[spec["dtype"]])

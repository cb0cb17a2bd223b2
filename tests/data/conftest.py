"""What the tests of the data service share."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import settings

from data.build import BUNDLED
from data.sessions import Sessions

settings.register_profile("shared machine", deadline=None)
settings.load_profile("shared machine")  # two cores, many at work

EVENING = datetime(2026, 8, 21, 22, 0, tzinfo=UTC)
"""A Friday, six in the evening in New York: the session of that day has settled."""


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self, now: datetime = EVENING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Return the time it shows."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Return a clock that shows the evening of Friday 21 August 2026."""
    return Clock()


@pytest.fixture(scope="session")
def sessions() -> Sessions:
    """Return the sessions that ship with the product."""
    return Sessions.load(BUNDLED / "sessions.parquet", date(2026, 8, 21))


@pytest.fixture(scope="session")
def walk(sessions: Sessions) -> pd.DataFrame:
    """Return a made-up history of the sessions of 2015 to 21 August 2026, with all columns."""
    days = pd.DatetimeIndex(sessions.between(date(2015, 1, 2), date(2026, 8, 21)), name="session")
    close = 1000 * np.exp(np.cumsum(np.random.default_rng(7).normal(0.0003, 0.01, len(days))))
    columns = {
        "open": close,
        "high": close * 1.01,
        "low": close * 0.99,
        "close": close,
        "volume": np.full(len(days), 1e9),
    }
    return pd.DataFrame(columns, index=days)

"""Generated prices for the benches: the same each time, of any length, and as a folder that the product reads."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data.build import BUNDLED
from data.sessions import Sessions

if TYPE_CHECKING:
    from collections.abc import Iterator

SESSIONS = 10_000  # nearly forty years
FIRST = date(1900, 1, 1)


def walk(sessions: pd.DatetimeIndex, seed: int) -> pd.DataFrame:
    """Return a random walk over `sessions`, with highs."""
    noise = np.random.default_rng(seed)
    close = 100 * np.exp(np.cumsum(noise.normal(0.0002, 0.012, len(sessions))))
    high = close * (1 + np.abs(noise.normal(0, 0.005, len(sessions))))
    return pd.DataFrame({"close": close, "high": high}, index=sessions)


def daily(count: int) -> pd.DatetimeIndex:
    """Return `count` sessions, one every day, so that 100,000 fit a calendar."""
    return pd.date_range("1750-01-01", periods=count, name="session", unit="ns")


@contextmanager
def price_folder() -> Iterator[tuple[Path, pd.DatetimeIndex]]:
    """Return a folder with RUT.csv and GSPC.csv of 10,000 sessions of the exchange, up to the last, and those."""
    now = datetime.now(UTC)
    calendar = Sessions.load(BUNDLED / "sessions.parquet", now.date())
    days = pd.DatetimeIndex(calendar.between(FIRST, calendar.settled(now))[-SESSIONS:], name="Date")
    with tempfile.TemporaryDirectory() as name:
        for seed, file in enumerate(("RUT", "GSPC"), 1):
            walk(days, seed).to_csv(Path(name) / f"{file}.csv")
        yield Path(name), days

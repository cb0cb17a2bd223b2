"""What the faults share."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from data.build import BUNDLED
from data.sessions import Sessions
from tests.faults.clock import ABSENT, Clock, find_compiler
from tests.faults.harness import Seen
from tests.yahoo_stub import SYMBOLS, YahooStub, generated

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def seen(request: pytest.FixtureRequest) -> Seen:
    """Return what notes for the table what a test saw."""
    return Seen(request.node.user_properties)


@pytest.fixture(scope="session")
def sessions() -> Sessions:
    """Return the sessions of the exchange."""
    return Sessions.load(BUNDLED / "sessions.parquet", datetime.now(UTC).date())


def sessions_until(sessions: Sessions, now: datetime) -> pd.DatetimeIndex:
    """Return the sessions from 2015 to the last one that has settled."""
    return pd.DatetimeIndex(sessions.between(date(2015, 1, 2), sessions.settled(now)), name="session")


@pytest.fixture
def stub(sessions: Sessions) -> Iterator[YahooStub]:
    """Return a server in Yahoo's place that answers well, up to the last session that has settled."""
    days = sessions_until(sessions, datetime.now(UTC))
    with YahooStub({symbol: generated(symbol, days) for symbol in SYMBOLS}) as server:
        yield server


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Clock:
    """Return a clock for a server; skip where there can be none."""
    compiler = find_compiler()
    if compiler is None:
        pytest.skip(ABSENT)
    return Clock(tmp_path_factory.mktemp("clock"), compiler)

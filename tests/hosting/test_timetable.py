"""New prices are there before their first reader, by one refresh on all hosts."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from data.books import LocalBook
from data.build import BUNDLED
from data.cache import open_cache
from data.connection import Connection
from data.errors import Unreachable
from data.instruments import PAIRS
from data.live import LiveBook
from data.model import Source
from data.providers.base import Answer
from data.providers.bundled import BundledProvider
from data.service import PriceService
from data.sessions import Sessions
from data.store import LastGood
from hosting.work.timetable import EVERY, Refresh, Timetable
from tests.redis_server import redis_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SYMBOLS = {"^RUT", "^GSPC", "IWM", "SPY", "NAESX", "VFINX", "^SP600", "^RUI", "^NDX"}
BEFORE = datetime(2026, 11, 27, 17, 59, tzinfo=UTC)
"""Of the day after Thanksgiving, which closes at 13:00 in New York, by the exchange's calendar: 18:00 UTC."""


class Yahoo:
    """A provider that answers up to the clock's day, and counts."""

    source = Source.YAHOO

    def __init__(self, sessions: Sessions, now: datetime) -> None:
        self.sessions, self.now = sessions, now
        self.asked: list[str] = []

    def fetch(self, symbol: str) -> Answer:
        """Answer with a straight line."""
        self.asked.append(symbol)
        days = pd.DatetimeIndex(self.sessions.between(date(2020, 1, 2), self.now.date()), name="session")
        frame = pd.DataFrame({"close": 1000 + np.arange(len(days), dtype=float)}, index=days)
        return Answer(frame, self.now, adjusted=False, place="at Yahoo")


@pytest.fixture(scope="module")
def sessions() -> Sessions:
    """Return the sessions that ship with the product."""
    return Sessions.load(BUNDLED / "sessions.parquet", BEFORE.date())


@pytest.fixture
def yahoo(sessions: Sessions) -> Yahoo:
    """Return a provider a minute before an early close."""
    return Yahoo(sessions, BEFORE)


@pytest.fixture
def service(yahoo: Yahoo, tmp_path: Path) -> Iterator[PriceService]:
    """Return the price service on it."""
    bundled = LocalBook(BundledProvider(BUNDLED), yahoo.sessions, lambda: yahoo.now)
    book = LiveBook(
        yahoo,
        yahoo.sessions,
        LastGood(tmp_path / "state"),
        partial(open_cache, tmp_path / "cache", None),
        lambda: yahoo.now,
    )
    made = PriceService(book, bundled, yahoo.sessions, else_bundled=False)
    yield made
    made.close()


def test_after_an_early_close_the_session_is_there_before_its_first_reader(service: PriceService, yahoo: Yahoo) -> None:
    """The clock is set by hand, before the close, just after it, and 31 minutes after it: then the bar has settled."""
    seen = []
    refresh = Refresh(service, PAIRS, lambda: seen.append(service.history("^RUT").state.value))
    for minute, hour in ((59, 17), (3, 18), (31, 18)):
        yahoo.now = BEFORE.replace(hour=hour, minute=minute)
        refresh()
    assert ["provisional", "provisional", "fresh"] == seen
    assert SYMBOLS == set(yahoo.asked)
    assert date(2026, 11, 27) == service.history("^RUT").as_of


def test_prices_that_are_good_are_not_asked_for(service: PriceService, yahoo: Yahoo) -> None:
    """In the evening each symbol is asked for once, by the first of three refreshes."""
    yahoo.now = BEFORE.replace(hour=22)
    refresh = Refresh(service, PAIRS, lambda: None)
    for _ in range(3):
        refresh()
    assert sorted(SYMBOLS) == sorted(yahoo.asked)


class Prices:
    """Prices of which some cannot be had."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error
        self.asked: list[str] = []

    def exact_pair(self, small: str, large: str) -> None:
        """Note what is asked for."""
        self.asked.append(f"{small},{large}")
        if self.error:
            raise self.error

    def settle(self) -> None:
        """Have nothing under way."""


def test_a_source_that_is_away_does_not_end_the_refresh() -> None:
    """The other pairs are asked for, and what follows follows."""
    prices, done = Prices(Unreachable("Yahoo cannot be reached.")), []
    Refresh(prices, PAIRS, lambda: done.append(True))()
    assert (len(PAIRS), [True]) == (len(prices.asked), done)


def test_a_fault_in_what_follows_is_logged_and_the_next_refresh_comes(caplog: pytest.LogCaptureFixture) -> None:
    """Nothing is raised into the thread that keeps the time."""
    refresh = Refresh(Prices(), PAIRS, [].pop)
    with caplog.at_level(logging.ERROR):
        refresh()
        refresh()
    assert 2 == caplog.text.count("a refresh failed")


def test_one_process_of_a_host_keeps_the_timetable_and_another_follows(tmp_path: Path) -> None:
    """As long as the first holds its place; a folder that cannot be had leaves it to each."""
    first, second = (Timetable(Refresh(Prices(), (), lambda: None), tmp_path) for _ in range(2))
    with ExitStack() as held, ExitStack() as later:
        assert (True, False) == (first._chosen(held), second._chosen(later))
        held.close()
        assert second._chosen(later)
    (tmp_path / "file").touch()
    assert Timetable(Refresh(Prices(), (), lambda: None), tmp_path / "file" / "in")._chosen(ExitStack())


def test_a_host_leaves_it_to_another_that_has_done_it_lately(tmp_path: Path) -> None:
    """A worker's refresh counts for ten minutes; without Redis each host looks for itself."""
    with redis_server(tmp_path / "redis") as url:
        links = [Connection(url), Connection(url)]
        worker, page = (Refresh(Prices(), PAIRS, lambda: None, link) for link in links)
        table = Timetable(page, tmp_path)
        worker()
        table.turn()
        assert [] == page._prices.asked
        assert EVERY < links[0].client.ttl("smallcap:refreshed") <= 2.5 * EVERY
        links[0].unmark("refreshed", "refreshing")
        table.turn()
        assert len(PAIRS) == len(page._prices.asked)
        for link in links:
            link.client.close()


class Killed(BaseException):
    """Ends a refresh as the end of its process would: nothing follows."""


def test_refreshes_that_piled_up_are_one(tmp_path: Path) -> None:
    """Fifty messages are in the queue as a worker comes back; a Redis that is away holds up none of them."""
    with redis_server(tmp_path / "redis") as url:
        link, prices = Connection(url), Prices()
        refresh = Refresh(prices, PAIRS, lambda: None, link)
        for _ in range(50):
            refresh()
        assert len(PAIRS) == len(prices.asked)
        assert 0 < link.client.ttl("smallcap:refreshing") <= EVERY / 2
        link.client.close()
    away = Refresh(prices, PAIRS, lambda: None, Connection("redis://127.0.0.1:1/0"))
    away()
    away()
    assert 3 * len(PAIRS) == len(prices.asked)


def test_a_refresh_that_dies_is_done_by_another_soon(tmp_path: Path) -> None:
    """Its beginning counts for half an interval, and no host takes it for done."""
    with redis_server(tmp_path / "redis") as url:
        link = Connection(url)
        with pytest.raises(Killed):
            Refresh(Prices(Killed()), PAIRS, lambda: None, link)()
        other = Refresh(Prices(), PAIRS, lambda: None, link)
        assert not other.done_elsewhere
        assert 0 < link.client.ttl("smallcap:refreshing") <= EVERY / 2
        link.client.close()

"""The book of a far-away provider: what is at hand is shown at once, and Yahoo is asked behind the reader's back.

Order of a request: memory, the shared cache, the last good file. What is too old is refreshed by one thread of one
process for each symbol; a request waits for that, up to two seconds, only if what is at hand lacks a closed session or
there is nothing at hand. Nothing that runs is made before it is needed, and each process makes its own, so that a
server may load the service first and fork afterwards.
"""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from data.books import WAIT, Clock, Collect, as_it_stands, keep, utc_now
from data.errors import DataError, Unreachable
from data.fetch import Fetcher
from data.model import PriceHistory, Problem, Severity, Source, State
from data.words import say_day

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.cache import SharedCache
    from data.providers.base import Provider
    from data.sessions import Sessions
    from data.store import LastGood

_THREADS = 4
_QUEUE = 32  # symbols being fetched or waiting for it


@dataclass(frozen=True, slots=True)
class _Flight:
    """A fetch under way."""

    thread: threading.Thread
    started: float
    future: Future[PriceHistory]


@dataclass(slots=True)
class _Process:
    """What belongs to one process and must not cross a fork."""

    pid: int
    cache: SharedCache
    slots: threading.Semaphore = field(default_factory=partial(threading.Semaphore, _THREADS))
    gate: threading.Lock = field(default_factory=threading.Lock)
    flights: dict[str, _Flight] = field(default_factory=dict)


class LiveBook:
    """Histories from `provider`.

    Parameters
    ----------
    provider : Provider
        Asked in threads of its own.
    sessions : Sessions
        Of the New York exchange.
    store : LastGood
        Outlives the process.
    open_cache : callable returning a SharedCache
        Called once in each process.
    clock : callable returning an aware datetime
    """

    def __init__(
        self,
        provider: Provider,
        sessions: Sessions,
        store: LastGood,
        open_cache: Callable[[], SharedCache],
        clock: Clock = utc_now,
    ) -> None:
        self._fetcher = Fetcher(provider, sessions, store, clock)
        self._sessions = sessions
        self._store = store
        self._open_cache = open_cache
        self._clock = clock
        self._memory: dict[str, PriceHistory] = {}
        self._process: _Process | None = None
        self._gate = threading.Lock()
        self._closed = False

    def ask(self, symbol: str) -> Collect:
        """Return how to collect `symbol`; if what is at hand is too old, a fetch has started."""
        item = self._memory.get(symbol)
        if item is not None and self._fetcher.is_good(item):
            return partial(self._standing, item)
        process = self._here()
        item = process.cache.history(symbol) or item or self._store.read(symbol)
        if item is not None:
            keep(self._memory, symbol, item)
            if self._fetcher.is_good(item):
                return partial(self._standing, item)
        flight = self._fetcher.failure(process.cache, symbol) or self._start(process, symbol)
        return partial(self._collect, symbol, item, flight)

    def close(self) -> None:
        """Start no fetch any more; what is under way ends with the process."""
        self._closed = True

    def settle(self) -> None:
        """Wait until nothing is under way in this process."""
        process = self._process
        if process is not None and process.pid == os.getpid():
            for flight in list(process.flights.values()):
                flight.thread.join()

    def _standing(self, item: PriceHistory, _deadline: float = 0.0) -> PriceHistory:
        current = as_it_stands(item, self._sessions, self._clock())
        if current is not item:
            keep(self._memory, item.symbol, current)
        return current

    def _here(self) -> _Process:
        process = self._process
        if process is None or process.pid != os.getpid():
            with self._gate:
                process = self._process
                if process is None or process.pid != os.getpid():
                    process = self._process = _Process(os.getpid(), self._open_cache())
        return process

    def _start(self, process: _Process, symbol: str) -> _Flight | DataError:
        with process.gate:
            flight = process.flights.get(symbol)
            if flight is not None:
                return flight
            if self._closed or len(process.flights) >= _QUEUE:
                return Unreachable("No more instruments can be read just now.")
            future: Future[PriceHistory] = Future()
            thread = threading.Thread(
                target=self._fetch, args=(process, symbol, future), name=f"prices {symbol}", daemon=True
            )
            flight = process.flights[symbol] = _Flight(thread, time.monotonic(), future)
            thread.start()
        return flight

    def _collect(
        self, symbol: str, item: PriceHistory | None, flight: _Flight | DataError, deadline: float
    ) -> PriceHistory:
        if item is not None:
            item = self._standing(item)
            if isinstance(flight, _Flight) and item.state is not State.STALE:
                return item
        try:
            if isinstance(flight, DataError):
                raise flight
            patience = min(deadline, flight.started + WAIT) - time.monotonic()
            return self._standing(flight.future.result(timeout=max(0.0, patience)))
        except TimeoutError:
            failure: DataError = Unreachable(f"Yahoo has not answered about {symbol} yet.")
        except DataError as error:
            failure = type(error)(str(error))  # the original may be raised in several threads
        if item is None:
            raise failure
        return _last_good(item, failure)

    def _fetch(self, process: _Process, symbol: str, future: Future[PriceHistory]) -> None:
        with process.slots:
            try:
                item = self._fetcher.fetch(process.cache, symbol)
                keep(self._memory, symbol, item)
                future.set_result(item)
            except DataError as error:
                future.set_exception(error)
            finally:
                process.flights.pop(symbol, None)


def _last_good(item: PriceHistory, failure: DataError) -> PriceHistory:
    read = f"{say_day(item.fetched_at)} at {item.fetched_at:%H:%M} UTC"
    text = f"{failure} Shown are the last good prices, read on {read}."
    problem = Problem("source_failed", Severity.WARNING, text)
    return replace(item, source=Source.LAST_GOOD, problems=(problem, *item.problems))

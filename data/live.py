"""The book of a far-away provider: what is at hand is shown at once, and Yahoo is asked behind the reader's back.

Order of a request: memory, the shared cache, the last good file. What is too old is refreshed by one thread of one
process for each symbol; a request waits for that, up to two seconds, only if what is at hand lacks a closed session or
there is nothing at hand. A failure is remembered for a minute. Nothing that runs is made before it is needed, and each
process makes its own, so that a server may load the service first and fork afterwards.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from data import checks, codec
from data.books import WAIT, Clock, Collect, as_it_stands, closed, keep, utc_now
from data.breaker import Breaker
from data.errors import DataError, NoSuchSymbol, RateLimited, RefusedData, SourceError, Unreachable
from data.model import PriceHistory, Problem, Severity, Source, State
from data.words import say_day

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.cache import SharedCache
    from data.providers.base import Provider
    from data.sessions import Sessions
    from data.store import LastGood

REMEMBERED = timedelta(seconds=60)
"""How long a failure answers for its symbol."""
_RETRY = timedelta(minutes=10)  # when an answer lacks a session that has closed
_LOCK_PATIENCE = 20.0  # seconds; more than a provider's own budget
_FAILURES = {kind.__name__: kind for kind in (Unreachable, RateLimited, NoSuchSymbol, RefusedData)}
_THREADS = 4
_QUEUE = 32  # symbols being fetched or waiting for it
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Flight:
    started: float
    future: Future[PriceHistory]


@dataclass(slots=True)
class _Process:
    """What belongs to one process and must not cross a fork."""

    pid: int
    cache: SharedCache
    threads: ThreadPoolExecutor
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
        self._provider = provider
        self._sessions = sessions
        self._store = store
        self._open_cache = open_cache
        self._clock = clock
        self._memory: dict[str, PriceHistory] = {}
        self._process: _Process | None = None
        self._gate = threading.Lock()

    def ask(self, symbol: str) -> Collect:
        """Return how to collect `symbol`; if what is at hand is too old, a fetch has started."""
        item = self._memory.get(symbol)
        if item is not None and self._is_good(item):
            return partial(self._standing, item)
        process = self._here()
        item = process.cache.history(symbol) or item or self._store.read(symbol)
        if item is not None:
            keep(self._memory, symbol, item)
            if self._is_good(item):
                return partial(self._standing, item)
        flight = self._recall(process.cache, symbol) or self._start(process, symbol)
        return partial(self._collect, symbol, item, flight)

    def close(self) -> None:
        """End the threads of this process; fetches under way are waited for, the others dropped."""
        with self._gate:
            process, self._process = self._process, None
        if process is not None and process.pid == os.getpid():
            process.threads.shutdown(wait=True, cancel_futures=True)

    def _is_good(self, item: PriceHistory) -> bool:
        return self._clock() < self._good_until(item)

    def _good_until(self, item: PriceHistory) -> datetime:
        until = self._sessions.good_until(item.fetched_at)
        if self._sessions.judge(item.as_of, item.fetched_at) is State.STALE:
            return min(until, item.fetched_at + _RETRY)
        return until

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
                    threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="prices")
                    process = self._process = _Process(os.getpid(), self._open_cache(), threads)
        return process

    def _start(self, process: _Process, symbol: str) -> _Flight | DataError:
        with process.gate:
            flight = process.flights.get(symbol)
            if flight is not None:
                return flight
            if len(process.flights) >= _QUEUE:
                return Unreachable("Too many instruments are being read just now.")
            flight = _Flight(time.monotonic(), process.threads.submit(self._fetch, process, symbol))
            process.flights[symbol] = flight
        flight.future.add_done_callback(lambda _future: process.flights.pop(symbol, None))
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
        except (TimeoutError, CancelledError):
            failure: DataError = Unreachable(f"Yahoo has not answered about {symbol} yet.")
        except DataError as error:
            failure = type(error)(str(error))  # the original may be raised in several threads
        if item is None:
            raise failure
        return _last_good(item, failure)

    def _recall(self, cache: SharedCache, symbol: str) -> DataError | None:
        """Return the failure that is still remembered for `symbol`."""
        note = cache.note(f"failed:{symbol}")
        try:
            if note and self._clock() < datetime.fromisoformat(note["until"]):
                return _FAILURES[note["kind"]](str(note["text"]))
        except (KeyError, TypeError, ValueError):
            _log.warning("the cached failure of %s cannot be used", symbol)
        return None

    def _fetch(self, process: _Process, symbol: str) -> PriceHistory:
        try:
            with process.cache.lock(symbol, _LOCK_PATIENCE):
                item = self._fetch_alone(process.cache, symbol)
        except DataError:
            raise
        except Exception as error:
            _log.exception("a fault while reading %s", symbol)
            raise Unreachable(f"{symbol} could not be read because of a fault in this program.") from error
        keep(self._memory, symbol, item)
        return item

    def _fetch_alone(self, cache: SharedCache, symbol: str) -> PriceHistory:
        item = cache.history(symbol)
        if item is not None and self._is_good(item):
            return item  # somebody else was quicker
        failure = self._recall(cache, symbol)
        if failure:
            raise failure
        breaker = Breaker(cache, self._clock)
        breaker.check()
        try:
            answer = self._provider.fetch(symbol)
            breaker.succeeded()
            kept = self._store.read(symbol)
            frame, problems = checks.clean(symbol, answer, self._sessions, self._clock(), kept)
        except (SourceError, RefusedData) as error:
            if isinstance(error, SourceError):
                breaker.failed(error)
            _log.warning("%s", error)
            until = (self._clock() + REMEMBERED).isoformat()
            note = {"kind": type(error).__name__, "text": str(error), "until": until}
            cache.put_note(f"failed:{symbol}", note, REMEMBERED.total_seconds())
            raise
        source, adjusted = self._provider.source, answer.adjusted
        item = codec.history(symbol, frame, answer.fetched_at, source, problems, adjusted=adjusted)
        self._store.write(closed(item, self._sessions))
        cache.put_history(item, (self._good_until(item) - self._clock()).total_seconds())
        return item


def _last_good(item: PriceHistory, failure: DataError) -> PriceHistory:
    read = f"{say_day(item.fetched_at)} at {item.fetched_at:%H:%M} UTC"
    text = f"{failure} Shown are the last good prices, read on {read}."
    problem = Problem("source_failed", Severity.WARNING, text)
    return replace(item, source=Source.LAST_GOOD, problems=(problem, *item.problems))

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
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from data import instruments
from data.books import WAIT, Clock, Collect, as_it_stands, keep, utc_now
from data.breaker import Breaker
from data.condition import Far
from data.errors import DataError, Unreachable
from data.fetch import Fetcher
from data.flights import Flight, Flights
from data.model import PriceHistory, Problem, Severity, Source, State
from data.words import say_day

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.cache import SharedCache
    from data.providers.base import Provider
    from data.sessions import Sessions
    from data.store import LastGood


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
        self._flights: Flights | None = None
        self._gate = threading.Lock()

    def ask(self, symbol: str) -> Collect:
        """Return how to collect `symbol`; if what is at hand is too old, a fetch has started."""
        item = self._memory.get(symbol)
        if item is not None and self._fetcher.is_good(item):
            return partial(self._standing, item)
        flights = self._here()
        item = flights.cache.history(symbol) or item or self._store.read(symbol)
        if item is not None:
            keep(self._memory, symbol, item)
            if self._fetcher.is_good(item):
                return partial(self._standing, item)
        strange = item is None and symbol not in instruments.NAMED
        flight = self._fetcher.failure(flights.cache, symbol) or flights.start(symbol, self._fetch, strange=strange)
        return partial(self._collect, symbol, item, flight)

    def held(self, symbol: str) -> PriceHistory | None:
        """Return what memory, the shared cache or the last good file has, as it stands now."""
        item = self._memory.get(symbol)
        if item is None or not self._fetcher.is_good(item):
            cache = self._here().cache
            item = cache.history(symbol) or item or self._store.read(symbol)
            if item is None:
                return None
            keep(self._memory, symbol, item)
        return self._standing(item)

    def far(self) -> Far | None:
        """Return how the breaker, the shared cache and the last good files stand."""
        cache = self._here().cache
        return Far(Breaker(cache, self._clock).open_until(), cache.kind, cache.answers(), self._store.can_write())

    def close(self) -> None:
        """Start no fetch any more; what is under way ends with the process."""
        self._here().close()

    def settle(self) -> None:
        """Wait until nothing is under way in this process."""
        self._here().settle()

    def _standing(self, item: PriceHistory, _deadline: float = 0.0) -> PriceHistory:
        current = as_it_stands(item, self._sessions, self._clock())
        if current is not item:
            keep(self._memory, item.symbol, current)
        return current

    def _here(self) -> Flights:
        flights = self._flights
        if flights is None or flights.pid != os.getpid():
            with self._gate:
                flights = self._flights
                if flights is None or flights.pid != os.getpid():
                    flights = self._flights = Flights(self._open_cache())
        return flights

    def _collect(
        self, symbol: str, item: PriceHistory | None, flight: Flight | DataError, deadline: float
    ) -> PriceHistory:
        if item is not None:
            item = self._standing(item)
            if isinstance(flight, Flight) and item.state is not State.STALE:
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

    def _fetch(self, cache: SharedCache, symbol: str) -> PriceHistory:
        item = self._fetcher.fetch(cache, symbol)
        keep(self._memory, symbol, item)
        return item


def _last_good(item: PriceHistory, failure: DataError) -> PriceHistory:
    read = f"{say_day(item.fetched_at)} at {item.fetched_at:%H:%M} UTC"
    text = f"{failure} Shown are the last good prices, read on {read}."
    problem = Problem("source_failed", Severity.WARNING, text)
    return replace(item, source=Source.LAST_GOOD, problems=(problem, *item.problems))

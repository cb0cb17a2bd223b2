"""The fetches under way in one process, each in a thread of its own; nothing here may cross a fork."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import Future
from contextvars import copy_context
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.errors import DataError, Unreachable

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.cache import SharedCache
    from data.model import PriceHistory

_AT_ONCE = 4
_AT_MOST = 32  # under way or waiting for their turn


@dataclass(frozen=True, slots=True)
class Flight:
    """A fetch under way, and when it began (`time.monotonic`)."""

    thread: threading.Thread
    started: float
    future: Future[PriceHistory]


class Flights:
    """One fetch at a time for each symbol; its threads end with the process and are not waited for."""

    def __init__(self, cache: SharedCache) -> None:
        self.pid = os.getpid()
        self.cache = cache
        self._gate = threading.Lock()
        self._slots = threading.Semaphore(_AT_ONCE)
        self._flights: dict[str, Flight] = {}
        self._closed = False

    def start(self, symbol: str, fetch: Callable[[SharedCache, str], PriceHistory]) -> Flight | DataError:
        """Return the fetch of `symbol` that is under way, or a new one, or why there is none."""
        with self._gate:
            flight = self._flights.get(symbol)
            if flight is not None:
                return flight
            if self._closed or len(self._flights) >= _AT_MOST:
                return Unreachable("No more instruments can be read just now.")
            future: Future[PriceHistory] = Future()
            whose = copy_context()  # the log says in whose request it was started
            thread = threading.Thread(
                target=whose.run, args=(self._run, symbol, fetch, future), name=f"prices {symbol}", daemon=True
            )
            flight = self._flights[symbol] = Flight(thread, time.monotonic(), future)
            thread.start()
        return flight

    def close(self) -> None:
        """Start nothing any more."""
        self._closed = True

    def settle(self) -> None:
        """Wait until nothing is under way."""
        for flight in list(self._flights.values()):
            flight.thread.join()

    def _run(
        self, symbol: str, fetch: Callable[[SharedCache, str], PriceHistory], future: Future[PriceHistory]
    ) -> None:
        with self._slots:
            try:
                future.set_result(fetch(self.cache, symbol))
            except DataError as error:
                future.set_exception(error)
            finally:
                self._flights.pop(symbol, None)

"""The fetches under way in one process, each in a thread of its own; nothing here may cross a fork.

Symbols of which nothing is known, which anybody may make up without end, have a lane of their own, narrow and with so
many a minute: however many are typed, they neither hold up the others nor make the source shut us out.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from concurrent.futures import Future
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from data.errors import DataError, Unreachable

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.cache import SharedCache
    from data.model import PriceHistory

_AT_ONCE, _AT_MOST = 4, 32  # fetches; the second: under way or waiting for their turn
_STRANGE_AT_ONCE, _STRANGE_AT_MOST = 2, 12  # the same for symbols of which nothing is known
STRANGE, MINUTE = 30, 60.0
"""Of those, how many are begun within how many seconds."""
_NO_MORE = "No more instruments can be read just now."


@dataclass(frozen=True, slots=True)
class Flight:
    """A fetch under way, and when it began (`time.monotonic`)."""

    thread: threading.Thread
    started: float
    future: Future[PriceHistory]


class _Lane:
    """Fetches that take turns with each other alone."""

    def __init__(self, at_once: int, at_most: int, a_minute: int | None = None) -> None:
        self.slots = threading.Semaphore(at_once)
        self._at_most = at_most
        self._begun: deque[float] | None = None if a_minute is None else deque([-MINUTE] * a_minute, a_minute)
        self._within = 0

    def enter(self) -> bool:
        """Take a place, if there is one."""
        if self._within >= self._at_most:
            return False
        if self._begun is not None:
            now = time.monotonic()
            if now - self._begun[0] < MINUTE:
                return False
            self._begun.append(now)
        self._within += 1
        return True

    def leave(self) -> None:
        """Give the place back."""
        self._within -= 1


class Flights:
    """One fetch at a time for each symbol; its threads end with the process and are not waited for."""

    def __init__(self, cache: SharedCache) -> None:
        self.pid = os.getpid()
        self.cache = cache
        self._gate = threading.Lock()
        self._known = _Lane(_AT_ONCE, _AT_MOST)
        self._strange = _Lane(_STRANGE_AT_ONCE, _STRANGE_AT_MOST, STRANGE)
        self._flights: dict[str, Flight] = {}
        self._closed = False

    def start(
        self, symbol: str, fetch: Callable[[SharedCache, str], PriceHistory], *, strange: bool = False
    ) -> Flight | DataError:
        """Return the fetch of `symbol` that is under way, or a new one, or why there is none.

        Parameters
        ----------
        symbol : str
        fetch : callable
        strange : bool
            Whether nothing is known of the symbol but what somebody typed.
        """
        lane = self._strange if strange else self._known
        with self._gate:
            flight = self._flights.get(symbol)
            if flight is not None:
                return flight
            if self._closed or not lane.enter():
                return Unreachable(_NO_MORE)
            future: Future[PriceHistory] = Future()
            whose = copy_context()  # the log says in whose request it was started
            thread = threading.Thread(
                target=whose.run, args=(self._run, lane, symbol, fetch, future), name=f"prices {symbol}", daemon=True
            )
            try:
                thread.start()
            except RuntimeError:  # the system has no more threads for us
                lane.leave()
                return Unreachable(_NO_MORE)
            flight = self._flights[symbol] = Flight(thread, time.monotonic(), future)
        return flight

    def close(self) -> None:
        """Start nothing any more."""
        self._closed = True

    def settle(self) -> None:
        """Wait until nothing is under way."""
        for flight in list(self._flights.values()):
            flight.thread.join()

    def _run(
        self,
        lane: _Lane,
        symbol: str,
        fetch: Callable[[SharedCache, str], PriceHistory],
        future: Future[PriceHistory],
    ) -> None:
        with lane.slots:
            try:
                land = partial(future.set_result, fetch(self.cache, symbol))
            except DataError as error:
                land = partial(future.set_exception, error)
            finally:
                with self._gate:
                    self._flights.pop(symbol, None)
                    lane.leave()
        land()  # off the list first: whoever has the answer and asks again is not given this one

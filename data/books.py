"""What a service asks: histories held ready, from a source at hand here or a far one in `data.live`.

A book is asked first and collected from later, so that two symbols can be fetched at once and share one deadline.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol, TypeVar

import numpy as np

from data import checks, codec
from data.errors import DataError, RefusedData
from data.model import PriceHistory

if TYPE_CHECKING:
    from datetime import date

    from data.condition import Far
    from data.providers.base import LocalProvider
    from data.sessions import Sessions

Clock = Callable[[], datetime]
Collect = Callable[[float], PriceHistory]
"""Called with a deadline (`time.monotonic`), returns the history or raises a `DataError`."""

WAIT = 2.0
"""Seconds that a request waits for prices at most."""
SKEW = timedelta(minutes=5)
"""By which two machines' clocks may differ; what is dated later than that was written by a clock that was wrong."""
_KEPT = 64  # decoded histories held in memory
_Value = TypeVar("_Value")
_log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """Return the time of day."""
    return datetime.now(UTC)


def lasts(until: datetime, now: datetime, most: timedelta) -> bool:
    """Whether something ends at `until` that takes `most`; what ends later was begun by a clock that was wrong."""
    return now < until <= now + most + SKEW


class Book(Protocol):
    """Histories by symbol."""

    def ask(self, symbol: str) -> Collect:
        """Start to get the history of a valid symbol and return how to collect it."""
        ...

    def held(self, symbol: str) -> PriceHistory | None:
        """Return the history that is at hand; nobody far away is asked, and nothing is raised."""
        ...

    def far(self) -> Far | None:
        """Return how it stands around a source that is far away; None where none is."""
        ...

    def settle(self) -> None:
        """Wait until nothing is under way."""
        ...

    def close(self) -> None:
        """Start nothing any more in the background."""
        ...


class LocalBook:
    """Histories from a source at hand, read again when it says that they changed."""

    def __init__(self, provider: LocalProvider, sessions: Sessions, clock: Clock = utc_now) -> None:
        self._provider = provider
        self._sessions = sessions
        self._clock = clock
        self._read: dict[str, tuple[str, PriceHistory]] = {}

    def ask(self, symbol: str) -> Collect:
        """Return how to read `symbol`; the reading itself is left to the collector."""
        return lambda _deadline: self._history(symbol)

    def held(self, symbol: str) -> PriceHistory | None:
        """Return what the source holds, None for nothing usable."""
        try:
            return self._history(symbol)
        except DataError:
            return None

    def far(self) -> Far | None:
        """Return None: all is at hand."""
        return None

    def settle(self) -> None:
        """Do nothing: nothing goes on in the background."""

    def close(self) -> None:
        """Do nothing, as above."""

    def _history(self, symbol: str) -> PriceHistory:
        stamp = self._provider.stamp(symbol)
        known = self._read.get(symbol)
        now = self._clock()
        if known is None or known[0] != stamp:
            known = (stamp, self._fetch(symbol, now))
        current = as_it_stands(known[1], self._sessions, now)
        keep(self._read, symbol, (stamp, current))
        return current

    def _fetch(self, symbol: str, now: datetime) -> PriceHistory:
        try:
            answer = self._provider.fetch(symbol)
            frame, problems = checks.clean(symbol, answer, self._sessions, now)
        except DataError:
            raise
        except ValueError as error:  # a value that nobody thought of must not stop the page
            _log.exception("the prices of %s cannot be used", symbol)
            raise RefusedData(f"The prices of {symbol} were refused: a value among them cannot be used.") from error
        source = self._provider.source
        return codec.history(symbol, frame, answer.fetched_at, source, problems, adjusted=answer.adjusted)


def keep(shelf: dict[str, _Value], symbol: str, value: _Value) -> None:
    """Put `value` on the shelf; when it is full, what has lain there longest goes."""
    shelf[symbol] = value
    while len(shelf) > _KEPT:
        shelf.pop(next(iter(shelf)), None)


def as_it_stands(item: PriceHistory, sessions: Sessions, now: datetime) -> PriceHistory:
    """Return `item` with the state it has at `now`, less a last bar that was read before its session was over."""
    settles = sessions.settles_at(item.as_of)
    if item.fetched_at < settles <= now:
        return as_it_stands(_first(item, len(item.frame) - 1), sessions, now) if len(item.frame) > 1 else item
    state = sessions.judge(item.as_of, now)
    return item if state is item.state else replace(item, state=state)


def until(item: PriceHistory, last: date) -> PriceHistory:
    """Return the rows of `item` up to the day `last`, at least one."""
    return _first(item, int(item.frame.index.searchsorted(np.datetime64(last, "ns"), side="right")))


def _first(item: PriceHistory, rows: int) -> PriceHistory:
    if rows >= len(item.frame):
        return item
    return codec.history(
        item.symbol,
        item.frame.iloc[: max(rows, 1)],
        item.fetched_at,
        item.source,
        item.problems,
        adjusted=item.adjusted,
    )

"""New prices every few minutes, so that a closed session is there before its first reader."""

from __future__ import annotations

import logging
import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING, Protocol

from data.errors import DataError
from data.locks import place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from data.connection import Connection
    from data.model import PairChoice

EVERY = 240.0
"""Seconds from one refresh to the next; prices that are good still are not asked for."""
_BEGUN, _DONE = "refreshing", "refreshed"
_REST = EVERY / 2  # seconds from the beginning of one to that of the next, whoever asks
_log = logging.getLogger(__name__)


class Prices(Protocol):
    """What a refresh needs of `data.service.PriceService`."""

    def exact_pair(self, small: str, large: str) -> object:
        """Return a pair, asking for it where it is too old."""
        ...

    def settle(self) -> None:
        """Wait until nothing is asked for any more."""
        ...


class Refresh:
    """Has all pairs read whose prices are no longer good, and then what follows from new ones.

    Parameters
    ----------
    prices : Prices
    pairs : iterable of PairChoice
    then : callable
        Called once all that could be had is there.
    redis : Connection, optional
        Where the hosts tell each other that it was done.
    """

    def __init__(
        self, prices: Prices, pairs: Iterable[PairChoice], then: Callable[[], None], redis: Connection | None = None
    ) -> None:
        self._prices = prices
        self._pairs = tuple(pairs)
        self._then = then
        self._redis = redis

    def __call__(self) -> None:
        """Refresh, unless one was begun lately; what goes wrong is logged, and the next one tries again."""
        if self._redis and not self._redis.mark(_BEGUN, _REST, first=True) and not self._redis.away:
            return
        try:
            for pair in self._pairs:
                try:
                    self._prices.exact_pair(pair.small, pair.large)
                except DataError as error:
                    _log.info("%s is not to be had: %s", pair.label, error)
            self._prices.settle()
            if self._redis:
                self._redis.mark(_DONE, 2.5 * EVERY)
            self._then()
        except Exception:  # noqa: BLE001 - the next one comes in any case
            _log.exception("a refresh failed")

    @property
    def done_elsewhere(self) -> bool:
        """Whether some host has done it lately."""
        return self._redis is not None and self._redis.marked(_DONE) is not None


class Timetable:
    """Refreshes beside the page, in one process of the host, where no worker does it.

    Parameters
    ----------
    refresh : Refresh
    folder : Path
        Of the lock that chooses the process; when that one dies, another follows.
    """

    def __init__(self, refresh: Refresh, folder: Path) -> None:
        self._refresh = refresh
        self._folder = folder

    def start(self) -> None:
        """Begin in this process, which must fork no more."""
        threading.Thread(target=self._run, name="timetable", daemon=True).start()

    def _run(self) -> None:
        pause = threading.Event()
        with ExitStack() as held:
            while not self._chosen(held):
                pause.wait(EVERY)
            while True:
                self.turn()
                pause.wait(EVERY)

    def turn(self) -> None:
        """Refresh, unless another host has done it lately."""
        if not self._refresh.done_elsewhere:
            self._refresh()

    def _chosen(self, held: ExitStack) -> bool:
        """Whether this process is the one; where there can be no lock, each is."""
        with ExitStack() as tried:
            try:
                mine = tried.enter_context(place(self._folder, 1)) is not None
            except OSError as error:
                _log.warning("each process looks for new prices: %s", error.strerror)
                return True
            if mine:
                held.push(tried.pop_all())
            return mine

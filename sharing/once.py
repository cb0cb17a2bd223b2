"""What many ask for at once is made once: one makes it, and the others wait, though never all threads of a process."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING

from sharing.refusals import Refusal
from sharing.turns import FULL, PATIENCE, SOON

if TYPE_CHECKING:
    from collections.abc import Callable

READERS = 21
"""How many of a process may wait: ten for each of two pictures, and an order; its other threads are for pages."""


class Once:
    """Makes what has a name, and gives it to all who ask for it meanwhile.

    Parameters
    ----------
    patience : float, seconds
        How long somebody waits for what another makes.
    """

    def __init__(self, *, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._places = threading.BoundedSemaphore(READERS)
        self._flights: dict[str, Future[bytes]] = {}
        self._gate = threading.Lock()

    def made(self, name: str, make: Callable[[], bytes]) -> bytes:
        """Return what `make` returns, which is called unless another is at it.

        Raises
        ------
        Refusal
            503 where too many are waiting, or for too long; else what `make` raised, to each his own.
        """
        if not self._places.acquire(blocking=False):
            raise Refusal(503, FULL, wait=SOON)
        try:
            with self._gate:
                flight = self._flights.get(name)
                own = self._flights[name] = Future() if flight is None else flight
            return self._lead(name, own, make) if flight is None else self._follow(flight)
        finally:
            self._places.release()

    def _lead(self, name: str, flight: Future[bytes], make: Callable[[], bytes]) -> bytes:
        try:
            flight.set_result(make())
        except BaseException as error:
            flight.set_exception(error)
            raise
        finally:
            with self._gate:
                self._flights.pop(name, None)
        return flight.result()

    def _follow(self, flight: Future[bytes]) -> bytes:
        try:
            error = flight.exception(self._patience)
        except TimeoutError:
            raise Refusal(503, FULL, wait=SOON) from None
        if isinstance(error, Refusal):
            raise Refusal(error.status, str(error), wait=error.wait)
        if error is not None:
            raise RuntimeError("whoever made it could not") from error
        return flight.result()

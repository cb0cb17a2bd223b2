"""One at a time on this machine, a few that wait, and no for whoever comes then."""

from __future__ import annotations

import logging
import threading
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from data.locks import Busy, file_lock, place
from sharing.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WAITING = 8
"""How many may wait while one has its turn."""
SOON = 5  # seconds after which a queue has moved on
PATIENCE = 30.0  # seconds in the queue, at most
FULL = "Too many pictures are being made just now. Try again in a few seconds."
_log = logging.getLogger(__name__)


class Turns:
    """Turns for what only one may do at a time, counted over all processes of a machine.

    Where the folder cannot be written to, each process counts for itself.

    Parameters
    ----------
    folder : Path
        Of the files that are locked.
    patience : float, seconds
        How long somebody waits for a turn.
    """

    def __init__(self, folder: Path, *, patience: float = PATIENCE) -> None:
        self._folder = folder
        self._patience = patience
        self._places = threading.BoundedSemaphore(1 + WAITING)
        self._own = threading.Lock()

    @contextmanager
    def turn(self) -> Iterator[tuple[int, ...]]:
        """Wait for a turn and hold it.

        Yields descriptors: a child that inherits them holds the turn, too, for as long as it lives.

        Raises
        ------
        Refusal
            503 where the queue is full, or was too slow.
        """
        with ExitStack() as held:
            locks: tuple[int, ...] = ()
            try:
                if held.enter_context(place(self._folder, 1 + WAITING)) is None:
                    raise Refusal(503, FULL, wait=SOON)
                locks = (held.enter_context(file_lock(self._folder, "turn", self._patience)),)
            except Busy:
                raise Refusal(503, FULL, wait=SOON) from None
            except OSError as error:
                _log.warning("pictures are made one at a time in each process alone: %s", error.strerror)
                held.enter_context(self._turn_alone())
            yield locks

    @contextmanager
    def _turn_alone(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise Refusal(503, FULL, wait=SOON)
        try:
            if not self._own.acquire(timeout=self._patience):
                raise Refusal(503, FULL, wait=SOON)
            try:
                yield
            finally:
                self._own.release()
        finally:
            self._places.release()

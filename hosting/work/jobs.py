"""Work that takes seconds: done by a child process beside the page or by a worker elsewhere, kept, shared by all.

A question has a name, the bytes that the child reads, and an answer of bytes that means the same value for ever. The
newest question is answered first; an older one that still waits is dropped, since whoever wants it asks again.
"""

from __future__ import annotations

import logging
import threading
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, TypeVar

from data.kept import NotMade
from data.locks import Busy, file_lock
from data.measure import noted, working
from hosting.work.answers import Answers
from hosting.work.child import said_by
from hosting.work.elsewhere import Sent

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from data.kept import Kept
    from hosting.work.elsewhere import Elsewhere

    Question = tuple[str, Callable[[], bytes]]

T = TypeVar("T")
_REST = 60.0  # seconds until a question that failed may be asked again
_TURN = 600.0  # seconds to wait for the children of other processes
_log = logging.getLogger(__name__)


class Jobs(Answers[T]):
    """Answers from child processes, one at a time on a machine, at the lowest priority.

    Threads and children start with a question, so that nothing runs before a server forks. A child holds the machine's
    turn itself, also when the process that asked is gone. Where the folder cannot be written to, each process takes
    turns with itself alone and keeps its own answers. What goes wrong is logged, and never raised.

    Parameters
    ----------
    command : sequence of str
        Of the child: it reads the question from its standard input and writes the answer to its standard output.
    folder : Path
        Where answers are kept, and where the processes of a machine wait for each other.
    read : callable of bytes to T
        The value of an answer; raises ValueError for bytes that are none, which then count as absent.
    timeout : float, seconds
        After which a child is stopped; at its priority it may have to wait long for a core.
    share : callable, optional
        Returns where answers are kept, given the folder's part; without it they are kept there alone.
    elsewhere : Elsewhere, optional
        Asked first; what nobody there takes is answered here.
    """

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        read: Callable[[bytes], T],
        *,
        timeout: float = 300.0,
        share: Callable[[Kept], Kept] | None = None,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        super().__init__(folder, read, share)
        self._command = ("nice", "-n", "19", *command)
        self._folder = folder
        self._timeout = timeout
        self._elsewhere = elsewhere
        self._failed: dict[str, float] = {}
        self._waiting: Question | None = None
        self._running = ""
        self._thread: threading.Thread | None = None
        self._lock = threading.Condition()

    def ask(self, name: str, given: Callable[[], bytes]) -> bool:
        """Have a question answered; whether it is or waits for that: False for a minute after it could not be.

        `given` makes the child's input, in the thread that waits for the child.
        """
        with self._lock:
            at_work = self._thread is not None and self._thread.is_alive()  # a fork takes no thread along
            if at_work and self._running == name:
                return True
            if time.monotonic() < self._failed.get(name, 0.0):
                return False
            if self._waiting is None or self._waiting[0] != name:
                noted("study", "asked")
            self._waiting = name, given
            self._lock.notify_all()  # whoever waits for an older one waits in vain
            if not at_work:
                self._thread = threading.Thread(target=self._work, name="jobs", daemon=True)
                self._thread.start()
        return True

    def make(self, name: str, given: bytes) -> None:
        """Answer a question, as a worker does it, and return once it is answered, or dropped for a newer one.

        Raises `NotMade` if it could not be answered.
        """
        if self.ask(name, lambda: given):
            with self._lock:
                self._lock.wait_for(lambda: self._running != name and (self._waiting or ("",))[0] != name)
        if time.monotonic() < self._failed.get(name, 0.0):
            raise NotMade

    def _work(self) -> None:
        """Answer what waits, until nothing does; which question it is shows when it is this process's turn."""
        while self._waits():
            if self._given_away():
                continue
            with ExitStack() as turn:
                locks: list[int] = []
                try:
                    locks.append(turn.enter_context(file_lock(self._folder, "jobs", _TURN)))
                except OSError as error:
                    _log.warning("answers are kept in memory alone: %s", error.strerror)
                except Busy:
                    _log.warning("no turn within %.0f s: other processes are asking too", _TURN)
                    continue
                self._answer(locks)

    def _waits(self) -> bool:
        """Whether a question waits; if none does, whoever asks next starts a thread."""
        with self._lock:
            if self._waiting is None:
                self._thread = None
            return self._waiting is not None

    def _given_away(self) -> bool:
        """Whether the question that waits is in other hands now."""
        with self._lock:
            question = self._waiting
        if self._elsewhere is None or question is None:
            return False
        try:
            sent = self._elsewhere.send(*question)
        except Exception as error:  # noqa: BLE001 - it may still be answered here
            _log.warning("a question could not be given away: %s", error)
            return False
        if sent is Sent.NOBODY:
            return False
        noted("study", "given away")
        with self._lock:
            if self._waiting is question:
                self._waiting = None
            if sent is Sent.FAILED:
                self._rest(question[0])
        return True

    def _answer(self, locks: Sequence[int]) -> None:
        with self._lock:
            question, self._waiting = self._waiting, None
            self._running = question[0] if question else ""
        if question and self.kept(question[0]) is None:  # no other process was quicker
            self._ask_child(*question, locks)
        with self._lock:
            self._running = ""
            self._lock.notify_all()

    def _ask_child(self, name: str, given: Callable[[], bytes], locks: Sequence[int]) -> None:
        try:
            with working("study"):
                answer = said_by(self._command, given(), self._timeout, locks)
                self._hold(name, self._read(answer))
        except Exception as error:  # noqa: BLE001 - a page without this answer is still a page
            _log.warning("a question was not answered: %s", error)
            with self._lock:
                self._rest(name)
        else:
            self._kept.put(name, answer)

    def _rest(self, name: str) -> None:
        now = time.monotonic()
        self._failed = {old: until for old, until in self._failed.items() if until > now} | {name: now + _REST}

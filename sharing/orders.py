"""Work behind the reader's back: one piece at a time in a process, the newest first, the oldest of many dropped."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_LIST = 4  # that wait: each holds a view


class Orders:
    """A short list, and a thread while there is something on it: nothing runs before a server forks.

    Parameters
    ----------
    name : str
        Of the thread.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._list: deque[Callable[[], None]] = deque(maxlen=_LIST)
        self._at_work = False
        self._lock = threading.Lock()

    def take(self, work: Callable[[], None]) -> None:
        """Have some work done, which must raise nothing."""
        with self._lock:
            self._list.append(work)
            if not self._at_work:
                threading.Thread(target=self._run, name=self._name, daemon=True).start()
                self._at_work = True

    def _run(self) -> None:
        while True:
            with self._lock:
                if not self._list:
                    self._at_work = False
                    return
                work = self._list.pop()
            work()

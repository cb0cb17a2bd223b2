"""Answers under the names of their questions: in memory, in a folder, and where all hosts find them."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, TypeVar

from data.sealed import Sealed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from data.kept import Kept

T = TypeVar("T")
_HELD = 32  # answers in the memory of each process
_FILES = 200  # answers in the folder
_log = logging.getLogger(__name__)


class Answers(Generic[T]):
    """What questions were answered with. What goes wrong is logged, and never raised.

    Parameters
    ----------
    folder : Path
        Where answers are kept.
    read : callable of bytes to T
        The value of an answer; raises ValueError for bytes that are none, which then count as absent.
    share : callable, optional
        Returns where answers are kept, given the folder's part; without it they are kept there alone.
    """

    def __init__(self, folder: Path, read: Callable[[bytes], T], share: Callable[[Kept], Kept] | None = None) -> None:
        own = Sealed(folder, "answer", files=_FILES)
        self._kept = share(own) if share else own
        self._read = read
        self._held: OrderedDict[str, T] = OrderedDict()
        self._holding = threading.Lock()

    def known(self, name: str) -> T | None:
        """Return the answer to a question, from memory or from where it is kept; None, at once, if neither has it."""
        with self._holding:
            if name in self._held:
                self._held.move_to_end(name)
                return self._held[name]
        return self.kept(name)

    def kept(self, name: str) -> T | None:
        """Return the answer to a question as all who share the store find it; None if they do not."""
        found = self._kept.get(name)
        if found is None:
            return None
        try:
            answer = self._read(found)
        except ValueError as error:
            _log.warning("a kept answer cannot be used: %s", error)
            return None
        self._hold(name, answer)
        return answer

    def keep(self, name: str, answer: bytes) -> None:
        """Keep the answer to a question that was answered elsewhere; raises ValueError for bytes that are none."""
        self._hold(name, self._read(answer))
        self._kept.put(name, answer)

    def _hold(self, name: str, answer: T) -> None:
        with self._holding:
            self._held[name] = answer
            while len(self._held) > _HELD:
                self._held.popitem(last=False)

"""Compressed bytes that are kept: static files as small as they get, on disk too, and whatever was asked for lately."""

from __future__ import annotations

import logging
import os
import threading
from collections import OrderedDict
from contextlib import suppress
from queue import SimpleQueue
from typing import TYPE_CHECKING

import brotli

if TYPE_CHECKING:
    from pathlib import Path

_BEST = 11  # brotli quality: seconds for a large script, once
_LOWEST_PRIORITY = 19
_log = logging.getLogger(__name__)


class Recent:
    """The answers compressed last, up to `most` bytes in all; safe to share between threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held = 0
        self._answers: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[str, str]) -> bytes | None:
        """Return what is held under a digest and a coding."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def put(self, key: tuple[str, str], answer: bytes) -> None:
        """Hold an answer, and let the oldest go."""
        with self._lock:
            self._held += len(answer) - len(self._answers.pop(key, b""))
            self._answers[key] = answer
            while self._held > self._most:
                self._held -= len(self._answers.popitem(last=False)[1])


class Best:
    """Static files in brotli's best quality: made once by a thread of its own, kept in memory and in `folder`.

    Where the folder cannot be written to, each process makes its own. The thread starts with the first file that is
    asked for, so that nothing runs before a server forks.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[str, bytes] = {}
        self._ordered: set[str] = set()
        self._orders: SimpleQueue[tuple[str, bytes]] = SimpleQueue()
        self._lock = threading.Lock()

    def get(self, digest: str, body: bytes) -> bytes | None:
        """Return the best compressed form of `body`; None, with the work ordered, while there is none.

        Parameters
        ----------
        digest : str
            sha256 of `body` in hexadecimal digits.
        body : bytes
        """
        if digest not in self._made:
            found = self._read(digest, body)
            if found is None:
                self._order(digest, body)
                return None
            self._made[digest] = found
        return self._made[digest]

    def _order(self, digest: str, body: bytes) -> None:
        with self._lock:
            first, known = not self._ordered, digest in self._ordered
            self._ordered.add(digest)
        if not known:
            self._orders.put((digest, body))
        if first:
            threading.Thread(target=self._work, name="compress", daemon=True).start()

    def _work(self) -> None:
        with suppress(AttributeError, OSError):  # where threads have a priority, requests go first
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LOWEST_PRIORITY)
        while True:
            digest, body = self._orders.get()
            made = self._read(digest, body)  # another process may have been quicker
            if made is None:
                made = brotli.compress(body, quality=_BEST)
                self._write(digest, made)
            self._made[digest] = made

    def _read(self, digest: str, body: bytes) -> bytes | None:
        """Return what is on disk if it is `body` compressed: what was put there by others goes to no browser."""
        try:
            kept = self._path(digest).read_bytes()
            opened = brotli.Decompressor().process(kept, output_buffer_limit=len(body) + 1)
        except (OSError, brotli.error):
            return None
        return kept if opened == body else None

    def _write(self, digest: str, made: bytes) -> None:
        part = self._folder / f"{digest}.{os.getpid()}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(made)
            part.replace(self._path(digest))
        except OSError as error:
            _log.warning("compressed files are kept in memory alone: %s", error.strerror)
            with suppress(OSError):
                part.unlink()

    def _path(self, digest: str) -> Path:
        return self._folder / f"{digest}.br"

"""Turns and places among the processes of a machine, by locked files; the system frees them when a process dies.

A symbol has one fetcher at a time: here by its file, among machines by Redis.
"""

from __future__ import annotations

import fcntl
import os
import time
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FILES = 1024  # lock files at most, whatever users type
_POLL = 0.02  # seconds


class Busy(Exception):  # noqa: N818 - says what happened
    """Somebody else has a lock, for longer than can be waited."""


@contextmanager
def file_lock(folder: Path, name: str, patience: float) -> Iterator[int]:
    """Hold the lock of `name`, waiting up to `patience` seconds.

    Yields its file descriptor: a child that inherits it holds the lock too, for as long as it lives.

    Raises
    ------
    Busy
        If somebody else held it all that time.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{zlib.crc32(name.encode()) % _FILES}.lock"
    handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        give_up = time.monotonic() + patience
        while not _locked(handle):
            if time.monotonic() > give_up:
                raise Busy(f"another process has {name}, for longer than is usual")
            time.sleep(_POLL)  # a file lock cannot be waited for with an end to the patience
        yield handle
    finally:
        os.close(handle)


@contextmanager
def place(folder: Path, places: int) -> Iterator[int | None]:
    """Hold one of so many places, without waiting; yields its number, None where all are taken."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(places):
        handle = os.open(folder / f"place-{number}.lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            if _locked(handle):
                yield number
                return
        finally:
            os.close(handle)
    yield None


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True

"""What all processes of a server have counted, those that have ended among them, in no more files than live ones need.

Imported where there are metrics alone: after `hosting.watch.exporter` has said where they lie.
"""

from __future__ import annotations

import fcntl
import logging
import os
import struct
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from prometheus_client.metrics_core import Metric

_LOCK = "moving"
_ENDED = 0
"""What stands in a file's name for all processes that have ended; no process has this number."""
_log = logging.getLogger(__name__)


class Counts:
    """The sums of a folder, read while nothing in it is being moved."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._collector = MultiProcessCollector(None, str(folder))  # type: ignore[no-untyped-call]

    def collect(self) -> Iterator[Metric]:
        """Yield what was counted."""
        with _locked(self._folder, fcntl.LOCK_SH):
            yield from list(self._collector.collect())  # type: ignore[no-untyped-call]


def add_up(folder: Path, ended: set[int]) -> None:
    """Add up what processes had counted that have ended, and take them out of `ended`: files of each fill the memory.

    While somebody reads, none is added: nobody waits for a reader, and they are there still when the next one ends.
    """
    for pid in ended:
        mark_process_dead(pid, str(folder))  # type: ignore[no-untyped-call]
    with suppress(BlockingIOError), _locked(folder, fcntl.LOCK_EX | fcntl.LOCK_NB):
        while ended:
            for path in folder.glob(f"*_{ended.pop()}.db"):
                _fold(path)


def _fold(path: Path) -> None:
    """Add what a file holds to that of the ended, and remove it."""
    total = path.with_name(f"{path.name.partition('_')[0]}_{_ENDED}.db")
    try:
        if total.exists():
            _sum_up(path, total)
            path.unlink()
        else:
            path.rename(total)
    except (OSError, RuntimeError, struct.error) as error:  # what has a number of an ended process counts no more
        _log.warning("what a process had counted is lost: %s", error)
        with suppress(OSError):
            path.unlink()


def _sum_up(path: Path, total: Path) -> None:
    """Add the counters and buckets of one file to those of another, in its place: a full memory has room for that."""
    found = list(MmapedDict.read_all_values_from_file(str(path)))  # type: ignore[no-untyped-call]
    sums = MmapedDict(str(total))  # type: ignore[no-untyped-call]
    try:
        for key, value, _, _ in found:
            sums.write_value(key, sums.read_value(key)[0] + value, 0.0)  # type: ignore[no-untyped-call]
    finally:
        sums.close()  # type: ignore[no-untyped-call]


@contextmanager
def _locked(folder: Path, kind: int) -> Iterator[None]:
    """Hold the folder's lock, which ends with its process at the latest."""
    handle = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, kind)
        yield
    finally:
        os.close(handle)

"""What a worker needs for itself, beside what it shares with the others since the server preloads."""

from __future__ import annotations

import re
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.prices import price_folder
from benchmarks.processes import product
from benchmarks.table import Row
from benchmarks.views import ten_years

if TYPE_CHECKING:
    from collections.abc import Iterator

WORKERS = 2
VIEWS = 60
LIMIT = 40  # MiB


def rows() -> Iterator[Row]:
    """Yield the memory of the larger worker, started as the launcher does, after some views of each."""
    with price_folder() as (folder, sessions), product(folder, workers=WORKERS) as served:
        addresses = [f"{served.base}/{query}" for query in ten_years(sessions, VIEWS)]
        before = max(map(_own, _workers(served.pid)))
        with ThreadPoolExecutor(8) as readers:
            list(readers.map(_read, addresses))
        after = [_own(pid) for pid in _workers(served.pid)]
        measured = f"{before:.0f} MiB at the start, {VIEWS} views"
        yield Row("memory of a worker of its own, preloaded", measured, max(after), "MiB", LIMIT)


def _read(address: str) -> None:
    with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 - our own server
        answer.read()


def _workers(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _own(pid: int) -> float:
    """Return the MiB that no other process shares."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return sum(int(size) for size in re.findall(r"Private_(?:Clean|Dirty): +(\d+) kB", rollup)) / 1024

"""What a worker needs for itself, beside what it shares with the others since the server preloads."""

from __future__ import annotations

import re
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import brotli

from benchmarks.client import Client
from benchmarks.prices import price_folder
from benchmarks.processes import product, until_compressed
from benchmarks.table import Row
from benchmarks.views import ten_years
from hosting.gunicorn import LATER, REST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.processes import Served

WORKERS = 2
VIEWS = 60
READERS = 8
STEADY = 0.2  # MiB
LIMIT = 40  # MiB
_SCRIPT = r'(?:src|href)="(/(?:assets|_dash-component-suites)/[^"]+)"'


def rows() -> Iterator[Row]:
    """Yield the memory of the larger worker, started as the launcher does, after views and scripts asked of each."""
    with price_folder() as (folder, sessions), product(folder, workers=WORKERS) as served:
        before = _largest(_workers(served.pid))
        page, _ = _read(served.base)
        scripts = [served.base + path for path in dict.fromkeys(re.findall(_SCRIPT, page.decode()))]
        queries = ten_years(sessions, VIEWS)
        with ThreadPoolExecutor(READERS) as readers:
            answers = list(readers.map(_read, scripts * READERS + [f"{served.base}/{query}" for query in queries]))
            list(readers.map(partial(_ask, served), [queries] * READERS))
        until_compressed(served, sum(small for _, small in answers[: len(scripts)]))
        after = at_rest(served.pid, _largest)
        yield Row("memory of a worker of its own, preloaded", f"{before:.0f} MiB at the start", after, "MiB", LIMIT)


def at_rest(pid: int, look: Callable[[list[int]], float]) -> float:
    """Return the MiB that `look` finds of the workers once none needs any for what it does in the background."""
    time.sleep(REST + LATER + 1)  # until the worker has given back what the last requests freed; it tells nobody
    before, now = 0.0, look(_workers(pid))
    while abs(now - before) > STEADY:
        time.sleep(1)  # between two looks that must agree
        before, now = now, look(_workers(pid))
    return now


def proportional(workers: list[int]) -> float:
    """Return the MiB of all workers; what several processes share counts in parts."""
    return sum(_mib(worker, "Pss") for worker in workers)


def _ask(served: Served, queries: list[str]) -> None:
    with closing(Client(served)) as page:
        for query in queries:
            page.ask(query)


def _read(address: str) -> tuple[bytes, bool]:
    """Return an answer, opened, and whether it came compressed."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": "br"})  # noqa: S310 - our own server
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - as above
        body, compressed = answer.read(), answer.headers["Content-Encoding"] == "br"
    return brotli.decompress(body) if compressed else body, compressed


def _workers(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _largest(workers: list[int]) -> float:
    """Return the MiB that no other process shares, of the worker that has most of them."""
    return max(_mib(worker, "Private_(?:Clean|Dirty)") for worker in workers)


def _mib(pid: int, what: str) -> float:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return sum(int(size) for size in re.findall(rf"^{what}: +(\d+) kB", rollup, re.MULTILINE)) / 1024

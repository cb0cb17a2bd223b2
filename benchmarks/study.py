"""What track records cost: the part that every page counts, and the long study beside it."""

from __future__ import annotations

import resource
import subprocess
from functools import partial
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.prices import SESSIONS, price_folder, walk
from benchmarks.table import Row, milliseconds
from commentary.evidence.records import histories
from commentary.evidence.slow.exchange import COMMAND, from_json, packed
from indicators.panel import pair_panel

if TYPE_CHECKING:
    from collections.abc import Iterator

DAYS = 20  # as-of dates
ROUNDS = 3  # at each, the first of them cold
QUICK = 20.0  # ms
LONG = 30.0  # s


def rows() -> Iterator[Row]:
    """Yield the lines of the track records."""
    with price_folder() as (_, sessions):
        small, large = walk(sessions, 1), walk(sessions, 2)
    panel = pair_panel(small, large)
    chosen = np.random.default_rng(4).choice(sessions[SESSIONS // 2 :], DAYS - 1, replace=False)
    cuts = [panel, *(panel.until(day.date()) for day in sessions[sessions.isin(chosen)])]
    times = [min(milliseconds(partial(histories, cut)) for _ in range(ROUNDS)) for cut in cuts]
    spread = f"median {median(times):.1f}, slowest {max(times):.1f} ms"
    yield Row("quick records of all claims, warm, the slowest", spread, max(times), "ms", QUICK)
    yield _full(packed(small, large))


def _full(given: bytes) -> Row:
    """Return what the whole study of 10,000 sessions takes in a process of its own, its start included."""
    before, start = _core_seconds(), perf_counter()
    done = subprocess.run(COMMAND, input=given, capture_output=True, check=True)  # noqa: S603 - the product's own
    elapsed, core = perf_counter() - start, _core_seconds() - before
    found = from_json(done.stdout)
    measured = f"{found.rows} rows, {found.histories} histories, {elapsed:.1f} s"
    return Row("full study, 10,000 sessions, cold, one core", measured, core, "s", LONG)


def _core_seconds() -> float:
    """Return what all child processes that have ended took of a core."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime

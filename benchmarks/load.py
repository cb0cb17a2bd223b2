"""Fifty readers for a minute, on two workers beside them: ``./desk bench load``.

Each reader opens the page, then does one thing every one to three seconds: half of it range clicks, a quarter moves of
the as-of date, the rest embeds and first loads. The first seconds, in which all come at once, are not counted.
"""

from __future__ import annotations

import asyncio
import time
from datetime import date
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING

from benchmarks import throughput
from benchmarks.memory import at_rest, proportional
from benchmarks.prices import price_folder
from benchmarks.processes import gunicorn, product
from benchmarks.readers import Notes, Reader
from benchmarks.table import Row
from benchmarks.wire import Connection
from hosting.access.users import Users
from hosting.access.visitor import Role
from sharing.keys import Keys
from sharing.tokens import Grant, Purpose, Signer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.processes import Served

READERS = 50
SECONDS = 60
WARM_UP = 8  # seconds
DAYS = 500  # sessions that the as-of date is moved among
CLICK = 250  # ms, the 95th of a hundred range clicks
GROWTH = 1.1  # of the workers' memory
REQUESTS = 5_000  # over which it is looked at
_KEY = "what load tests sign with: 7q2mX0vB"
_PASSWORD = "fifty readers at a desk"  # noqa: S105 - of a server that lives for two minutes


def rows(seconds: int = SECONDS) -> Iterator[Row]:
    """Yield the lines of a load: latencies and errors, memory, and requests per second beside an empty callback."""
    with price_folder() as (prices, sessions):
        days = [f"{day.day} {day:%b %Y}" for day in sessions[-DAYS:]]
        with product(prices, workers=2, SECRET_KEY=_KEY, ACCESS_MODE="desk") as served:
            users = Users(served.state / "access")
            for seat in range(READERS):
                users.add(_name(seat), Role.VIEWER, _PASSWORD)
            yield from asyncio.run(_load(served, days, seconds))
        with product(prices) as ours, gunicorn("benchmarks.empty:server") as bare:
            yield from throughput.lines(ours, bare, days)


async def _load(served: Served, days: Sequence[str], seconds: int) -> list[Row]:
    notes = Notes()
    readers = _desk(served, days, notes)
    for seat, reader in enumerate(readers):  # one by one: signing in is slow, and meant to be
        await reader.sign_in(_name(seat), _PASSWORD)
    before = at_rest(served.pid, proportional)
    measured = await _day(readers, notes, seconds)
    loaded = at_rest(served.pid, proportional)
    await _hurry(readers, notes)
    after = at_rest(served.pid, proportional)
    await asyncio.gather(*(reader.close() for reader in readers))
    said = f"{before:.0f} MiB at the start, {loaded:.0f}, then {after:.0f}"
    return [
        *measured,
        Row(f"memory of both workers after {REQUESTS:,} requests more", said, after / loaded, "x", GROWTH),
    ]


def _name(seat: int) -> str:
    return f"reader-{seat}"


def _desk(served: Served, days: Sequence[str], notes: Notes) -> list[Reader]:
    with TemporaryDirectory() as empty:
        grant = Grant("", "a load", date(2199, 12, 31))
        embed = f"/embed/{Signer(_KEY, Keys(Path(empty))).token(Purpose.EMBED, grant)}"
    return [Reader(Connection(served.port), seed, days, embed, notes) for seed in range(READERS)]


async def _day(readers: list[Reader], notes: Notes, seconds: int) -> list[Row]:
    """Have the readers read, and return the lines of what they waited for."""
    start = perf_counter()
    notes.since = start + WARM_UP

    async def sit(reader: Reader) -> None:
        await reader.think()
        await reader.done(reader.first_load)
        while perf_counter() < notes.since + seconds:
            await reader.think()
            await reader.act()

    used = time.process_time()
    await asyncio.gather(*map(sit, readers))
    used = (time.process_time() - used) / (perf_counter() - start)
    taken = sum(map(len, notes.times.values()))
    said = ", ".join(f"{kind} {count} x" for kind, count in notes.errors.items()) or "none"
    return [
        Row(f"errors, {READERS} readers signed in, {seconds} s, two workers", said, notes.errors.total(), "", 0),
        *(_spread(what, times) for what, times in sorted(notes.times.items(), reverse=True)),
        Row("  requests in all", f"{taken:,}, readers took {used:.0%} of a core", taken / seconds, "a second"),
    ]


async def _hurry(readers: list[Reader], notes: Notes) -> None:
    """Have the readers ask `REQUESTS` times more, without a thought."""
    until = notes.requests + REQUESTS
    notes.errors.clear()

    async def hurry(reader: Reader) -> None:
        while notes.requests < until:
            await reader.act()

    await asyncio.gather(*map(hurry, readers))
    if notes.errors:
        raise RuntimeError(f"while memory was looked at: {dict(notes.errors)}")


def _spread(what: str, times: list[float]) -> Row:
    cuts = quantiles(times, n=100) if len(times) > 1 else times * 100
    measured = f"{len(times)} x, median {cuts[49]:.0f}, p99 {cuts[98]:.0f} ms"
    return Row(f"  {what}, p95", measured, cuts[94], "ms", CLICK if what == "range click" else None)

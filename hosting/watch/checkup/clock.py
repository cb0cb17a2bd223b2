"""The clock: sessions are told by it, tokens and sign-ins expire by it."""

from __future__ import annotations

import tempfile
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from data.errors import Unreachable
from data.looks import look_at_redis, source_ahead
from data.service import DEFAULT
from data.settings import DataSource
from data.store import LastGood
from hosting.watch.checkup.findings import broken, look, ok

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hosting.watch.checkup.findings import Finding, Subject

OFF = 30.0
"""Seconds from which on a difference is named."""
_WRONG = 3600.0  # seconds from which on sign-ins and links end at the wrong time
_UNITS = (("days", 86400), ("hours", 3600), ("minutes", 60), ("seconds", 1))
_BUDGET = 4.0  # seconds for the source
_REMEDY = "Have the machine keep its time (timedatectl set-ntp true, or chrony), then start the service again."


def clock(subject: Subject) -> Iterator[Finding]:
    """Yield how the clock of this machine compares with others that can be asked."""
    try:
        ZoneInfo("America/New_York")
    except (KeyError, OSError, ValueError):
        yield broken("clock", "There is no time zone database.", "Install the package tzdata.")
    agree, differ = [], []
    for whose, ahead in _others(subject):
        if abs(ahead) > OFF:
            differ.append((abs(ahead), f"{_span(abs(ahead))} {'behind' if ahead > 0 else 'ahead of'} {whose}"))
        else:
            agree.append(whose)
    if differ:
        verdict = broken if max(differ)[0] > _WRONG else look
        yield verdict("clock", f"This machine's clock is {', '.join(text for _, text in differ)}.", _REMEDY)
    else:
        with_whom = f"agrees with {' and '.join(agree)}" if agree else "could be compared with no other"
        yield ok("clock", f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC; it {with_whom}.")
    yield from _behind(subject)


def _span(seconds: float) -> str:
    """Return seconds, two or more, in the largest unit of which they are two or more."""
    unit, size = next((unit, size) for unit, size in _UNITS if seconds >= 2 * size)
    return f"{seconds / size:,.0f} {unit}"


def _others(subject: Subject) -> Iterator[tuple[str, float]]:
    """Yield other clocks, and by how many seconds each is ahead."""
    for folder in (subject.data.cache_dir, Path(tempfile.gettempdir())):
        try:
            with tempfile.NamedTemporaryFile(dir=folder) as file:
                yield "that of the disk", Path(file.name).stat().st_mtime - time.time()
            break
        except OSError:  # another part of the report says so
            continue
    if subject.data.redis_url:
        with suppress(Unreachable):  # another part of the report says so, here and below
            yield "that of Redis", look_at_redis(subject.data.redis_url).ahead
    if subject.data.data_source in {DataSource.AUTO, DataSource.YAHOO}:
        with suppress(Unreachable):
            yield "that of Yahoo", source_ahead(subject.data.yahoo_connect_to, _BUDGET).total_seconds()


def _behind(subject: Subject) -> Iterator[Finding]:
    """Yield that the day is before one whose prices are here."""
    kept = [item for symbol in DEFAULT if (item := LastGood(subject.data.state_dir).read(symbol))]
    newest = max((item.fetched_at for item in kept), default=None)
    if newest and (newest - datetime.now(UTC)).total_seconds() > OFF:
        yield look("clock", f"The last good prices were read at {newest:%Y-%m-%d %H:%M} UTC, later than now.", _REMEDY)

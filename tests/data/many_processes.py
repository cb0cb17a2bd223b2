"""Six processes that ask for one symbol at the same moment; started by `test_processes`.

    python -m tests.data.many_processes FOLDER cold|stale|failing [REDIS_URL]

With a Redis they are on two hosts, each with folders of its own, and ask in fifty threads each.

The book is built first and the processes are forked from it, as a server does that loads the product before it forks.
Prints what each process got, one JSON object a line; every call of the provider adds a line to FOLDER/calls.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from data.books import WAIT
from data.build import BUNDLED
from data.cache import open_cache
from data.errors import DataError, Unreachable
from data.live import LiveBook
from data.model import Source
from data.providers.base import Answer
from data.sessions import Sessions
from data.store import LastGood

COUNT = 6
READERS = 50 if sys.argv[3:] else 1
MONDAY = datetime(2026, 8, 24, 22, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 8, 21, 22, 0, tzinfo=UTC)


class Loader:
    """Answers, or fails, once all processes have asked."""

    source = Source.YAHOO

    def __init__(self, folder: Path, sessions: Sessions, *, failing: bool) -> None:
        self.folder, self.sessions, self.failing = folder, sessions, failing

    def fetch(self, symbol: str) -> Answer:
        """Note the call, wait for the others, then answer."""
        with (self.folder / "calls").open("a") as file:
            file.write(f"{symbol}\n")
        deadline = time.monotonic() + 20
        while len(list(self.folder.glob("asked-*"))) < COUNT and time.monotonic() < deadline:
            os.sched_yield()
        if self.failing:
            raise Unreachable("Yahoo cannot be reached.")
        return Answer(rows(self.sessions, MONDAY), MONDAY, adjusted=False, place="at Yahoo")


def rows(sessions: Sessions, until: datetime) -> pd.DataFrame:
    """Return a straight line of closes."""
    days = pd.DatetimeIndex(sessions.between(date(2020, 1, 2), until.date()), name="session")
    return pd.DataFrame({"close": np.linspace(1000, 2000, len(days))}, index=days)


def ask(book: LiveBook, folder: Path) -> dict[str, object]:
    """Ask in this process, let what that started come to its end, and return what a second request gets."""
    readers = [threading.Thread(target=book.ask, args=("^RUT",)) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    (folder / f"asked-{os.getpid()}").touch()
    book.settle()
    try:
        item = book.ask("^RUT")(time.monotonic() + WAIT)
    except DataError as error:
        return {"error": str(error)}
    return {"as_of": str(item.as_of), "source": item.source, "state": item.state, "version": item.version}


def main() -> None:
    """Fork, ask, wait for all."""
    folder, case = Path(sys.argv[1]), sys.argv[2]
    sessions = Sessions.load(BUNDLED / "sessions.parquet", MONDAY.date())
    loader = Loader(folder, sessions, failing=case == "failing")
    redis_url = sys.argv[3] if sys.argv[3:] else None
    hosts = [folder / "a", folder / "b"] if redis_url else [folder]
    books = []
    for host in hosts:
        store = LastGood(host / "kept")
        if case == "stale":
            from data import codec  # noqa: PLC0415 - this case alone

            line = rows(sessions, MONDAY).iloc[:-1]
            store.write(codec.history("^RUT", line, FRIDAY, Source.YAHOO, adjusted=False))
        cache = partial(open_cache, host / "cache", redis_url)
        books.append(LiveBook(loader, sessions, store, cache, lambda: MONDAY))
    children = []
    for number in range(COUNT):
        child = os.fork()
        if child == 0:
            line = json.dumps(ask(books[number % len(books)], folder)) + "\n"
            os.write(1, line.encode())
            os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()

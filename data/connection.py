"""The way to Redis: never waited for twice in a row, never an error; while it fails, all goes on without it."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, TypeVar, cast

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

if TYPE_CHECKING:
    from collections.abc import Callable

    Client = redis.Redis

T = TypeVar("T")
FAILURES = (redis.RedisError, OSError)
REST = 5.0
"""Seconds for which Redis is left alone after a failure: a page waits for a broken one once, not at each step."""
_CONNECT, _ANSWER = 0.3, 0.5  # seconds
_PREFIX = "smallcap:"
_log = logging.getLogger(__name__)


class Connection:
    """A Redis that may be away, hang, be full, or take no writes.

    Nothing is opened before the first command, and a fork opens its own. While it is left alone everybody gets the
    stand-in at once; when the rest is over, a thread of its own tries whether it is back.

    Parameters
    ----------
    url : str
        Never logged, since it may hold a password.
    clock : callable returning seconds
    """

    def __init__(self, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        # A connection that was idle while Redis started anew is broken: another one is tried, but no time-out twice.
        again = Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,))
        self.client = redis.Redis.from_url(url, socket_connect_timeout=_CONNECT, socket_timeout=_ANSWER, retry=again)
        self._clock = clock
        self._until: float | None = None
        self._trial: threading.Thread | None = None

    @property
    def away(self) -> bool:
        """Whether it failed, and nobody has found it back since."""
        return self._until is not None

    def do(self, command: Callable[[], T], instead: T) -> T:
        """Return what a command of the client returns; `instead` where Redis fails, or is being left alone."""
        until = self._until  # read once: the trial's thread may take it away meanwhile
        if until is not None:
            now = self._clock()
            if now >= until:
                self._until = now + REST
                self._trial = threading.Thread(target=self._try, name="redis", daemon=True)
                with suppress(RuntimeError):  # where no thread can start, after the next rest
                    self._trial.start()
            return instead
        try:
            return command()
        except FAILURES as error:
            self.failed(error)
            return instead

    def _try(self) -> None:
        try:
            self.client.ping()
        except FAILURES as error:
            self.failed(error)
        else:
            _log.warning("Redis is back")
            self._until = None

    def failed(self, error: Exception) -> None:
        """Leave Redis alone for a while."""
        self._until = self._clock() + REST
        _log.warning("Redis fails and is left alone for %.0f s: %s", REST, error)

    def close(self) -> None:
        """Close what is open; the next command opens it again."""
        self.client.close()

    def mark(self, name: str, seconds: float, text: str = "1", *, first: bool = False) -> bool:
        """Set a mark with an end, visible to all hosts; whether it was set, with `first` only if there was none."""
        milliseconds = max(1, round(seconds * 1000))
        return self.do(lambda: bool(self.client.set(_PREFIX + name, text, px=milliseconds, nx=first)), instead=False)

    def marked(self, name: str) -> str | None:
        """Return the text of a mark; None where there is none."""
        found = self.do(lambda: cast("bytes | None", self.client.get(_PREFIX + name)), None)
        return None if found is None else found.decode(errors="replace")

    def unmark(self, *names: str) -> None:
        """Take marks away."""
        self.do(lambda: self.client.delete(*(_PREFIX + name for name in names)), 0)


@cache
def connection(url: str) -> Connection:
    """Return this process's one connection to a Redis: what one part learns of its state is known to all."""
    return Connection(url)

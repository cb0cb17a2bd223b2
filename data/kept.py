"""What was computed beside the page, kept under its name: in a folder of this host, and in Redis for all hosts.

A name stands for one content for ever, so that it does not matter who finds it where.
"""

from __future__ import annotations

import logging
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol, cast

from data.sealed import opened, sealed

if TYPE_CHECKING:
    from data.connection import Connection

MOST = 8 * 2**20  # bytes of one content; the largest picture has about one million
_log = logging.getLogger(__name__)


class NotMade(Exception):  # noqa: N818 - says what happened
    """What was to be kept could not be made.

    Parameters
    ----------
    full : bool
        Whether too many were waiting; else it was tried and failed.
    """

    def __init__(self, *, full: bool = False) -> None:
        super().__init__("too many are waiting" if full else "it failed")
        self.full = full


class Kept(Protocol):
    """Bytes under names: `data.sealed.Sealed`, and those below. What goes wrong is logged, and never raised."""

    def get(self, name: str) -> bytes | None:
        """Return what is kept under a name; None if nothing is, or if it is damaged."""
        ...

    def put(self, name: str, content: bytes) -> None:
        """Keep bytes under a name."""
        ...


class InRedis:
    """Bytes in Redis, each behind its hash and with an end; how many there are is for Redis's ``maxmemory`` to bound.

    Parameters
    ----------
    redis : Connection
    kind : str
        Of what is kept; part of the keys ``smallcap:kept:<kind>:<hash of the name>``.
    seconds : float
        Until it goes.
    """

    def __init__(self, redis: Connection, kind: str, seconds: float) -> None:
        self._redis = redis
        self._kind = kind
        self._seconds = round(seconds)

    def get(self, name: str) -> bytes | None:
        """Return what is kept under a name; None also while Redis fails."""
        kept = self._redis.do(lambda: cast("bytes | None", self._redis.client.get(self.key(name))), None)
        if kept is None:
            return None
        content = opened(kept)
        if content is None:
            _log.warning("a kept %s cannot be used: it is damaged", self._kind)
            self._redis.do(lambda: self._redis.client.delete(self.key(name)), None)
        return content

    def put(self, name: str, content: bytes) -> None:
        """Keep bytes under a name, unless there are some: what other hosts have shown stays the same."""
        self.put_once(name, content)

    def put_once(self, name: str, content: bytes) -> bool:
        """Keep bytes under a name, unless there are some; whether some are there now, as far as is known."""
        if len(content) > MOST:
            _log.warning("a %s of %d bytes is too large to be shared", self._kind, len(content))
            return False

        def command() -> bool:
            self._redis.client.set(self.key(name), sealed(content), ex=self._seconds, nx=True)
            return True

        return self._redis.do(command, instead=False)

    def key(self, name: str) -> str:
        """Return the key of a name."""
        return f"smallcap:kept:{self._kind}:{sha256(name.encode()).hexdigest()[:32]}"


class Everywhere:
    """In Redis for all hosts, with a folder of this one behind it that outlives a failing or an emptied Redis."""

    def __init__(self, redis: Kept, folder: Kept) -> None:
        self._redis = redis
        self._folder = folder

    def get(self, name: str) -> bytes | None:
        """Return what Redis has, else what the folder has, which Redis is given then."""
        found = self._redis.get(name)
        if found is None and (found := self._folder.get(name)) is not None:
            self._redis.put(name, found)
        return found

    def put(self, name: str, content: bytes) -> None:
        """Keep bytes in both."""
        self._redis.put(name, content)
        self._folder.put(name, content)


def kept(folder: Kept, redis: Connection | None, kind: str, seconds: float) -> Kept:
    """Return where contents of a kind are kept: in Redis and a folder, or without Redis in the folder alone."""
    return folder if redis is None else Everywhere(InRedis(redis, kind, seconds), folder)

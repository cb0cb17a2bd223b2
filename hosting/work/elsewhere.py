"""Work given to the workers of all hosts, by its name; nothing of it where no worker was heard of lately.

A name stands for one result for ever. What it is made from goes to Redis, the message holds the name alone, and the
result comes to where such results are kept. Redis's own clock ends every mark: hosts need not agree on the time.
"""

from __future__ import annotations

import logging
import time
from enum import Enum, auto
from hashlib import sha256
from typing import TYPE_CHECKING

from data.kept import InRedis, NotMade

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.connection import Connection

HEARD = 15.0
"""Seconds after its last word until a worker counts as gone."""
ASKED = 30.0
"""Seconds after which work that was not begun is wanted by nobody; who still wants it asks again."""
_GIVEN = 120.0  # seconds for which what it is made from is kept
_POLL, _LOOK = 0.05, 1.0  # seconds from one look for the result to the next, and for whoever makes it
_FULL = "full"
_log = logging.getLogger(__name__)


class Sent(Enum):
    """What became of work that was offered."""

    NOBODY = auto()
    """No worker takes it, or Redis fails: it is to be done here."""
    UNDER_WAY = auto()
    FAILED = auto()
    """A worker has tried it a moment ago."""


class Marks:
    """What the hosts tell each other about one kind of work."""

    def __init__(self, redis: Connection, kind: str) -> None:
        self.redis = redis
        self.kind = kind
        self.given = InRedis(redis, f"given-{kind}", _GIVEN)
        self.heard = f"worker:{kind}"

    def asked(self, name: str) -> str:
        """Return the mark of work that somebody wants."""
        return self._mark("asked", name)

    def begun(self, name: str) -> str:
        """Return the mark of work that somebody is at."""
        return self._mark("begun", name)

    def failed(self, name: str) -> str:
        """Return the mark of work that failed a moment ago."""
        return self._mark("failed", name)

    def note_failure(self, name: str, error: NotMade, seconds: float) -> None:
        """Tell whoever waits for it that it came to nothing."""
        self.redis.mark(self.failed(name), seconds, _FULL if error.full else "1")

    def _mark(self, what: str, name: str) -> str:
        return f"{what}:{self.kind}:{sha256(name.encode()).hexdigest()[:32]}"


class Elsewhere:
    """Gives work of one kind away.

    Parameters
    ----------
    redis : Connection
    kind : str
        Also the name of the queue; where the result depends on the code, it names its version.
    publish : callable of kind and name
        Puts a message into the queue; may raise whatever its library raises.
    """

    def __init__(self, redis: Connection, kind: str, publish: Callable[[str, str], None]) -> None:
        self._marks = Marks(redis, kind)
        self._redis = redis
        self._publish = publish

    @property
    def there(self) -> bool:
        """Whether a worker that does this was heard of lately."""
        return self._redis.marked(self._marks.heard) is not None

    def send(self, name: str, given: Callable[[], bytes]) -> Sent:
        """Offer work; `given` returns what it is made from, and is called only if nobody else asked for it lately."""
        if not self.there:
            return Sent.NOBODY
        if self._redis.marked(self._marks.failed(name)) is not None:
            return Sent.FAILED
        asked = self._marks.asked(name)
        if not self._redis.mark(asked, ASKED, first=True):
            return Sent.NOBODY if self._redis.away else Sent.UNDER_WAY
        sent = False
        try:
            sent = self._marks.given.put_once(name, given()) and self._published(name)
        finally:
            if not sent:
                self._redis.unmark(asked)
        return Sent.UNDER_WAY if sent else Sent.NOBODY

    def made(self, name: str, given: Callable[[], bytes], get: Callable[[str], bytes | None]) -> bytes | None:
        """Return the result once it is there; None where nobody makes it, or whoever was at it has gone.

        Raises
        ------
        NotMade
            If it failed, or took longer than `ASKED`.
        """
        now = look = time.monotonic()
        end = now + ASKED
        while now < end:
            if now >= look:
                sent = self.send(name, given)
                if sent is Sent.NOBODY:
                    return None
                if sent is Sent.FAILED:
                    raise NotMade(full=self._redis.marked(self._marks.failed(name)) == _FULL)
                look = now + _LOOK
            time.sleep(_POLL)  # a key of Redis cannot be waited for
            found = get(name)
            if found is not None:
                return found
            now = time.monotonic()
        raise NotMade(full=True)

    def _published(self, name: str) -> bool:
        try:
            self._publish(self._marks.kind, name)
        except Exception as error:  # noqa: BLE001 - a broker's library raises what it likes; it is done here then
            _log.warning("work could not be given to a worker: %s", error)
            return False
        return True

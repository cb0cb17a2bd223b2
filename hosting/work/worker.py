"""A worker: takes work from the queue, does it as a page would beside itself, and says meanwhile that it is there."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Any, Protocol

from celery.signals import worker_ready, worker_shutting_down

from data.kept import NotMade
from hosting.work.elsewhere import HEARD, Marks
from hosting.work.queue import MAKE, REFRESH, REFRESHES, queue
from hosting.work.timetable import EVERY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from celery import Celery

    from data.connection import Connection

_AT_ONCE = 12  # a study and the one that waits, a picture and those that wait, a refresh
_LATER, _SOON = 30.0, 5.0  # seconds until work that failed is tried again, and such that found no place
_TIMED = {
    "queue": REFRESHES,
    "expires": EVERY,
}  # with no worker there, they do not pile up
_log = logging.getLogger(__name__)


class Maker(Protocol):
    """What does one kind of work, in a page and here alike: `hosting.work.jobs.Jobs`, `sharing.pictures.Pictures`."""

    def kept(self, name: str) -> object:
        """Return the result as all hosts find it; None if they do not."""
        ...

    def make(self, name: str, given: bytes) -> None:
        """Make it and keep it; raises `NotMade`, or ValueError for bytes that it is not made from."""
        ...


class Bench:
    """What is being done here.

    Parameters
    ----------
    redis : Connection
    makers : mapping of str to Maker
        By kind, as the pages name them.
    """

    def __init__(self, redis: Connection, makers: Mapping[str, Maker]) -> None:
        self._redis = redis
        self._makers = makers
        self._marks = {kind: Marks(redis, kind) for kind in makers}
        self._heard = tuple(marks.heard for marks in self._marks.values())
        self._begun: set[str] = set()
        self._open = False
        # No mark is set again once it was taken away; a signal may close what it has interrupted in doing so.
        self._marking = threading.RLock()

    def do(self, kind: str, name: str) -> None:
        """Do what is wanted still and nobody else is at."""
        marks, maker = self._marks[kind], self._makers[kind]
        begun = marks.begun(name)
        if self._redis.marked(marks.asked(name)) is None or maker.kept(name) is not None:
            return
        if not self._redis.mark(begun, HEARD, first=True):
            return
        with self._marking:
            self._begun.add(begun)
        try:
            given = marks.given.get(name)
            if given is not None:
                maker.make(name, given)
        except NotMade as error:
            marks.note_failure(name, error, _SOON if error.full else _LATER)
        except Exception:  # noqa: BLE001 - whoever waits for it must be told, whatever it was
            _log.exception("work of the kind %s failed", kind)
            marks.note_failure(name, NotMade(), _LATER)
        finally:
            with self._marking:
                self._begun.discard(begun)
                self._redis.unmark(marks.asked(name), begun)

    def open(self, listens: Callable[[], bool]) -> None:
        """Say from now on that these kinds of work are done here, while messages reach it, and what is being done."""
        self._open = True
        threading.Thread(target=self._say, args=(listens,), name="heard", daemon=True).start()

    def close(self) -> None:
        """Take no more work: pages do it themselves, or another worker says in a moment that it is there."""
        with self._marking:
            self._open = False
            self._redis.unmark(*self._heard)

    def _say(self, listens: Callable[[], bool]) -> None:
        while True:
            self._renew(listens)
            time.sleep(HEARD / 3)  # a sign of life is due so often, whatever happens

    def _renew(self, listens: Callable[[], bool]) -> None:
        with self._marking:
            begun = tuple(self._begun)
        for mark in (*self._heard, *begun):
            with self._marking:  # for one at a time, so that nobody waits for a round
                if mark in self._begun or (mark in self._heard and self._open and listens()):
                    self._redis.mark(mark, HEARD)


def worker(
    url: str,
    redis: Connection,
    makers: Mapping[str, Maker],
    refresh: Callable[[], None],
    began: Callable[[], None] | None = None,
) -> Celery:
    """Return the Celery of ``celery worker`` and ``celery beat``.

    Parameters
    ----------
    url : str
        Of the Redis.
    redis : Connection
        To the same.
    makers : mapping of str to Maker
        By kind, as the pages name them.
    refresh : callable
        Looks for new prices; called every few minutes.
    began : callable, optional
        Called once the worker, not its timetable, is at work.
    """
    made = queue(url, patient=True)
    bench = Bench(redis, makers)
    made.conf.update(
        worker_concurrency=_AT_ONCE,
        beat_schedule={REFRESHES: {"task": REFRESH, "schedule": EVERY, "options": _TIMED}},
    )
    made.amqp.queues.select([*makers, REFRESHES])

    def look() -> None:
        refresh()

    def ready(sender: Any, **_: object) -> None:  # noqa: ANN401 - Celery's consumer, which has no types
        if began:
            began()
        # To a Redis that was away Celery comes back after up to half a minute: meanwhile no message reaches it.
        bench.open(lambda: sender.connection is not None)
        made.send_task(REFRESH, **_TIMED)  # the timetable's first comes minutes later

    def stopping(**_: object) -> None:
        bench.close()

    made.task(name=MAKE)(bench.do)
    made.task(name=REFRESH)(look)
    worker_ready.connect(ready, weak=False)
    worker_shutting_down.connect(stopping, weak=False)
    return made

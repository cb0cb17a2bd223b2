"""The cache in Redis, shared by all hosts; while Redis fails, each host goes on with what it has of its own."""

from __future__ import annotations

import logging
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from redis.exceptions import LockError

from data.cache import SharedCache
from data.locks import Busy
from data.measure import noted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from redis.lock import Lock

    from data.connection import Connection

HELD = 0.75
"""How long a lock lasts at most, as a part of the patience with it: who waits for a dead holder still gets it.

Of the fetchers' 20 seconds that is 15: nearly twice the 8 that a provider has, and the checks take below one.
"""
_ABSENT = object()
_log = logging.getLogger(__name__)


class RedisCache(SharedCache):
    """Answers, notes and locks in Redis.

    Parameters
    ----------
    redis : Connection
    here : SharedCache
        Used while Redis fails, so that failures are remembered and one fetcher is at work on each host even then.
    """

    def __init__(self, redis: Connection, here: SharedCache) -> None:
        super().__init__({"CACHE_TYPE": "RedisCache", "CACHE_REDIS_HOST": redis.client}, self._turn, "redis")
        self._redis = redis
        self._here = here

    def answers(self) -> bool:
        """Whether Redis does; while it is left alone, it is not asked."""
        return self._redis.do(lambda: bool(self._redis.client.ping()), instead=False)

    def _get(self, key: str) -> Any:  # noqa: ANN401 - bytes or JSON
        found = self._redis.do(lambda: self._backend.get(key), _ABSENT)
        if found is _ABSENT:
            noted("cache", "error")
            return self._here._get(key)  # noqa: SLF001 - of the same class
        noted("cache", "miss" if found is None else "hit")
        return found

    def _set(self, key: str, value: Any, seconds: float) -> None:  # noqa: ANN401 - bytes or JSON
        if not self._redis.do(lambda: self._backend.set(key, value, timeout=max(1, round(seconds))), instead=False):
            self._here._set(key, value, seconds)  # noqa: SLF001 - as above

    @contextmanager
    def _turn(self, symbol: str, patience: float) -> Iterator[None]:
        """Hold the lock of `symbol` among all hosts; without Redis among the processes of this one."""
        with ExitStack() as held:
            lock = self._redis.client.lock(
                f"smallcap:lock:{symbol}", timeout=HELD * patience, blocking_timeout=patience
            )
            taken = self._redis.do(lambda: bool(lock.acquire()), None)
            if taken is None:
                held.enter_context(self._here.lock(symbol, patience))
            elif not taken:
                raise Busy(f"another machine has {symbol}, for longer than is usual")
            else:
                held.callback(self._free, lock, symbol)
            yield

    def _free(self, lock: Lock, symbol: str) -> None:
        """Give a lock back; one that ran out meanwhile may be another's by now, and is left to them."""

        def release() -> None:
            try:
                lock.release()
            except LockError:
                _log.warning("reading %s took longer than its lock lasted", symbol)

        self._redis.do(release, None)

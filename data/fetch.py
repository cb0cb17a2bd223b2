"""One fetch, from the provider to the shared cache: who may ask, what is believed, what is kept, what is remembered."""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from data import checks, codec
from data.books import SKEW, Clock, lasts, until
from data.breaker import Breaker
from data.errors import DataError, NoSuchSymbol, RateLimited, RefusedData, SourceError, Unreachable
from data.locks import Busy
from data.measure import noted
from data.merge import Disagreement, agree
from data.model import PriceHistory, State

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from data.cache import SharedCache
    from data.model import Problem
    from data.providers.base import Answer, Provider
    from data.sessions import Sessions
    from data.store import LastGood

REMEMBERED = timedelta(seconds=60)
"""How long a failure answers for its symbol."""
_CORRECTION = timedelta(days=30)  # how long a correction is remembered that waits for its second answer
_RETRY = timedelta(minutes=10)  # when an answer lacks a session that has closed
LOCK_PATIENCE = 20.0
"""Seconds; more than a lock lasts, which is more than a provider's own budget."""
_FAILURES = {kind.__name__: kind for kind in (Unreachable, RateLimited, NoSuchSymbol, RefusedData)}
_log = logging.getLogger(__name__)


class Fetcher:
    """Asks `provider`; the arguments are those of `data.live.LiveBook`."""

    def __init__(self, provider: Provider, sessions: Sessions, store: LastGood, clock: Clock) -> None:
        self._provider = provider
        self._sessions = sessions
        self._store = store
        self._clock = clock

    def is_good(self, item: PriceHistory) -> bool:
        """Whether `item` needs no second look yet; what is dated in the future does, for the clock was wrong then."""
        now = self._clock()
        return item.fetched_at <= now + SKEW and now < self._good_until(item)

    def failure(self, cache: SharedCache, symbol: str) -> DataError | None:
        """Return the failure that is still remembered for `symbol`."""
        note = cache.note(f"failed:{symbol}")
        try:
            if note and lasts(datetime.fromisoformat(note["until"]), self._clock(), REMEMBERED):
                return _FAILURES[note["kind"]](str(note["text"]))
        except (KeyError, TypeError, ValueError):
            _log.warning("the cached failure of %s cannot be used", symbol)
        return None

    def fetch(self, cache: SharedCache, symbol: str) -> PriceHistory:
        """Return a new history of `symbol`, or the one that another process fetched meanwhile.

        Raises
        ------
        DataError
            Whatever goes wrong; a fault in this program comes as `Unreachable`, with its traceback in the log.
        """
        try:
            with cache.lock(symbol, LOCK_PATIENCE):
                item = cache.history(symbol)
                if item is not None and self.is_good(item):
                    return item
                return self._ask(cache, symbol)
        except DataError:
            raise
        except Busy as error:
            raise Unreachable(f"{symbol} is being read elsewhere, for longer than is usual.") from error
        except Exception as error:
            _log.exception("a fault while reading %s", symbol)
            noted("fetch", "fault")
            failure = Unreachable(f"{symbol} could not be read because of a fault in this program.")
            self._remember(cache, symbol, failure)
            raise failure from error

    def _ask(self, cache: SharedCache, symbol: str) -> PriceHistory:
        failure = self.failure(cache, symbol)
        if failure:
            raise failure
        breaker = Breaker(cache, self._clock)
        breaker.check()
        began, kept = time.monotonic(), self._store.read(symbol)
        try:
            answer = self._provider.fetch(symbol)
            breaker.succeeded()
            frame, problems = self._believe(cache, symbol, answer, kept)
        except (SourceError, RefusedData) as error:
            noted("fetch", type(error).__name__, time.monotonic() - began)
            if isinstance(error, SourceError):
                breaker.failed(error)
            _log.warning("%s", error)
            self._remember(cache, symbol, error)
            raise
        noted("fetch", "ok", time.monotonic() - began)
        source, adjusted = self._provider.source, answer.adjusted
        item = codec.history(symbol, frame, answer.fetched_at, source, problems, adjusted=adjusted)
        closed = until(item, self._closed(answer))
        if kept is None or kept.as_of <= closed.as_of:  # a clock that has gone back takes no session from what is kept
            self._store.write(closed)
        cache.put_history(item, (self._good_until(item) - self._clock()).total_seconds())
        return item

    def _believe(
        self, cache: SharedCache, symbol: str, answer: Answer, kept: PriceHistory | None
    ) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
        """Return what the checks leave of `answer`; a correction is remembered until a further session has settled."""
        key, session = f"corrected:{symbol}", self._sessions.settled(answer.fetched_at).isoformat()
        since, closes = _correction(cache.note(key))
        seen = closes if since < session else {}
        try:
            believed = checks.clean(symbol, answer, self._sessions, self._clock(), kept, seen)
        except Disagreement as error:
            if not error.corrected:
                remedy = f"To believe them nevertheless, remove {self._store.file_name(symbol)} from STATE_DIR."
                raise RefusedData(f"{error} {remedy}") from None
            if not agree(error.corrected, closes):
                cache.put_note(key, {"since": session, "closes": error.corrected}, _CORRECTION.total_seconds())
            raise RefusedData(f"{error} They are believed if they still say so after the next session.") from None
        if closes:
            cache.put_note(key, {}, 1.0)  # believed by now, or taken back
        return believed

    def _remember(self, cache: SharedCache, symbol: str, failure: DataError) -> None:
        end = (self._clock() + REMEMBERED).isoformat()
        note = {"kind": type(failure).__name__, "text": str(failure), "until": end}
        cache.put_note(f"failed:{symbol}", note, REMEMBERED.total_seconds())

    def _closed(self, answer: Answer) -> date:
        """Return the last day whose bar moves no more."""
        if answer.new_york:
            return self._sessions.settled(answer.fetched_at)
        return answer.fetched_at.date() - timedelta(days=2)  # over everywhere, whatever the time zone

    def _good_until(self, item: PriceHistory) -> datetime:
        end = self._sessions.good_until(item.fetched_at)
        if self._sessions.judge(item.as_of, item.fetched_at) is State.STALE:
            return min(end, item.fetched_at + _RETRY)
        return end


def _correction(note: dict[str, Any]) -> tuple[str, dict[str, float]]:
    """Return the session in which moved closes were first seen, and the closes by ISO date."""
    try:
        return str(note["since"]), {str(day): float(close) for day, close in note["closes"].items()}
    except (KeyError, TypeError, ValueError, AttributeError):
        return "", {}

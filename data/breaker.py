"""The circuit breaker: after failures in a row, whatever the symbol, the provider is left alone for a while."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from data.books import lasts
from data.errors import NoSuchSymbol, RateLimited, SourceError, Unreachable

if TYPE_CHECKING:
    from data.books import Clock
    from data.cache import SharedCache

TRIES = 3
"""Failures in a row that open the breaker; being asked to wait opens it at once."""
PAUSE = timedelta(minutes=2)
"""How long it stays open; the first failure after that opens it again."""
_MEMORY = 10 * PAUSE
_KEY = "breaker"


class Breaker:
    """Counts failures in the shared cache, so that all processes see the same state."""

    def __init__(self, cache: SharedCache, clock: Clock) -> None:
        self._cache = cache
        self._clock = clock

    def open_until(self) -> datetime | None:
        """Return when the provider is asked again, while the breaker is open."""
        until = self._note()[1]
        return until if until and lasts(until, self._clock(), PAUSE) else None

    def check(self) -> None:
        """Raise `Unreachable` while the breaker is open."""
        moment = self.open_until()
        if moment:
            raise Unreachable(f"Yahoo has failed several times and is asked again at {moment:%H:%M} UTC.")

    def failed(self, error: SourceError) -> None:
        """Count a failure; that a symbol is not known is an answer like any other."""
        if isinstance(error, NoSuchSymbol):
            self.succeeded()
            return
        count = self._note()[0] + 1
        is_open = count >= TRIES or isinstance(error, RateLimited)
        until = (self._clock() + PAUSE).isoformat() if is_open else None
        note = {"failures": max(count, TRIES) if is_open else count, "until": until}
        self._cache.put_note(_KEY, note, _MEMORY.total_seconds())

    def succeeded(self) -> None:
        """Forget the failures before."""
        if self._cache.note(_KEY):
            self._cache.put_note(_KEY, {}, 1)

    def _note(self) -> tuple[int, datetime | None]:
        """Return how often the provider has failed, and until when it is left alone."""
        note = self._cache.note(_KEY)
        try:
            until = note.get("until")
            return int(note.get("failures", 0)), datetime.fromisoformat(until).astimezone(UTC) if until else None
        except (TypeError, ValueError):  # no note of ours
            return 0, None

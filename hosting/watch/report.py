"""How the service stands, as ``/readyz`` and the metrics say it."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from data.model import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from data.condition import Condition, Shown

_FOR = 1.0  # seconds for which a report stands
_AWAY = "The shared cache does not answer; each host goes on with what it has."
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Report:
    """How the service stands.

    Parameters
    ----------
    reasons : tuple of str
        What is not as it should be, in sentences; empty for nothing.
    condition : Condition or None
        Of the prices; None where they cannot even be looked up, and so nothing can be served.
    worker : bool or None
        Whether a worker beside the page was heard of lately; None where none is expected.
    redis : bool or None
        Whether the Redis that hosts share answers; None where they share none.
    """

    reasons: tuple[str, ...]
    condition: Condition | None
    worker: bool | None = None
    redis: bool | None = None

    @property
    def status(self) -> str:
        """``ok``, ``degraded``, or ``down`` where nothing can be served."""
        if self.condition is None:
            return "down"
        return "degraded" if self.reasons else "ok"

    def body(self) -> dict[str, Any]:
        """Return what ``/readyz`` says."""
        body: dict[str, Any] = {"status": self.status, "reasons": list(self.reasons)}
        if self.condition:
            body["data"] = {role: _side(side) for role, side in _sides(self.condition).items()}
            body["data"]["stands_in"] = self.condition.stands_in
            far = self.condition.far
            if far:
                until = far.open_until
                body["breaker"] = f"open until {until:%H:%M} UTC" if until else "closed"
                body["cache"] = {"store": far.cache, "answers": far.answers}
                body["last_good"] = "kept" if far.keeps else "not kept"
            elif self.redis is not None:
                body["cache"] = {"store": "redis", "answers": self.redis}
        if self.worker is not None:
            body["worker"] = "heard" if self.worker else "not heard"
        return body

    def gauges(self) -> Iterator[tuple[str, str, float]]:
        """Yield name, meaning and value of what is a number."""
        yield "degraded", "1 while something is not as it should be; /readyz says what.", self.status != "ok"
        if self.worker is not None:
            yield "worker_heard", "1 while a worker beside the page is heard of.", self.worker
        if self.condition is None:
            return
        stale = any(side.state is State.STALE for side in _sides(self.condition).values())
        yield "data_stale", "1 while a closed session of the default pair is missing.", stale
        yield "data_stands_in", "1 while bundled prices stand in for the default pair.", self.condition.stands_in
        far = self.condition.far
        if far:
            yield "breaker_open", "1 while the source is left alone after failures.", far.open_until is not None
            yield "last_good_kept", "1 while last good prices can be written.", far.keeps
        answers = far.answers if far else self.redis
        if answers is not None:
            yield "cache_up", "1 while what processes share is there.", answers

    def labelled(self) -> Iterator[tuple[str, str, str, Mapping[str, float]]]:
        """Yield name, meaning, label and values of what there is of each side."""
        if self.condition is None:
            return
        sides = _sides(self.condition)
        ages = {role: side.age for role, side in sides.items()}
        yield "data_age_seconds", "Since the last session of the default pair was settled.", "role", ages
        missing = {role: float(side.missing) for role, side in sides.items()}
        yield "data_missing_sessions", "Closed sessions that are not there.", "role", missing


class Readiness:
    """Finds out how the service stands, once a second at most; whoever asks meanwhile gets the report before.

    Parameters
    ----------
    condition : callable returning a Condition
    worker : callable returning bool or None
        Whether a worker was heard of; None where none is expected.
    others : sequence of callables
        Each returns a sentence about what is wrong with a part, or None.
    redis : callable returning bool or None
        Whether the Redis that hosts share answers; None where they share none. Asked after `worker`, which needs it.
    """

    def __init__(
        self,
        condition: Callable[[], Condition],
        worker: Callable[[], bool | None] = lambda: None,
        others: Sequence[Callable[[], str | None]] = (),
        redis: Callable[[], bool | None] = lambda: None,
    ) -> None:
        self._condition, self._worker, self._others, self._redis = condition, worker, others, redis
        self._last: tuple[float, Report] | None = None
        self._gate = threading.Lock()
        self.stopping: Callable[[], bool] = lambda: False
        """Whether the process takes no new requests; set by whatever runs it."""

    def report(self) -> Report:
        """Return how the service stands."""
        last = self._last
        if last and time.monotonic() < last[0] + _FOR:
            return last[1]
        if last is None:
            self._gate.acquire()
        elif not self._gate.acquire(blocking=False):
            return last[1]
        try:
            if self._last is None or self._last is last:
                self._last = time.monotonic(), self._look()
            return self._last[1]
        finally:
            self._gate.release()

    def _look(self) -> Report:
        try:
            condition = self._condition()
        except Exception:  # noqa: BLE001 - whatever the fault, the report says that there is one
            _log.exception("the prices cannot be looked up")
            return Report(("No prices can be read.",), None)
        worker, redis = self._worker(), self._redis()
        told = [sentence for other in self._others if (sentence := other())]
        if worker is False:
            told.append("No worker was heard of; work is done beside the page.")
        if redis is False and not condition.far:  # which says so itself
            told.append(_AWAY)
        return Report((*_reasons(condition), *told), condition, worker, redis)


def _sides(condition: Condition) -> dict[str, Shown]:
    return {"small": condition.small, "large": condition.large}


def _side(side: Shown) -> dict[str, Any]:
    return {
        "as_of": side.as_of.isoformat(),
        "read": side.read.isoformat(timespec="seconds"),
        "source": side.source,
        "state": side.state,
        "missing_sessions": side.missing,
        "age_hours": round(side.age / 3600, 1),
    }


def _reasons(condition: Condition) -> Iterator[str]:
    if condition.stands_in:
        yield "There are no prices of the default pair; bundled ones stand in for it."
    sides = _sides(condition).values()
    missing = max(side.missing for side in sides)
    if missing:
        last = min(side.as_of for side in sides)
        what = "1 closed session is" if missing == 1 else f"{missing:,} closed sessions are"
        yield f"Prices end on {last.isoformat()}: {what} missing."
    far = condition.far
    if far is None:
        return
    if far.open_until:
        yield f"The source has failed several times and is asked again at {far.open_until:%H:%M} UTC."
    if not far.answers:
        yield _AWAY
    elif far.cache == "memory":
        yield "The cache cannot be written; each process keeps its own answers."
    if not far.keeps:
        yield "Last good prices cannot be written; they would not outlive a restart."

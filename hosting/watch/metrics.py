"""What is counted for Prometheus: requests, fetches, looks into the cache, work, and what somebody did.

A label is one of a few words, never a symbol, a name or an address. Without METRICS_BIND nothing of this is loaded.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from prometheus_client import Counter, Gauge, Histogram

from data.measure import LOGGER

if TYPE_CHECKING:
    from collections.abc import Callable

    from hosting.watch.answers import Answered

_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
_NO_FAULT = {501: "501", 503: "503"}  # what is not to be had, or not just now: no fault, and a stranger may ask for it
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)  # seconds
_OUTCOMES = {
    "fetch": ("ok", "Unreachable", "RateLimited", "NoSuchSymbol", "RefusedData", "fault"),
    "cache": ("hit", "miss", "error"),
    "study": ("asked", "given away", "begun", "done", "failed"),
    "picture": ("begun", "done", "failed"),
}
_STEPS = {"begun": 1, "done": -1, "failed": -1}
_EVENTS = (
    "sign-in",
    "sign-in failed",
    "locked out",
    "sign-out",
    "user added",
    "user changed",
    "user removed",
    "link made",
    "link withdrawn",
    "call added",
    "refused",
)


class Metrics:
    """Counts; made once, after `hosting.watch.exporter` has said where, and before a server forks."""

    def __init__(self) -> None:
        def counter(name: str, text: str, *labels: str) -> Counter:
            return Counter(f"smallcap_{name}", text, labels, registry=None)

        def seconds(name: str, text: str, *labels: str) -> Histogram:
            return Histogram(f"smallcap_{name}_seconds", text, labels, buckets=_BUCKETS, registry=None)

        self._requests = counter("requests", "Requests answered.", "endpoint", "method", "status")
        self._seconds = seconds("request", "Until an answer was made.", "endpoint")
        self._limited = counter("rate_limited", "Requests refused since there were too many.")
        self._at_work = Gauge(
            "smallcap_requests_in_flight", "Being answered.", registry=None, multiprocess_mode="livesum"
        )
        under_way = Gauge(
            "smallcap_work_under_way", "Done or waited for.", ("kind",), registry=None, multiprocess_mode="livesum"
        )
        self._under_way = {kind: under_way.labels(kind) for kind in ("study", "picture")}
        self._counts = {
            "fetch": counter("fetches", "Histories asked for at the source.", "outcome"),
            "cache": counter("cache", "Looks into the shared cache.", "outcome"),
            "study": counter("studies", "Track-record studies computed by this server.", "outcome"),
            "picture": counter("pictures", "Pictures rendered, or waited for.", "outcome"),
        }
        for event, known in _OUTCOMES.items():  # from nothing on, so that the first one counts as a rise
            for outcome in known:
                self._counts[event].labels(outcome)
        self._took = {
            "fetch": seconds("fetch", "Until the source had answered, or failed."),
            "study": seconds("study", "Until a study was computed."),
            "picture": seconds("picture", "Until a picture was there, waiting included."),
        }
        self._events = counter("events", "What somebody did, or tried to.", "event")
        for event in _EVENTS:
            self._events.labels(event)
        _listen(LOGGER, self._measured, logging.DEBUG)
        logging.getLogger(LOGGER).propagate = False  # no lines of a log
        _listen("audit", self._audited, logging.INFO)

    def began(self) -> None:
        """Count a request that begins."""
        self._at_work.inc()

    def answered(self, what: Answered) -> None:
        """Count a request that is over."""
        self._at_work.dec()
        method = what.method if what.method in _METHODS else "other"
        status = _NO_FAULT.get(what.status, f"{what.status // 100}xx")
        self._requests.labels(what.kind, method, status).inc()
        self._seconds.labels(what.kind).observe(what.seconds)
        if what.status == 429:  # noqa: PLR2004 - too many requests
            self._limited.inc()

    def _measured(self, record: logging.LogRecord) -> None:
        event, outcome, seconds = (getattr(record, name, None) for name in ("event", "outcome", "seconds"))
        if outcome in _OUTCOMES.get(str(event), ()):
            self._counts[str(event)].labels(outcome).inc()
            if seconds is not None and event in self._took:
                self._took[event].observe(seconds)
            if outcome in _STEPS and event in self._under_way:
                self._under_way[event].inc(_STEPS[outcome])

    def _audited(self, record: logging.LogRecord) -> None:
        event = record.getMessage()
        self._events.labels(event if event in _EVENTS else "other").inc()


class _Counting(logging.Handler):
    """Has what a logger says counted."""

    def __init__(self, count: Callable[[logging.LogRecord], None]) -> None:
        super().__init__()
        self.count = count

    def emit(self, record: logging.LogRecord) -> None:
        """Count it; that this fails is no matter of whoever speaks."""
        try:
            self.count(record)
        except Exception:  # noqa: BLE001 - whatever it was, as of any handler
            self.handleError(record)


def _listen(name: str, count: Callable[[logging.LogRecord], None], level: int) -> None:
    """Have `count` told what a logger says, and no earlier one."""
    logger = logging.getLogger(name)
    for former in [one for one in logger.handlers if isinstance(one, _Counting)]:
        logger.removeHandler(former)
    logger.addHandler(_Counting(count))
    logger.setLevel(level)

"""What ``/readyz`` says, of conditions written down by hand."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from data.condition import Condition, Far, Shown
from data.model import Source, State
from hosting.running import Running
from hosting.settings import HostingSettings
from hosting.watch.health import health
from hosting.watch.report import Readiness

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FRESH = Shown(date(2026, 8, 21), datetime(2026, 8, 21, 21, 0, tzinfo=UTC), Source.YAHOO, State.FRESH, 0, 5400.0)
STALE = replace(FRESH, source=Source.LAST_GOOD, state=State.STALE, missing=2)
FAR = Far(None, "redis", answers=True, keeps=True)
GOOD = Condition(FRESH, FRESH, stands_in=False, far=FAR)


def asked(
    condition: Callable[[], Condition],
    worker: Callable[[], bool | None] = lambda: None,
    others: Sequence[Callable[[], str | None]] = (),
) -> tuple[int, dict[str, object]]:
    """Return the status and the body of ``/readyz`` of a server of its own."""
    server = Flask(__name__)
    server.register_blueprint(health)
    Running(HostingSettings(), readiness=Readiness(condition, worker, others)).join(server)
    answer = server.test_client().get("/readyz")
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.status_code, answer.json


def test_where_all_is_well_it_says_so_and_names_what_there_is() -> None:
    """All of it, as a library reads it back."""
    side = {
        "as_of": "2026-08-21",
        "read": "2026-08-21T21:00:00+00:00",
        "source": "yahoo",
        "state": "fresh",
        "missing_sessions": 0,
        "age_hours": 1.5,
    }
    body = {
        "status": "ok",
        "reasons": [],
        "data": {"small": side, "large": side, "stands_in": False},
        "breaker": "closed",
        "cache": {"store": "redis", "answers": True},
        "last_good": "kept",
        "worker": "heard",
    }
    assert (200, body) == asked(lambda: GOOD, lambda: True)


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (replace(GOOD, small=STALE), "Prices end on 2026-08-21: 2 closed sessions are missing."),
        (replace(GOOD, large=replace(STALE, missing=1)), "Prices end on 2026-08-21: 1 closed session is missing."),
        (replace(GOOD, stands_in=True), "There are no prices of the default pair; bundled ones stand in for it."),
        (
            replace(GOOD, far=replace(FAR, open_until=datetime(2026, 8, 21, 22, 2, tzinfo=UTC))),
            "The source has failed several times and is asked again at 22:02 UTC.",
        ),
        (
            replace(GOOD, far=replace(FAR, answers=False)),
            "The shared cache does not answer; each host goes on with what it has.",
        ),
        (
            replace(GOOD, far=replace(FAR, cache="memory")),
            "The cache cannot be written; each process keeps its own answers.",
        ),
        (
            replace(GOOD, far=replace(FAR, keeps=False)),
            "Last good prices cannot be written; they would not outlive a restart.",
        ),
    ],
)
def test_what_is_not_as_it_should_be_is_a_sentence_and_no_reason_to_turn_readers_away(
    condition: Condition, said: str
) -> None:
    """Last good prices are served: 200, and degraded."""
    status, body = asked(lambda: condition)
    assert (200, "degraded", [said]) == (status, body["status"], body["reasons"])


def test_a_worker_that_is_not_heard_and_other_parts_have_their_say() -> None:
    """What only some installations have is named where it is missing."""
    _, body = asked(lambda: GOOD, lambda: False, [lambda: None, lambda: "The users cannot be read."])
    assert ["The users cannot be read.", "No worker was heard of; work is done beside the page."] == body["reasons"]
    assert body["worker"] == "not heard"


@pytest.mark.parametrize("answers", [True, False])
def test_a_redis_that_hosts_share_has_its_say_where_prices_are_at_hand(*, answers: bool) -> None:
    """It has more than prices in it: limits and the queue of work."""
    report = Readiness(lambda: replace(GOOD, far=None), redis=lambda: answers).report()
    assert {"store": "redis", "answers": answers} == report.body()["cache"]
    assert [answers] == [value for name, _, value in report.gauges() if name == "cache_up"]
    said = "The shared cache does not answer; each host goes on with what it has."
    expected = ((), "ok") if answers else ((said,), "degraded")
    assert expected == (report.reasons, report.status)


def test_a_redis_that_is_away_is_told_once() -> None:
    """By the prices, where they come from far away."""
    report = Readiness(lambda: replace(GOOD, far=replace(FAR, answers=False)), redis=lambda: False).report()
    assert 1 == len(report.reasons)
    assert 1 == len([name for name, *_ in report.gauges() if name == "cache_up"])
    alone = Readiness(lambda: replace(GOOD, far=None)).report()
    assert "cache" not in alone.body()


def test_where_no_prices_can_be_read_readers_are_sent_elsewhere() -> None:
    """503, and nothing of the fault itself."""

    def fail() -> Condition:
        raise RuntimeError("secret path")

    status, body = asked(fail)
    assert (503, {"status": "down", "reasons": ["No prices can be read."]}) == (status, body)


def test_a_process_that_ends_says_so() -> None:
    """A proxy then sends nobody to it any more."""
    server = Flask(__name__)
    server.register_blueprint(health)
    readiness = Readiness(lambda: GOOD)
    Running(HostingSettings(), readiness=readiness).join(server)
    client = server.test_client()
    assert client.get("/readyz").status_code == 200
    readiness.stopping = lambda: True
    assert (503, "down") == (client.get("/readyz").status_code, client.get("/readyz").json["status"])


def test_many_who_ask_at_once_cost_one_look_and_nobody_waits_for_a_slow_one() -> None:
    """While one looks, whoever asks is given the report before; within a second all are."""
    looks, going, let = [], threading.Event(), threading.Event()

    def look() -> Condition:
        looks.append(1)
        if len(looks) > 1:
            going.set()
            assert let.wait(30)
        return replace(GOOD, stands_in=len(looks) > 1)

    readiness = Readiness(look)
    assert [readiness.report().status for _ in range(5)] == ["ok"] * 5
    assert len(looks) == 1
    assert readiness._last is not None
    readiness._last = 0.0, readiness._last[1]  # the second is over
    slow = threading.Thread(target=readiness.report)
    slow.start()
    assert going.wait(30)
    assert readiness.report().status == "ok"
    let.set()
    slow.join(30)
    assert (2, "degraded") == (len(looks), readiness.report().status)

"""Work goes to whoever does it on any host, once; where nobody does, or somebody has gone, it is done here."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from data.connection import Connection
from data.kept import Everywhere, InRedis, NotMade
from data.locks import file_lock
from data.sealed import Sealed
from hosting.work import elsewhere as elsewhere_module
from hosting.work.elsewhere import Elsewhere, Sent
from hosting.work.jobs import Jobs
from hosting.work.worker import Bench
from tests.conftest import ROOT
from tests.redis_server import redis_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LOUD = (sys.executable, "-c", "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read().upper())")
CRASH = (sys.executable, "-c", "raise SystemExit('no such index')")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a Redis of its own; skip where none is installed."""
    with redis_server(tmp_path_factory.mktemp("redis")) as address:
        yield address


@pytest.fixture
def link(url: str) -> Iterator[Connection]:
    """Return a connection to it, emptied."""
    made = Connection(url)
    made.client.flushall()
    yield made
    made.client.close()


def until(condition: Callable[[], bool]) -> None:
    """Wait for what a thread or Redis's clock brings about."""
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)  # neither can be waited for


class Maker:
    """Makes capitals of small letters, into Redis; or fails."""

    def __init__(self, link: Connection, error: Exception | None = None) -> None:
        self.store = InRedis(link, "result", 60)
        self.kept = self.store.get
        self.given: list[bytes] = []
        self.error = error
        self.meanwhile: Callable[[], object] = lambda: None

    def make(self, name: str, given: bytes) -> None:
        """Do it."""
        self.given.append(given)
        self.meanwhile()
        if self.error:
            raise self.error
        self.store.put(name, given.upper())


class Desk:
    """A page with a queue that a test works off, and a worker with one maker."""

    def __init__(self, link: Connection, error: Exception | None = None) -> None:
        self.queue: list[tuple[str, str]] = []
        self.elsewhere = Elsewhere(link, "loud", lambda kind, name: self.queue.append((kind, name)))
        self.maker = Maker(link, error)
        self.bench = Bench(link, {"loud": self.maker})
        self.link = link

    def heard(self) -> None:
        """Have the worker be heard of."""
        assert self.link.mark("worker:loud", 60)

    def send(self, name: str = "a") -> Sent:
        """Offer work."""
        return self.elsewhere.send(name, name.encode)

    def work(self) -> None:
        """Work off the queue."""
        while self.queue:
            self.bench.do(*self.queue.pop(0))


def test_work_stays_here_while_no_worker_is_heard_of(link: Connection) -> None:
    """Nothing is asked of anybody."""
    desk = Desk(link)
    assert (Sent.NOBODY, []) == (desk.send(), desk.queue)
    assert not desk.elsewhere.there


def test_what_many_pages_ask_for_is_made_once(link: Connection) -> None:
    """The message holds the kind and the name alone; a second message does nothing, nor does a later question."""
    desk, other = Desk(link), Desk(link)
    desk.heard()
    assert [Sent.UNDER_WAY] * 3 == [desk.send(), desk.send(), other.send()]
    assert ([("loud", "a")], []) == (desk.queue, other.queue)
    desk.queue *= 2
    desk.work()
    assert ([b"a"], b"A") == (desk.maker.given, other.maker.kept("a"))
    assert Sent.UNDER_WAY == desk.send()
    desk.work()
    assert [b"a"] == desk.maker.given


def test_two_workers_are_not_at_the_same_work(link: Connection) -> None:
    """The second one that gets the name leaves it to the first."""
    desk, other = Desk(link), Desk(link)
    desk.heard()
    desk.send()
    desk.maker.meanwhile = lambda: other.bench.do("loud", "a")
    desk.work()
    assert ([b"a"], []) == (desk.maker.given, other.maker.given)


def test_work_that_nobody_wants_any_more_is_left(link: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its mark has ended by Redis's clock; who asks again has it made."""
    monkeypatch.setattr(elsewhere_module, "ASKED", 0.001)
    desk = Desk(link)
    desk.heard()
    desk.send()
    until(lambda: not link.client.keys("smallcap:asked:*"))
    desk.work()
    assert [] == desk.maker.given


@pytest.mark.parametrize(
    ("error", "full", "logged"),
    [(NotMade(), False, False), (NotMade(full=True), True, False), (RuntimeError("a fault"), False, True)],
    ids=["failed", "full", "fault"],
)
def test_whoever_waits_is_told_of_a_failure(
    link: Connection, *, error: Exception, full: bool, logged: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """And it is not tried again at once; a fault of ours is in the worker's log."""
    desk = Desk(link, error)
    desk.heard()
    desk.send()
    with caplog.at_level(logging.ERROR):
        desk.work()
    assert (Sent.FAILED, []) == (desk.send(), desk.queue)
    assert logged == ("a fault" in caplog.text)
    with pytest.raises(NotMade) as told:
        desk.elsewhere.made("a", lambda: b"a", desk.maker.kept)
    assert full == told.value.full


def test_who_needs_the_result_waits_for_it(link: Connection) -> None:
    """A thread works off the queue meanwhile."""
    desk = Desk(link)
    desk.heard()
    desk.elsewhere._publish = lambda kind, name: threading.Thread(target=desk.bench.do, args=(kind, name)).start()
    assert b"A" == desk.elsewhere.made("a", lambda: b"a", desk.maker.kept)


def test_who_waits_for_a_worker_that_dies_does_it_here(link: Connection) -> None:
    """None, once it is not heard of any more."""
    desk = Desk(link)
    desk.heard()
    desk.elsewhere._publish = lambda *_: link.unmark("worker:loud")
    assert desk.elsewhere.made("a", lambda: b"a", desk.maker.kept) is None


def test_a_queue_that_fails_leaves_the_work_here(link: Connection, caplog: pytest.LogCaptureFixture) -> None:
    """The next question may be published again."""
    desk = Desk(link)
    desk.heard()

    def broken(kind: str, name: str) -> None:
        raise OSError(f"{kind} {name}")

    publish, desk.elsewhere._publish = desk.elsewhere._publish, broken
    assert Sent.NOBODY == desk.send()
    assert "could not be given" in caplog.text
    desk.elsewhere._publish = publish
    assert Sent.UNDER_WAY == desk.send()


def test_work_that_cannot_be_put_into_words_is_not_waited_for(link: Connection) -> None:
    """A fault in what it is made from goes to whoever asked; the next one who asks is not kept waiting for a worker."""
    desk = Desk(link)
    desk.heard()

    def broken() -> bytes:
        raise RuntimeError("a fault")

    with pytest.raises(RuntimeError, match="a fault"):
        desk.elsewhere.send("a", broken)
    assert (Sent.UNDER_WAY, [("loud", "a")]) == (desk.send(), desk.queue)


def test_who_waits_looks_for_the_result_often_and_for_the_worker_seldom(link: Connection) -> None:
    """Thirty looks, a second and a half at 20 a second, see two rounds of the questions about the worker."""
    desk = Desk(link)
    desk.heard()
    looks = iter([None] * 29 + [b"A"])
    before = link.client.info("commandstats")["cmdstat_get"]["calls"]
    assert b"A" == desk.elsewhere.made("a", lambda: b"a", lambda _: next(looks))
    assert 2 * 2 >= link.client.info("commandstats")["cmdstat_get"]["calls"] - before


def test_a_redis_that_is_away_leaves_the_work_here() -> None:
    """At once, and without an error."""
    desk = Desk(Connection("redis://127.0.0.1:1/0"))
    assert (Sent.NOBODY, None) == (desk.send(), desk.elsewhere.made("a", lambda: b"a", desk.maker.kept))


def test_a_worker_says_that_it_is_there_until_it_closes(link: Connection) -> None:
    """For fifteen seconds at a time, so that one that was killed is missed soon."""
    desk = Desk(link)
    desk.bench.open(lambda: True)
    until(lambda: desk.elsewhere.there)
    assert 10 < link.client.ttl("smallcap:worker:loud") <= 15
    desk.bench.close()
    assert not desk.elsewhere.there


class Watched(Connection):
    """A connection that has something happen once a worker is said to be there for a kind of work, `loud`."""

    meanwhile: Callable[[], object]

    def mark(self, name: str, seconds: float, text: str = "1", *, first: bool = False) -> bool:
        """Set a mark, then let it happen."""
        done = super().mark(name, seconds, text, first=first)
        if name == "worker:loud":
            self.meanwhile()
        return done


def test_a_mark_of_work_that_ends_while_marks_are_renewed_goes_with_it(url: str, link: Connection) -> None:
    """Else whoever asks next would wait for work that nobody does."""
    desk, go = Desk(link), threading.Event()
    desk.heard()
    desk.send()
    watched = Watched(url)
    desk.bench = Bench(watched, {"loud": desk.maker})
    desk.bench._open = True
    desk.maker.meanwhile = lambda: go.wait(20)
    work = threading.Thread(target=desk.work)

    def end() -> None:
        go.set()
        work.join(0.3)  # it ends within, or waits for the renewal

    watched.meanwhile = end
    work.start()
    until(lambda: bool(desk.bench._begun))
    desk.bench._renew(lambda: True)
    work.join(20)
    watched.client.close()
    assert [] == link.client.keys("smallcap:begun:*")


def test_a_worker_that_closes_while_it_says_that_it_is_there_is_not_there(url: str, link: Connection) -> None:
    """For none of its kinds of work: a page would wait for it."""
    watched = Watched(url)
    bench = Bench(watched, {"loud": Maker(link), "soft": Maker(link)})
    watched.meanwhile = bench.close
    bench._open = True
    bench._renew(lambda: True)
    watched.client.close()
    assert [] == link.client.keys("smallcap:worker:*")


def jobs(link: Connection, folder: Path, command: tuple[str, ...], away: Elsewhere | None = None) -> Jobs[bytes]:
    """Return jobs of one host."""
    return Jobs(command, folder, bytes, share=lambda own: Everywhere(InRedis(link, "study", 60), own), elsewhere=away)


def ask(page: Jobs[bytes], name: str) -> bool:
    """Ask, and wait until the question is in other hands or answered."""
    asked = page.ask(name, name.encode)
    if page._thread:
        page._thread.join(60)
    return asked


def test_a_worker_answers_as_the_page_would_and_the_page_knows(link: Connection, tmp_path: Path) -> None:
    """The same class on both hosts; the page's own command would crash."""
    published: list[tuple[str, str]] = []
    away = Elsewhere(link, "study-1", lambda *message: published.append(message))
    page, here = jobs(link, tmp_path / "a", CRASH, away), jobs(link, tmp_path / "b", LOUD)
    link.mark("worker:study-1", 60)
    assert (True, None) == (ask(page, "a"), page.known("a"))
    Bench(link, {"study-1": here}).do(*published.pop())
    assert b"A" == page.known("a")
    assert [b"A"] == [Sealed(tmp_path / "b", "answer", files=9).get("a")]


def test_an_answer_that_redis_lost_is_made_known_again(link: Connection, tmp_path: Path) -> None:
    """Redis starts anew and empty; the worker, which holds the answer, gives it again, or makes it once more."""
    published: list[tuple[str, str]] = []
    away = Elsewhere(link, "study-1", lambda *message: published.append(message))
    page, here = jobs(link, tmp_path / "a", CRASH, away), jobs(link, tmp_path / "b", LOUD)
    here.make("a", b"a")
    for folder in ("b", "nowhere"):
        link.client.flushall()
        (tmp_path / "b").rename(tmp_path / folder)
        link.mark("worker:study-1", 60)
        ask(page, "a")
        Bench(link, {"study-1": here}).do(*published.pop())
        assert b"A" == InRedis(link, "study", 60).get("a")


def test_an_answer_that_failed_elsewhere_rests_here_too(link: Connection, tmp_path: Path) -> None:
    """The page is told by its next question, and asks nobody for a minute."""
    published: list[tuple[str, str]] = []
    away = Elsewhere(link, "study-1", lambda *message: published.append(message))
    page, here = jobs(link, tmp_path / "a", LOUD, away), jobs(link, tmp_path / "b", CRASH)
    link.mark("worker:study-1", 60)
    ask(page, "a")
    Bench(link, {"study-1": here}).do(*published.pop())
    assert [True, False] == [ask(page, "a"), ask(page, "a")]
    assert ([], None) == (published, page.known("a"))


def test_without_a_worker_the_page_answers_itself(link: Connection, tmp_path: Path) -> None:
    """And gives the answer to all hosts."""
    away = Elsewhere(link, "study-1", lambda *_: None)
    page, other = jobs(link, tmp_path / "a", LOUD, away), jobs(link, tmp_path / "b", CRASH)
    assert (True, b"A", b"A") == (ask(page, "a"), page.known("a"), other.known("a"))


def test_a_worker_drops_an_older_question_for_a_newer_one(link: Connection, tmp_path: Path) -> None:
    """As a page does, while neither has its turn: whoever waits for the older one is let go at once."""
    worker = jobs(link, tmp_path, LOUD)
    with file_lock(tmp_path, "jobs", 1.0):
        older = threading.Thread(target=worker.make, args=("a", b"a"))
        older.start()
        until(lambda: worker._waiting is not None)
        worker.ask("b", lambda: b"b")
        older.join(20)
        assert not older.is_alive()
    until(lambda: worker.known("b") == b"B")
    assert worker.known("a") is None


def test_a_page_without_redis_loads_nothing_of_it(tmp_path: Path) -> None:
    """No queue, no client: its start is as quick, and its memory as small, as if there were none of that."""
    code = """
import sys
import app
app.server
print(sorted({"celery", "kombu", "redis"} & set(sys.modules)))
"""
    settings = {"DATA_SOURCE": "bundled", "CACHE_DIR": str(tmp_path / "c"), "STATE_DIR": str(tmp_path / "s")}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "[]" == done.stdout.strip()

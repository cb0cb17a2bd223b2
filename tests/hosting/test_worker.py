"""A worker as it is started, on a Redis of its own, and the queue to it."""

from __future__ import annotations

import base64
import json
import os
import pickle
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import redis
from celery.beat import Scheduler

from commentary.evidence.slow.exchange import definitions
from components.view import viewer
from data.build import build_service
from data.connection import Connection
from data.kept import Everywhere, InRedis
from data.settings import DataSettings, DataSource
from hosting.work.elsewhere import Elsewhere, Sent
from hosting.work.hosts import Hosts
from hosting.work.queue import publisher
from hosting.work.timetable import EVERY
from hosting.work.worker import worker
from sharing.asked import Asked
from sharing.drawing import drawn
from sharing.pictures import Pictures
from sharing.refusals import Refusal
from sharing.settings import SharingSettings
from tests.conftest import ROOT
from tests.redis_server import redis_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from components.view import View

WAIT = 60  # seconds
PICTURE = "picture"


@dataclass(frozen=True)
class Running:
    """A worker, its Redis, and what it wrote."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path
    link: Connection

    def heard(self) -> bool:
        """Whether it says that it is there."""
        return bool(self.link.client.exists("smallcap:worker:picture"))


def until(condition: Callable[[], object]) -> None:
    """Wait for what another process brings about."""
    end = time.monotonic() + WAIT
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)  # it cannot be waited for


def command(name: str) -> list[str]:
    """Return how the launcher starts a worker, or beat."""
    return [sys.executable, "-m", "celery", "--quiet", "--app", "app:worker", name, "--loglevel", "WARNING"]


def environ(folder: Path, **more: str) -> dict[str, str]:
    """Return settings that a test alone has."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "CHROMIUM") if name in os.environ}
    return {**kept, "DATA_SOURCE": "bundled", "CACHE_DIR": str(folder / "c"), "STATE_DIR": str(folder / "s"), **more}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a Redis; skip where none is installed."""
    with redis_server(tmp_path_factory.mktemp("redis")) as address:
        yield address


@pytest.fixture(scope="module")
def running(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Return a worker that is heard of; skip where there is no browser."""
    if SharingSettings.from_environ(os.environ).chromium is None:
        pytest.skip("no browser is installed")
    folder, link = tmp_path_factory.mktemp("worker"), Connection(url)
    log = folder / "log"
    with log.open("wb") as said:
        process = subprocess.Popen(
            command("worker"), cwd=ROOT, env=environ(folder, REDIS_URL=url), stdout=said, stderr=said
        )
    found = Running(url, process, log, link)
    try:
        until(found.heard)
        yield found
    finally:
        process.kill()
        process.wait(WAIT)
        link.client.close()


@pytest.fixture(scope="module")
def view() -> View:
    """Return a view of the bundled prices."""
    return viewer(build_service(DataSettings(data_source=DataSource.BUNDLED)))("?pair=IWM,SPY&asof=2014-10-28")


def desk(link: Connection, folder: Path) -> Pictures:
    """Return the pictures of a page without a browser."""
    hosts = Hosts(link, publisher_to(link))
    return Pictures(None, folder, share=hosts.share(PICTURE, 600), elsewhere=hosts.elsewhere(PICTURE))


def publisher_to(link: Connection) -> Callable[[str, str], None]:
    """Return the way into the queue of the Redis that a connection leads to."""
    at = link.client.get_connection_kwargs()
    return publisher(f"redis://{at['host']}:{at['port']}/{at['db']}")


def test_a_page_without_a_browser_has_its_pictures_from_a_worker(running: Running, view: View, tmp_path: Path) -> None:
    """A PNG of 640 pixels by its own header, and a PDF; another page finds both kept."""
    pictures = desk(running.link, tmp_path)
    assert pictures.rendered
    assert running.link.client.exists(f"smallcap:worker:study-{definitions()}")
    png, pdf = pictures.get(view, Asked("png", "rsi", width=640)), pictures.get(view, Asked("pdf", "rsi"))
    assert (b"\x89PNG", 640, b"%PDF") == (png[:4], int.from_bytes(png[16:20]), pdf[:4])
    assert png == Pictures(
        None, tmp_path / "other", share=lambda own: Everywhere(InRedis(running.link, PICTURE, 600), own)
    ).get(view, Asked("png", "rsi", width=640))


def test_a_picture_of_another_name_is_not_rendered(running: Running) -> None:
    """What whoever can write to Redis plants is no drawing of that name: refused, and nothing is kept."""
    away = Elsewhere(running.link, PICTURE, publisher_to(running.link))
    planted = b'{"form": "png", "scale": 1, "page": {"svg": "<svg/>", "width": 9, "height": 9, "ground": "#fff"}}'
    assert Sent.UNDER_WAY == away.send("planted", lambda: planted)
    until(lambda: away.send("planted", bytes) is Sent.FAILED)
    assert InRedis(running.link, PICTURE, 600).get("planted") is None


def test_a_planted_pickle_runs_nothing(running: Running, tmp_path: Path) -> None:
    """A message that is none of JSON is refused, whoever put it there, and the worker goes on."""
    mark = tmp_path / "ran"

    class Bomb:
        def __reduce__(self) -> tuple[object, ...]:
            return mark.touch, ()

    body = base64.b64encode(pickle.dumps(((), {"kind": PICTURE, "name": Bomb()}, {}))).decode()
    properties = {
        "delivery_tag": "1",
        "delivery_info": {"exchange": "", "routing_key": PICTURE},
        "body_encoding": "base64",
    }
    message = {
        "body": body,
        "content-type": "application/x-python-serialize",
        "content-encoding": "binary",
        "headers": {"task": "smallcap.make", "id": "1"},
        "properties": properties,
    }
    running.link.client.lpush(f"smallcap:queue:{PICTURE}", json.dumps(message))
    until(lambda: b"ContentDisallowed" in running.log.read_bytes() or b"untrusted content" in running.log.read_bytes())
    assert not mark.exists()
    assert running.process.poll() is None


def test_a_worker_that_is_told_to_end_is_not_heard_of_any_more(running: Running, view: View, tmp_path: Path) -> None:
    """It finishes what it has begun, ends well, and pages know at once; one without a browser says what is missing."""
    pictures = desk(running.link, tmp_path)
    away = Elsewhere(running.link, PICTURE, publisher_to(running.link))
    drawing = drawn(view, Asked("png", "relative", width=700))
    away.send(drawing.identity, drawing.packed)
    until(lambda: running.link.client.keys("smallcap:begun:picture:*"))
    running.process.send_signal(signal.SIGTERM)
    until(lambda: not running.heard())
    assert 0 == running.process.wait(WAIT)
    assert pictures.kept(drawing.identity)
    with pytest.raises(Refusal, match="needs a browser"):
        pictures.get(view, Asked("png", "price"))


def test_a_message_is_json_and_holds_names_alone(url: str) -> None:
    """Read from the queue as Redis has it: the payload, and any key, are elsewhere."""
    publisher(url)("study-of-nobody", "a")
    with redis.Redis.from_url(url) as client:
        message = json.loads(client.lpop("smallcap:queue:study-of-nobody"))
    assert "application/json" == message["content-type"]
    assert [[], {"kind": "study-of-nobody", "name": "a"}] == json.loads(base64.b64decode(message["body"]))[:2]


def test_the_timetable_puts_a_refresh_into_the_queue_and_keeps_no_file(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beat's own scheduler, with its clock four minutes on."""
    monkeypatch.chdir(tmp_path)
    made = worker(url, Connection(url), {}, lambda: None)
    assert "celery.beat:Scheduler" == made.conf.beat_scheduler
    scheduler = Scheduler(made, lazy=False)
    entry = scheduler.schedule["refresh"]
    assert EVERY == entry.schedule.run_every.total_seconds()
    scheduler.apply_async(entry, advance=False)
    with redis.Redis.from_url(url) as client:
        headers = json.loads(client.lpop("smallcap:queue:refresh"))["headers"]
    assert "smallcap.refresh" == headers["task"]
    ends = datetime.fromisoformat(headers["expires"]) - datetime.now(UTC)
    assert EVERY - 60 < ends.total_seconds() <= EVERY  # no worker does it once the next one is there
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("hangs", [False, True], ids=["away", "hanging"])
def test_a_page_does_not_wait_for_a_broken_queue(tmp_path: Path, *, hangs: bool) -> None:
    """It gives up at once, with an error for its caller."""
    with redis_server(tmp_path) as url, redis.Redis.from_url(url) as client:
        publish = publisher(url)
        publish("a", "b")
        pid = client.info("server")["process_id"]
        os.kill(pid, signal.SIGSTOP if hangs else signal.SIGKILL)
        started = time.monotonic()
        try:
            with pytest.raises(Exception, match=re.compile("time|refused|closed|reset", re.IGNORECASE)):
                publish("a", "c")
            assert time.monotonic() - started < 3
        finally:
            if hangs:
                os.kill(pid, signal.SIGCONT)


@pytest.mark.parametrize("name", ["worker", "beat"])
def test_without_a_redis_there_is_no_worker(tmp_path: Path, name: str) -> None:
    """One sentence, and the exit code of a failure."""
    done = subprocess.run(
        command(name), cwd=ROOT, env=environ(tmp_path), capture_output=True, text=True, timeout=WAIT, check=False
    )
    assert (1, 1) == (done.returncode, done.stderr.strip().count("\n") + 1)
    assert done.stderr.startswith("desk: REDIS_URL is not set")

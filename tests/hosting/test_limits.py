"""Nobody takes what others need: requests are counted, queries are short, files are made by turns."""

from __future__ import annotations

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
import redis
from flask import Blueprint, Flask, g

from hosting import limits as module
from hosting.access.visitor import Role, Visitor
from hosting.limits import AT_ONCE, QUERY_MAX, RATES, WAITING, Kind, limits
from hosting.settings import HostingSettings, Mode
from tests.redis_server import redis_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient

FEW = 3


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take few requests for many."""
    monkeypatch.setattr(module, "RATES", dict.fromkeys(RATES, FEW))


def server_in(mode: Mode = Mode.DESK, url: str | None = None) -> Flask:
    """Return a server whose reader is the one that a header names."""
    server = Flask(__name__)

    @server.before_request
    def _gate() -> None:
        name = g.get("name") or server.config.get("READER")
        g.visitor = Visitor(name, Role.VIEWER) if name else None

    for kind, path in (("files", "csv"), ("image", "image"), ("access", "login"), ("health", "livez")):
        blueprint = Blueprint(kind, __name__)
        blueprint.add_url_rule(f"/{path}", path, lambda: "x", methods=["GET", "POST"])
        server.register_blueprint(blueprint)
    server.add_url_rule("/", "page", lambda: "x")
    server.add_url_rule("/assets/<path:name>", "asset", lambda name: name)
    limits(server, HostingSettings(mode=mode), url)
    return server


def asked(client: FlaskClient, path: str, name: str | None = None, address: str = "10.0.0.1", **more: Any) -> int:  # noqa: ANN401 - the client's
    """Return the status of a request from somebody."""
    client.application.config["READER"] = name
    return client.open(path, environ_overrides={"REMOTE_ADDR": address}, **more).status_code


def test_behind_one_address_each_user_has_a_limit_of_his_own() -> None:
    """An office goes out by one address: one who asks too much stops nobody else."""
    client = server_in().test_client()
    assert [200] * FEW + [429] == [asked(client, "/", "anna") for _ in range(FEW + 1)]
    assert 200 == asked(client, "/", "bert")
    assert 429 == asked(client, "/", "anna", address="10.0.0.2")


def test_who_is_not_known_is_counted_by_address_and_a_whole_site_of_ipv6_as_one() -> None:
    """RFC 6177: a site gets a /64 at least, so that its addresses are without number."""
    client = server_in().test_client()
    assert [200] * FEW + [429] == [asked(client, "/image", address=f"2001:db8:1:2::{at}") for at in range(FEW + 1)]
    assert 200 == asked(client, "/image", address="2001:db8:1:3::1")
    assert 200 == asked(client, "/image", address="10.0.0.1")


def test_each_kind_is_counted_by_itself() -> None:
    """Whoever has taken his files still sees the page; signing in is counted by address, whoever it was before."""
    client = server_in().test_client()
    assert [200] * FEW + [429] == [asked(client, "/csv", "anna") for _ in range(FEW + 1)]
    assert 200 == asked(client, "/", "anna")
    signing = [asked(client, "/login", name, method="POST") for name in ("a", "b", "c", "d")]
    assert [200, 200, 200, 429] == signing
    assert 200 == asked(client, "/login", "e")


def test_who_signs_in_too_often_stops_no_other_name_at_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """Up to the wider limit of the address, for which what is refused does not count; capitals make no other name."""
    monkeypatch.setattr(module, "SIGN_INS", 2 * FEW + 1)
    client = server_in().test_client()

    def signing(name: str) -> int:
        return asked(client, "/login", method="POST", data={"name": name})

    assert [200] * FEW + [429] == [signing(name) for name in ("anna", "Anna", " anna", "ANNA")]
    assert [200] * FEW == [signing("bert") for _ in range(FEW)]
    assert 200 == signing("made up")
    assert 429 == signing("made up, too")
    assert 200 == asked(client, "/login", method="POST", data={"name": "anna"}, address="10.0.0.2")


def test_a_form_that_is_too_large_neither_counts_nor_turns_the_limits_away_from_redis(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The limiter takes an error for a store that is gone."""
    server = server_in()
    server.config["MAX_CONTENT_LENGTH"] = 100
    answer = asked(server.test_client(), "/login", method="POST", data={"name": "x" * 1000})
    assert (200, "") == (answer, caplog.text)


@pytest.mark.parametrize("path", ["/assets/page.css", "/livez"])
def test_what_the_page_is_made_of_and_the_check_of_the_process_are_free(path: str) -> None:
    """A page has thirty files of its own."""
    client = server_in().test_client()
    assert [200] * 10 == [asked(client, path, "anna") for _ in range(10)]


def test_on_ones_own_machine_nothing_is_counted() -> None:
    """There is one reader, and a program of his may ask as it likes."""
    client = server_in(Mode.LOCAL).test_client()
    assert [200] * 10 == [asked(client, "/") for _ in range(10)]


@pytest.mark.parametrize(("accept", "kind"), [("application/json", "application/json"), ("*/*", "text/plain")])
def test_who_asks_too_much_is_told_when_to_come_again(accept: str, kind: str) -> None:
    """RFC 6585: 429, with Retry-After in whole seconds; as JSON where that is preferred."""
    client = server_in().test_client()
    for _ in range(FEW):
        client.get("/")
    answer = client.get("/", headers={"Accept": accept})
    wait = int(answer.headers["Retry-After"])
    assert (429, kind) == (answer.status_code, answer.mimetype)
    assert 1 <= wait <= 61
    assert f"Too many requests: 3 a minute are answered. Try again in {wait} seconds." in answer.text


def test_the_rates_leave_room_for_what_the_page_does() -> None:
    """A replay asks ten times a second; a wiki shows many frames at once."""
    assert RATES[Kind.PAGE] >= 2 * 600
    assert RATES[Kind.TOKEN] >= 600


@pytest.mark.parametrize(("length", "status"), [(QUERY_MAX, 200), (QUERY_MAX + 1, 414)])
def test_a_query_that_is_too_long_is_refused_with_its_length(length: int, status: int) -> None:
    """RFC 9110: 414; the sentence names what it got and what it takes."""
    answer = server_in(Mode.LOCAL).test_client().get("/?" + "a" * length)
    assert status == answer.status_code
    assert (status == 200) or f"a query of {length} bytes; it takes {QUERY_MAX} at most" in answer.text


def test_files_are_made_by_turns_and_pages_come_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two at once, four wait, the next is asked to come again at once; what waits for too long is, too."""
    monkeypatch.setattr(module, "PATIENCE", 0.2)
    server, go, made = Flask(__name__), threading.Event(), threading.Semaphore(0)
    blueprint = Blueprint("files", __name__)

    def deck() -> str:
        made.release()
        assert go.wait(20)
        return "deck"

    blueprint.add_url_rule("/pptx", "pptx", deck)
    server.register_blueprint(blueprint)
    server.add_url_rule("/", "page", lambda: "page")
    limits(server, HostingSettings(), None)

    def get(path: str) -> tuple[int, str | None]:
        answer = server.test_client().get(path)
        return answer.status_code, answer.headers.get("Retry-After")

    with ThreadPoolExecutor(AT_ONCE + WAITING + 1) as readers:
        making = [readers.submit(get, "/pptx") for _ in range(AT_ONCE)]
        for _ in range(AT_ONCE):
            assert made.acquire(timeout=20)
        late = [readers.submit(get, "/pptx") for _ in range(WAITING + 1)]
        assert (200, None) == get("/")
        assert [(503, "5")] * (WAITING + 1) == [one.result(20) for one in late]
        go.set()
        assert [(200, None)] * AT_ONCE == [one.result(20) for one in making]
    assert (200, None) == get("/pptx")


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """Return the address of a Redis of its own."""
    with redis_server(tmp_path) as address:
        yield address


def test_two_processes_count_together_in_redis(url: str) -> None:
    """Under keys of our own that end with their minute."""
    here, there = (server_in(url=url).test_client() for _ in range(2))
    statuses = [asked(client, "/", "carl") for client in (here, there, here, there)]
    assert [200] * FEW + [429] == statuses
    with redis.Redis.from_url(url) as store:
        (key,) = store.keys("*carl*")
        assert key.startswith(b"smallcap:limits")
        assert 0 < store.ttl(key) <= 60


def test_while_redis_hangs_few_wait_and_limits_hold(url: str) -> None:
    """Stopped (SIGSTOP): one waits for a time-out, then each process counts for itself."""
    client = server_in(url=url).test_client()
    assert 200 == asked(client, "/", "dora")
    with redis.Redis.from_url(url) as store:
        process = store.info()["process_id"]
    os.kill(process, signal.SIGSTOP)
    try:
        begin = time.monotonic()
        statuses = [asked(client, "/", "emil") for _ in range(50)]
        took = time.monotonic() - begin
    finally:
        os.kill(process, signal.SIGCONT)
    assert [200] * FEW + [429] * (50 - FEW) == statuses
    assert took < 2.0  # each time-out has 0.2 s: fifty would take 10


def test_a_redis_that_is_not_there_at_the_start_stops_nobody() -> None:
    """Refused connections, from the first request on: the limits hold in the process."""
    client = server_in(url="redis://:hunter2@127.0.0.1:1/0").test_client()
    assert [200] * FEW + [429] == [asked(client, "/", "fred") for _ in range(FEW + 1)]

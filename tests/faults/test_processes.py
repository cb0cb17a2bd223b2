"""Processes that die, end or begin while readers ask."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.faults.desk import started, until
from tests.faults.harness import Seen, fault
from tests.faults.readers import outcome, question, reading
from tests.redis_server import redis_server

if TYPE_CHECKING:
    from tests.faults.desk import Desk
    from tests.yahoo_stub import YahooStub

SLOW = ("/pptx?pair=IWM,SPY&asof=2014-10-28", None)  # about a second
PAGE = ("/?pair=IWM,SPY&asof=2014-10-28", None)
CLICK = question(query="?pair=IWM,SPY&asof=2014-10-28", changes=[["range", "5Y"]])
LIVE = ("/livez", None)
COLD = 100


def workers(desk: Desk) -> list[int]:
    """Return the processes that answer, as Linux lists the children of the one that was started."""
    pid = desk.process.pid
    if not Path(f"/proc/{pid}/task/{pid}/children").exists():
        pytest.skip("the system does not list the children of a process in /proc")
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@fault(
    "kill -9 of a worker, mid-request",
    done="three decks are being made by one of two workers when it is killed; then a page",
    expected="the three are lost, nothing else: the other worker answers, and a new one is started",
)
def test_a_killed_worker_takes_only_its_own_requests_along(tmp_path: Path, seen: Seen) -> None:
    """The other worker is stopped while the requests come, so that one has them all."""
    with started(tmp_path, DATA_SOURCE="bundled") as desk:
        until(lambda: len(workers(desk)) == 2)
        killed, other = workers(desk)
        os.kill(other, signal.SIGSTOP)
        taken = [_sent(desk, SLOW[0]) for _ in range(3)]
        assert "200" == outcome(desk.port, LIVE)  # connections are taken in turn: it has the three by now
        os.kill(other, signal.SIGCONT)
        os.kill(killed, signal.SIGKILL)
        after = outcome(desk.port, PAGE)
        until(lambda: len(set(workers(desk)) - {killed}) == 2)
        came = [_left(one) for one in taken]
        seen(f"{came.count(b'')} of 3 lost; the page after them {after}; workers again 2")
        assert [b"", b"", b""] == came
        assert "200" == after
        assert other in workers(desk)


def _sent(desk: Desk, path: str) -> socket.socket:
    """Send a request and leave the answer where it is."""
    connection = socket.create_connection(("127.0.0.1", desk.port), timeout=30)
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{desk.port}\r\nConnection: close\r\n\r\n".encode())
    return connection


def _left(connection: socket.socket) -> bytes:
    """Return what came of an answer; nothing, where it was cut off."""
    try:
        return connection.recv(64)
    except ConnectionResetError:
        return b""
    finally:
        connection.close()


@fault(
    "SIGTERM under load",
    done="eight readers ask for pages, decks and answers all the time; the server is told to end",
    expected="every request that was taken is answered whole; those that come later are refused at once",
)
def test_a_server_that_ends_answers_what_it_has_taken(tmp_path: Path, seen: Seen) -> None:
    """A proxy can give to another server what was refused, and nothing else."""
    with started(tmp_path, DATA_SOURCE="bundled") as desk:
        with reading(desk.port, [PAGE, CLICK, SLOW, LIVE]) as readers:
            until(lambda: 4 == len(readers.outcomes), 60)  # each kind has been answered at least once
            desk.process.send_signal(signal.SIGTERM)
            until(lambda: readers.all["refused"] > 0)
            readers.stopping.set()
        answered = readers.all
        desk.process.wait(30)
        seen(f"{answered['200']} answered whole, 0 cut off, then refused", readers="8")
        assert {"200", "refused"} == answered.keys()
        assert 0 == desk.process.returncode
        assert "Traceback" not in desk.logged()


def cold(desks: list[Desk]) -> Counter[str]:
    """Return how many readers who open the page at the same moment get it, half of them at each server."""
    at_once = threading.Barrier(COLD)

    def open_page(number: int) -> str:
        at_once.wait()
        return outcome(desks[number % len(desks)].port, ("/", None))

    with ThreadPoolExecutor(COLD) as pool:
        return Counter(pool.map(open_page, range(COLD)))


@fault(
    "100 cold readers at once, one host without Redis",
    done="nothing is kept anywhere; all open the page at the same moment",
    expected="all get it; Yahoo is asked once for each symbol",
)
def test_a_hundred_cold_readers_ask_yahoo_once(tmp_path: Path, stub: YahooStub, seen: Seen) -> None:
    """Two workers share a folder of locks."""
    with started(tmp_path, YAHOO_CONNECT_TO=stub.address) as desk:
        found = cold([desk])
        until(lambda: {"yahoo"} == desk.page().sources)
        seen(f"{found['200']} pages, asked for {', '.join(sorted(stub.charts))}")
        assert {"200": COLD} == found
        assert ["^GSPC", "^RUT"] == sorted(stub.charts)


@fault(
    "100 cold readers at once, two hosts with one Redis",
    done="as above, half of them at each host; the hosts share no folder",
    expected="all get it; Yahoo is asked once for each symbol, by one of the hosts",
)
def test_a_hundred_cold_readers_of_two_hosts_ask_yahoo_once(tmp_path: Path, stub: YahooStub, seen: Seen) -> None:
    """They share a lock and the answers in Redis, and nothing else."""
    with ExitStack() as running:
        redis_url = running.enter_context(redis_server(tmp_path / "redis"))
        desks = [
            running.enter_context(started(tmp_path / name, YAHOO_CONNECT_TO=stub.address, REDIS_URL=redis_url))
            for name in ("one", "other")
        ]
        found = cold(desks)
        for desk in desks:
            until(lambda desk=desk: {"yahoo"} == desk.page().sources)
        seen(f"{found['200']} pages, asked for {', '.join(sorted(stub.charts))}")
        assert {"200": COLD} == found
        assert ["^GSPC", "^RUT"] == sorted(stub.charts)

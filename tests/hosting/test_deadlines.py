"""A connection that is slow, or silent, takes no thread from the others."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from hosting.deadlines import TimedSocket
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FIRST, READ, WRITE = 5.0, 1.0, 1.0  # seconds, in place of the product's own
THREADS, PLACES = 2, 40
PATIENCE = 20.0  # seconds until a test gives up
POST = b"POST / HTTP/1.1\r\nHost: desk\r\n"
BEGUN = (
    b"GET / HTTP/1.1\r\nX: ",
    b"GET / HTTP/1.1\r\n",
    POST + b"Content-Length: 900\r\n\r\n",
    POST + b"Transfer-Encoding: chunked\r\n\r\n",
)
SERVER = f"""
from flask import Flask, request
from hosting import deadlines
deadlines.FIRST, deadlines.READ, deadlines.WRITE = {FIRST}, {READ}, {WRITE}
server = Flask(__name__)
server.config["MAX_CONTENT_LENGTH"] = 10_000  # as the product does
server.add_url_rule("/", "read", lambda: str(len(request.get_data())), methods=["GET", "POST"])
server.add_url_rule("/large", "large", lambda: "x" * 50_000_000)
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Return the port of gunicorn with our worker, one process with two threads."""
    folder: Path = tmp_path_factory.mktemp("slow")
    (folder / "slow.py").write_text(SERVER)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        number: int = listening.getsockname()[1]
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "--no-control-socket",
            "--worker-class",
            "hosting.deadlines.Worker",
        ]
        options = ["--threads", str(THREADS), "--bind", f"fd://{listening.fileno()}", "--chdir", str(folder)]
        options += ["--worker-connections", str(PLACES), "--keep-alive", "75"]
        where = ["--pythonpath", str(ROOT), "--log-level", "error", "slow:server"]
        with subprocess.Popen(
            [*command, *options, *where], cwd=ROOT, pass_fds=[listening.fileno()], stderr=subprocess.PIPE
        ) as server:
            yield number
            server.terminate()
            _, said = server.communicate(timeout=PATIENCE)
            assert b"Traceback" not in said


def opened(port: int, text: bytes = b"") -> socket.socket:
    """Return a connection on which something has been sent."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    connection.sendall(text)
    return connection


def answered(port: int) -> float:
    """Return the seconds until an ordinary request is answered."""
    begin = time.monotonic()
    with opened(port, b"GET / HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n\r\n") as connection:
        assert b"200 OK" in connection.recv(1000)
    return time.monotonic() - begin


def dripped(connection: socket.socket, drop: bytes) -> tuple[float, bytes]:
    """Return the seconds until the server hangs up on who sends a drop every tenth of a second, and what it said."""
    begin, said = time.monotonic(), b""
    connection.settimeout(0.1)
    while time.monotonic() < begin + PATIENCE:
        try:
            connection.sendall(drop)
            part = connection.recv(1000)
            said += part
            if not part:
                break
        except TimeoutError:  # nothing was said; the wait is the time between two drops
            continue
        except OSError:
            break
    return time.monotonic() - begin, said


@pytest.mark.parametrize(
    ("begun", "drop"),
    list(zip(BEGUN, [b"a", b"A: b\r\n", b"a", b"1\r\na\r\n"], strict=True)),
    ids=["a header", "headers", "a body", "chunks"],
)
def test_who_drips_is_cut_off(port: int, begun: bytes, drop: bytes) -> None:
    """The time is that of the whole request: each drop comes well within it."""
    assert answered(port) < READ  # the server is up, and one request takes less than the deadline
    with opened(port, begun) as connection:
        took, said = dripped(connection, drop)
    assert READ * 0.9 < took < READ + 3.0
    assert b"200 OK" not in said


def test_who_sends_nothing_takes_no_thread(port: int) -> None:
    """Twenty silent connections on two threads, and a request between them."""
    with ExitStack() as silent:
        for _ in range(20):
            silent.enter_context(opened(port))
        assert answered(port) < FIRST  # gunicorn alone would hold both threads for five seconds, ten times


@pytest.mark.parametrize("begun", BEGUN, ids=["a header", "headers", "a body", "chunks"])
def test_who_has_sent_a_part_takes_no_thread(port: int, begun: bytes) -> None:
    """Twenty such connections: ten times the deadline if each of two threads waited for one of them."""
    with ExitStack() as slow:
        for _ in range(20):
            slow.enter_context(opened(port, begun))
        assert answered(port) < 5 * READ


def test_who_sends_nothing_is_let_go(port: int) -> None:
    """Sooner than who has been answered, and may click again."""
    begin = time.monotonic()
    with opened(port, b"GET / HTTP/1.1\r\nHost: desk\r\n\r\n") as kept, opened(port) as silent:
        assert b"200 OK" in kept.recv(1000)
        assert silent.recv(1) == b""
        assert FIRST * 0.9 < time.monotonic() - begin < FIRST + 3.0
        kept.sendall(b"GET / HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n\r\n")
        assert b"200 OK" in kept.makefile("rb").read()


def test_where_no_place_is_left_who_has_waited_longest_goes(port: int) -> None:
    """Twice as many silent connections as there are places, and who comes then is answered before any of them ends."""
    with ExitStack() as silent:
        first, *_, last = [silent.enter_context(opened(port)) for _ in range(2 * PLACES)]
        assert answered(port) < FIRST / 2
        assert first.recv(1) == b""
        last.sendall(b"GET / HTTP/1.1\r\nHost: desk\r\n\r\n")
        assert b"200 OK" in last.recv(1000)


def test_who_does_not_take_the_answer_is_cut_off(port: int) -> None:
    """More than any buffer holds, asked for on both threads and never read."""
    with ExitStack() as unread:
        for _ in range(THREADS):
            unread.enter_context(opened(port, b"GET /large HTTP/1.1\r\nHost: desk\r\n\r\n"))
        assert answered(port) < WRITE + 5.0


def test_what_has_come_in_time_is_read_to_its_end(port: int) -> None:
    """A body in two parts, and one in chunks."""
    with opened(port, POST + b"Connection: close\r\nContent-Length: 4\r\n\r\nab") as connection:
        connection.sendall(b"cd")
        assert connection.makefile("rb").read().endswith(b"4")
    chunks = b"2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n"
    with opened(port, POST + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks) as connection:
        assert connection.makefile("rb").read().endswith(b"4")


def test_who_asks_first_whether_to_send_a_body_is_told_to(port: int) -> None:
    """RFC 9110, section 10.1.1; curl waits a second for it."""
    with opened(port, POST + b"Connection: close\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n") as connection:
        assert b"100 Continue" in connection.recv(1000)
        connection.sendall(b"abcd")
        assert connection.makefile("rb").read().endswith(b"4")


def test_requests_behind_one_another_are_all_answered(port: int) -> None:
    """RFC 9112, section 9.3.2: three at once, the last of which comes in two parts."""
    two = (POST + b"Content-Length: 2\r\n\r\nab") * 2
    with opened(port, two + POST + b"Connection: close\r\nContent-Length: 3\r\n") as connection:
        connection.sendall(b"\r\nabc")
        said = connection.makefile("rb").read()
    assert [b"2", b"2", b"3"] == [part[:1] for part in said.split(b"\r\n\r\n")[1:]]


@pytest.mark.parametrize("chunks", [b"x\r\n", b"2;=\r\nab\r\n", b"2\r\nabcd\r\n0\r\n\r\n", b"-1\r\n", b"g" * 9000])
def test_chunks_that_make_no_sense_are_the_senders_fault(port: int, chunks: bytes) -> None:
    """RFC 9112, section 7.1: 400, and no traceback, which the end of the server looks for."""
    with opened(port, POST + b"Transfer-Encoding: chunked\r\n\r\n" + chunks) as connection:
        assert b" 400 " in connection.recv(1000)


def test_a_thread_waits_for_no_more_than_has_come() -> None:
    """It is a broken connection, not an error of its own, of which gunicorn would write a traceback each time."""
    ours, theirs = socket.socketpair()
    with theirs, TimedSocket(fileno=ours.detach()) as timed:
        theirs.sendall(b"GET")
        assert not timed.collect()
        assert timed.recv(10) == b"GET"
        with pytest.raises(ConnectionResetError):
            timed.recv(1)

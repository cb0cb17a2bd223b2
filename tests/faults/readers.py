"""Readers who ask all the time, each on a thread and a connection of its own, and what became of every request."""

from __future__ import annotations

import json
import ssl
import threading
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PATIENCE = 30.0  # seconds
Request = tuple[str, bytes | None]
"""A path, and what is posted to it as JSON."""


def question(**asked: object) -> Request:
    """Return one of the page's own questions to the server."""
    post = {
        "output": "answered.data",
        "outputs": {"id": "answered", "property": "data"},
        "inputs": [{"id": "asked", "property": "data", "value": {"n": 1, **asked}}],
        "changedPropIds": ["asked.data"],
    }
    return "/_dash-update-component", json.dumps(post).encode()


def outcome(port: int, request: Request, *, tls: bool = False, **headers: str) -> str:
    """Send one request and return how it ended: its status, ``refused`` before it was sent, or ``cut off``."""
    path, body = request
    kind = "POST" if body else "GET"
    sent = {"Content-Type": "application/json", "Connection": "close", **headers}
    connection = _connection(port, tls=tls)
    try:
        try:
            connection.connect()
        except ConnectionRefusedError:
            return "refused"
        connection.request(kind, path, body, sent)
        answer = connection.getresponse()
        answer.read()  # raises if less comes than was announced
    except (OSError, HTTPException) as error:
        return f"cut off: {type(error).__name__}"
    else:
        return str(answer.status)
    finally:
        connection.close()


def _connection(port: int, *, tls: bool) -> HTTPConnection:
    if not tls:
        return HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # the certificate is the test's own
    return HTTPSConnection("127.0.0.1", port, timeout=PATIENCE, context=context)


@dataclass
class Readers:
    """What readers have seen so far, by path."""

    outcomes: dict[str, Counter[str]] = field(default_factory=dict)
    stopping: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, path: str, outcome: str) -> None:
        """Count an outcome."""
        with self.lock:
            self.outcomes.setdefault(path.partition("?")[0], Counter())[outcome] += 1

    @property
    def all(self) -> Counter[str]:
        """Every outcome, whatever was asked for."""
        with self.lock:
            return sum(self.outcomes.values(), Counter())


@contextmanager
def reading(
    port: int, requests: Sequence[Request], *, each: int = 2, pause: float = 0.0, tls: bool = False, **headers: str
) -> Iterator[Readers]:
    """Have `each` readers send each of the requests again and again, until the end of the block.

    A `pause` in seconds after each answer leaves servers on the same cores the time to start.
    """
    readers = Readers()

    def read(request: Request) -> None:
        while not readers.stopping.is_set():
            readers.note(request[0], outcome(port, request, tls=tls, **headers))
            readers.stopping.wait(pause)

    threads = [threading.Thread(target=read, args=(request,)) for request in requests for _ in range(each)]
    for thread in threads:
        thread.start()
    try:
        yield readers
    finally:
        readers.stopping.set()
        for thread in threads:
            thread.join()

"""A request takes a thread once it has come whole; until then it waits outside, and not for long.

gunicorn's own timeout cuts no slow request in a worker of threads. Here a request must have come, headers and body,
within `READ` seconds of its first byte, however it drips, and that byte within `FIRST`; an answer must have been taken
within `WRITE`. Where a worker has no place left, the connection that has waited longest goes. So nobody holds a thread
by sending slowly, nor the door by sending nothing.
"""

from __future__ import annotations

import errno
import re
import selectors
import socket
import time
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from gunicorn.http.errors import ParseException

from hosting.draining import Draining
from hosting.posts import BODY_MAX

if TYPE_CHECKING:
    from concurrent.futures import Future

    from _typeshed import ReadableBuffer

FIRST = 15.0  # seconds
READ = 10.0  # seconds
WRITE = 60.0  # seconds; 5 MB at 1 Mbit/s take 40
HELD = 32 * 2**20  # bytes of requests in a worker that have not come whole
_ENDING = 2.0  # seconds for who has sent nothing, once the worker ends
_SWEEP = 0.5  # seconds between two looks at who has waited too long
_PART = _HEAD_MAX = 64 * 1024  # bytes; of headers gunicorn says itself that they are too many
_BODY = 2 * BODY_MAX  # what is a little too long is taken in, so that its sender reads the refusal
_END = b"\r\n\r\n"
_LAST = b"\r\n0\r\n\r\n"  # how a body in chunks ends
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,15})[ \t]*\r\n", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
_EXPECTED = re.compile(rb"\r\nexpect:[ \t]*100-continue[ \t]*\r\n", re.IGNORECASE)


class TimedSocket(socket.socket):
    """A connection whose next request is collected first, and then read by a thread that never waits for more."""

    come = b""
    """What has come and was not read."""
    _size: int | None = None  # bytes of the whole request; None until its headers are there
    _chunked = False

    def collect(self) -> bool:
        """Take what has come; return whether nothing more is to be waited for."""
        self.settimeout(0.0)
        try:
            part = super().recv(_PART)
        except BlockingIOError:
            return self._whole()
        except OSError:
            part = b""
        self.come += part
        return not part or self._whole()

    def begin(self, rest: bytes) -> None:
        """Begin the next request with what was read beyond the last."""
        self.come, self._size = rest + self.come, None

    def _whole(self) -> bool:
        """Whether the request is there: an estimate for the time alone, since gunicorn reads it in its own way."""
        if self._size is None:
            head, end, _ = self.come.partition(_END)
            if not end:
                return len(self.come) > _HEAD_MAX
            self._chunked = _CHUNKED.search(head) is not None
            self._size = len(head) + len(_END) + (_BODY if self._chunked else _announced(head + end))
            if len(self.come) < self._size and _EXPECTED.search(head + end):
                with suppress(OSError):
                    self.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        return len(self.come) >= self._size or (self._chunked and self.come.endswith(_LAST))

    def recv(self, bufsize: int, flags: int = 0) -> bytes:
        """Return what has come; raise `ConnectionResetError` where that was all, and less than a request."""
        try:
            if not self.come:
                self.settimeout(0.0)
                return super().recv(bufsize, flags)
            part, self.come = self.come[:bufsize], self.come[bufsize:]
        except BlockingIOError:
            raise ConnectionResetError(errno.ECONNRESET, "the request took too long") from None
        finally:
            self.settimeout(WRITE)
        return part

    def sendall(self, data: ReadableBuffer, flags: int = 0) -> None:
        """Send all of `data`; raise `BrokenPipeError` if that takes too long."""
        self.settimeout(WRITE)  # for all of it, not for each part
        try:
            super().sendall(data, flags)
        except TimeoutError:
            raise BrokenPipeError(errno.EPIPE, "the answer was not taken") from None


def _announced(head: bytes) -> int:
    """Return how many bytes of a body to wait for: none of one that is refused unread."""
    length = _LENGTH.search(head)
    return int(length[1]) if length and int(length[1]) <= _BODY else 0


class _Reader:
    """Reads a body; one whose chunks make no sense counts as broken off, which is the sender's fault, not ours."""

    def __init__(self, reader: Any) -> None:  # noqa: ANN401 - one of gunicorn's
        self._reader = reader

    def read(self, size: int) -> bytes:
        """Return what comes next."""
        try:
            part: bytes = self._reader.read(size)
        except ParseException as error:
            raise ConnectionResetError(errno.ECONNRESET, "the body makes no sense") from error
        return part


class Worker(Draining):
    """gunicorn's worker of threads, with deadlines; behind a proxy that ends TLS, or without TLS."""

    def __init__(self, *args: Any, **named: Any) -> None:  # noqa: ANN401 - as gunicorn has it
        super().__init__(*args, **named)
        self.max_keepalived: int = self.worker_connections // 2  # the other half is for who comes
        self._waiting: dict[Any, float] = {}  # connections, and until when; who began to wait first is first
        self._swept = 0.0

    def enqueue_req(self, conn: Any) -> None:  # noqa: ANN401 - as gunicorn has it
        """Have a request answered in a thread once it has come."""
        if not isinstance(conn.sock, TimedSocket):
            conn.sock = TimedSocket(fileno=conn.sock.detach())
            conn.data_ready = True
        self._look(conn, conn.sock)

    def handle(self, conn: Any) -> Any:  # noqa: ANN401 - as above
        """Answer a request in a thread."""
        kept = super().handle(conn)
        if kept:
            conn.sock.begin(conn.parser.unreader.take_buffered())
        return kept

    def handle_request(self, req: Any, conn: Any) -> Any:  # noqa: ANN401 - as above
        """Have the application answer a request, whose body it reads."""
        req.body.reader = _Reader(req.body.reader)
        return super().handle_request(req, conn)

    def finish_request(self, conn: Any, fs: Future[Any]) -> None:  # noqa: ANN401 - as above
        """Go on with the request that came behind the one that is answered, or wait for another."""
        if conn.sock.come and not fs.cancelled() and not fs.exception() and fs.result():
            self.enqueue_req(conn)
        else:
            super().finish_request(conn, fs)

    def murder_pending(self) -> None:
        """Let go who has waited too long, or longest where there is no place left."""
        while self._waiting and self.nr_conns >= self.worker_connections:
            self._let_go(next(iter(self._waiting)))
        now = time.monotonic()
        if now < self._swept + _SWEEP:
            return
        self._swept = now
        early = 0.0 if self.alive else FIRST - _ENDING
        for conn, until in list(self._waiting.items()):
            if conn.sock.come and until <= now:
                self._answer(conn)  # what has come: it may be wrong in a way that gunicorn has words for
            elif not conn.sock.come and until - early <= now:
                self._let_go(conn)
        held = sum(len(conn.sock.come) for conn in self._waiting)
        for conn in list(self._waiting):
            if held > HELD and conn.sock.come:
                held -= len(conn.sock.come)
                self._let_go(conn)

    def _look(self, conn: Any, sock: TimedSocket) -> None:  # noqa: ANN401 - as above
        """Take what has come of a request, and wait for the rest of it."""
        silent = not sock.come
        if sock.collect():
            self._answer(conn)
            return
        begun = silent and sock.come
        if conn in self._waiting and not begun:
            return
        if self._waiting.pop(conn, None) is None:
            self.poller.register(sock, selectors.EVENT_READ, partial(self._look, conn))
        self._waiting[conn] = time.monotonic() + (READ if sock.come else FIRST)

    def _answer(self, conn: Any) -> None:  # noqa: ANN401 - as above
        self._leave(conn)
        super().enqueue_req(conn)

    def _let_go(self, conn: Any) -> None:  # noqa: ANN401 - as above
        self._leave(conn)
        self.nr_conns -= 1
        conn.close()

    def _leave(self, conn: Any) -> None:  # noqa: ANN401 - as above
        if self._waiting.pop(conn, None) is not None:
            self.poller.unregister(conn.sock)

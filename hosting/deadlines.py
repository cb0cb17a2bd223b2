"""How long a connection may take: gunicorn's own timeout cuts no slow request in a worker of threads.

A request must have come whole, headers and body, within `READ` seconds of its first byte, however it drips; an answer
must have been taken within `WRITE`. What comes too late counts as broken off. So nobody holds a thread for longer by
sending or reading slowly, and one who sends nothing holds none.
"""

from __future__ import annotations

import errno
import socket
import time
from typing import TYPE_CHECKING, Any

from gunicorn.http.errors import ParseException
from gunicorn.workers import gthread

from hosting.draining import Draining

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

READ = 10.0  # seconds
WRITE = 60.0  # seconds; 5 MB at 1 Mbit/s take 40
_FIRST = 0.05  # seconds in a thread until the first byte of a connection; those that wait longer wait outside


class TimedSocket(socket.socket):
    """A connection whose request must have come by a moment."""

    until = 0.0
    """`time.monotonic` by when the request must be there."""

    def recv(self, bufsize: int, flags: int = 0) -> bytes:
        """Return what has come; raise `ConnectionResetError` after the moment."""
        left = self.until - time.monotonic()
        try:
            self.settimeout(max(left, 0.0))  # at zero, what has come already is taken yet
            return super().recv(bufsize, flags)
        except (TimeoutError, BlockingIOError):
            raise ConnectionResetError(errno.ECONNRESET, "the request took too long") from None
        finally:
            self.settimeout(WRITE)

    def sendall(self, data: ReadableBuffer, flags: int = 0) -> None:
        """Send all of `data`; raise `BrokenPipeError` if that takes too long."""
        self.settimeout(WRITE)  # for all of it, not for each part
        try:
            super().sendall(data, flags)
        except TimeoutError:
            raise BrokenPipeError(errno.EPIPE, "the answer was not taken") from None


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
    """gunicorn's worker of threads, with deadlines."""

    def handle(self, conn: Any) -> Any:  # noqa: ANN401 - as gunicorn has it
        """Answer one request of a connection; one that has sent nothing yet goes back to wait without a thread."""
        if not isinstance(conn.sock, TimedSocket) and not self.cfg.is_ssl:
            conn.sock = TimedSocket(fileno=conn.sock.detach())
        if not conn.initialized and not conn.data_ready and not conn.wait_for_data(_FIRST):
            return gthread._DEFER  # noqa: SLF001 - what the worker itself returns here, five seconds later
        conn.sock.until = time.monotonic() + READ
        return super().handle(conn)

    def handle_request(self, req: Any, conn: Any) -> Any:  # noqa: ANN401 - as above
        """Have the application answer a request, whose body it reads."""
        req.body.reader = _Reader(req.body.reader)
        return super().handle_request(req, conn)

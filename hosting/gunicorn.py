"""How gunicorn serves the page; the launcher and the image add the address with ``--bind``."""

from __future__ import annotations

import ctypes
import gc
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gunicorn.arbiter import Arbiter
    from gunicorn.http.message import Request
    from gunicorn.http.wsgi import Response
    from gunicorn.workers.base import Worker

workers = 2  # one lost to a crash leaves one that answers
threads = 24  # twenty-one may wait for pictures, pages have the others; one that nobody needs is not started
worker_class = "gthread"
preload_app = True  # memory is shared; the data service makes its threads and sockets after the fork
control_socket_disable = True
keepalive = 75  # seconds: a reader looks for a while, then clicks; an idle connection takes no thread
timeout = 60
graceful_timeout = 20
accesslog = None
loglevel = "warning"
proc_name = "small-cap-desk"

REST = 2.0  # seconds after a request until what it freed is given back
_asked = threading.Event()

# glibc's M_ARENA_MAX: one store of memory for all threads, which take turns in Python anyway. Set here, since the limit
# counts before the second thread alone.
with suppress(OSError, AttributeError):  # another C library manages on its own
    ctypes.CDLL(None).mallopt(-8, 1)


def post_worker_init(worker: Worker) -> None:  # noqa: ARG001 - as gunicorn calls it
    """Give back freed memory while requests come, beside them: at each request it would cost milliseconds."""
    threading.Thread(target=_give_back, daemon=True).start()


def post_request(worker: Worker, req: Request, environ: dict[str, Any], resp: Response) -> None:  # noqa: ARG001 - as above
    """Note that there is something to give back."""
    _asked.set()


def _give_back() -> None:
    with suppress(OSError, AttributeError):
        trim = ctypes.CDLL(None).malloc_trim
        while _asked.wait():
            _asked.clear()
            time.sleep(REST)  # so that a burst of requests is followed by one return, not by many
            trim(0)


def when_ready(server: Arbiter) -> None:
    """Print where the page is, and set what is loaded apart: a worker's collector would copy it by looking at it."""
    addresses = ", ".join(f"http://{listener.cfg_addr[0]}:{listener.cfg_addr[1]}" for listener in server.LISTENERS)
    print(f"Small-Cap Desk is at {addresses}  (Ctrl-C stops it)", flush=True)  # noqa: T201 - the launcher's one line to its user
    gc.collect()
    gc.freeze()

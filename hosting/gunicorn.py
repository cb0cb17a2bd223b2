"""How gunicorn serves the page; the launcher and the image add the address with ``--bind``."""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gunicorn.arbiter import Arbiter

workers = 2  # one lost to a crash leaves one that answers
threads = 4
worker_class = "gthread"
preload_app = True  # memory is shared; the data service makes its threads and sockets after the fork
control_socket_disable = True
keepalive = 75  # seconds: a reader looks for a while, then clicks; an idle connection takes no thread
timeout = 60
graceful_timeout = 20
accesslog = None
loglevel = "warning"
proc_name = "small-cap-desk"

# glibc's M_ARENA_MAX: one store of memory for all threads, which take turns in Python anyway. Set here, since the limit
# counts before the second thread alone.
with suppress(OSError, AttributeError):  # another C library manages on its own
    ctypes.CDLL(None).mallopt(-8, 1)


def when_ready(server: Arbiter) -> None:
    """Print where the page is, and set what is loaded apart: a worker's collector would copy it by looking at it."""
    addresses = ", ".join(f"http://{listener.cfg_addr[0]}:{listener.cfg_addr[1]}" for listener in server.LISTENERS)
    print(f"Small-Cap Desk is at {addresses}  (Ctrl-C stops it)", flush=True)  # noqa: T201 - the launcher's one line to its user
    gc.collect()
    gc.freeze()

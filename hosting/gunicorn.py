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

_TRIM, _MAP = -1, -3  # glibc's M_TRIM_THRESHOLD and M_MMAP_THRESHOLD
_LARGE = 128 * 1024  # bytes: their default, until it sees larger blocks


def when_ready(server: Arbiter) -> None:
    """Print where the page is, and keep down what each worker will need for itself."""
    addresses = ", ".join(f"http://{listener.cfg_addr[0]}:{listener.cfg_addr[1]}" for listener in server.LISTENERS)
    print(f"Small-Cap Desk is at {addresses}  (Ctrl-C stops it)", flush=True)  # noqa: T201 - the launcher's one line to its user
    spare_memory()


def spare_memory() -> None:
    """Let workers share what is loaded, and give back what they free: 26 MiB of their own, not 88.

    The collector would write to all that was loaded, and so copy it; glibc keeps freed blocks the longer the larger
    they are, and in one store a thread.
    """
    gc.collect()
    gc.freeze()
    with suppress(OSError, AttributeError):  # another C library manages on its own
        for threshold in (_TRIM, _MAP):
            ctypes.CDLL(None).mallopt(threshold, _LARGE)

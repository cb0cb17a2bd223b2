"""How gunicorn serves the page; the launcher and the image add the address with ``--bind``."""

from __future__ import annotations

import ctypes
import gc
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from data.settings import SettingsError
from hosting.running import running
from hosting.settings import Mode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gunicorn.arbiter import Arbiter
    from gunicorn.http.message import Request
    from gunicorn.http.wsgi import Response
    from gunicorn.workers.base import Worker

    from hosting.watch.exporter import Exporter

workers = 2  # one lost to a crash leaves one that answers
threads = 32  # twenty-one may wait for pictures, six for files, pages have the others; what nobody needs is not started
worker_class = "hosting.deadlines.Worker"
worker_connections = 500  # half of the files that a process may usually have open
limit_request_line = 8190  # bytes; a longer query than we take is refused with a sentence before that
limit_request_fields = 64
preload_app = True  # memory is shared; the data service makes its threads and sockets after the fork
control_socket_disable = True
keepalive = 75  # seconds: a reader looks for a while, then clicks; an idle connection takes no thread
timeout = 60
graceful_timeout = 20
accesslog = None
loglevel = "warning"
proc_name = "small-cap-desk"
# No header changes what a request is to the application, not even from this machine: a proxy's are counted by
# PROXY_HOPS there. A name with an underscore, which would be taken for one with a hyphen, is dropped.
forwarded_allow_ips = ""
forwarder_headers = ""
secure_scheme_headers: dict[str, str] = {}
header_map = "drop"

_FOR = {
    Mode.LOCAL: "for this machine alone",
    Mode.DESK: "for users who sign in",
    Mode.PROXY: "for whom the proxy names",
}
REST = 2.0  # seconds after a request until what it freed is given back
LATER = 10.0  # seconds between two returns while nobody asks: scripts are compressed beside requests
_asked = threading.Event()

# glibc's M_ARENA_MAX: one store of memory for all threads, which take turns in Python anyway. Set here, since the limit
# counts before the second thread alone.
with suppress(OSError, AttributeError):  # another C library manages on its own
    ctypes.CDLL(None).mallopt(-8, 1)


def post_worker_init(worker: Worker) -> None:
    """Give back freed memory while requests come, beside them: at each request it would cost milliseconds.

    From here on threads may run: the one that serves the metrics, too.
    """
    beside = running(worker.app.wsgi())
    if beside.readiness:
        beside.readiness.stopping = lambda: not worker.alive
        if beside.exporter:
            beside.exporter.serve(beside.readiness.report)
    if beside.timetable:
        beside.timetable.start()
    threading.Thread(target=_give_back, daemon=True).start()


def post_request(worker: Worker, req: Request, environ: dict[str, Any], resp: Response) -> None:  # noqa: ARG001 - as above
    """Note that there is something to give back."""
    _asked.set()


def _give_back() -> None:
    with suppress(OSError, AttributeError):
        trim = ctypes.CDLL(None).malloc_trim
        while True:
            if _asked.wait(LATER):
                _asked.clear()
                time.sleep(REST)  # so that a burst of requests is followed by one return, not by many
            trim(0)


def on_starting(server: Arbiter) -> None:
    """Stop before anything listens where others could reach a page without a login."""
    _refuse_open(server, server.cfg.address)


def when_ready(server: Arbiter) -> None:
    """Print where the page is, and set what is loaded apart: a worker's collector would copy it by looking at it."""
    _refuse_open(server, (listener.sock.getsockname() for listener in server.LISTENERS))  # those handed over, too
    where = ", ".join(str(listener) for listener in server.LISTENERS)
    mode = running(server.app.wsgi()).settings.mode
    print(f"Small-Cap Desk is at {where}, {_FOR[mode]}  (Ctrl-C stops it)", flush=True)  # noqa: T201 - the launcher's one line to its user
    if exporter := _exporter(server):
        exporter.begin()
    gc.collect()
    gc.freeze()


def child_exit(server: Arbiter, worker: Worker) -> None:
    """Have the metrics know of a worker that is gone."""
    if exporter := _exporter(server):
        exporter.gone(worker.pid)


def on_exit(server: Arbiter) -> None:
    """Leave nothing of the metrics behind."""
    if exporter := _exporter(server):
        exporter.close()


def _exporter(server: Arbiter) -> Exporter | None:
    return running(server.app.callable).exporter if server.app.callable else None


def _refuse_open(server: Arbiter, addresses: Iterable[object]) -> None:
    """Stop with a sentence if one of the addresses, as sockets have them, is not for the mode that is set."""
    for address in addresses:
        match address:
            case (str(host), *_):
                pass
            case str(path):
                host = f"unix:{path}"
            case _:  # the number of a socket that is handed over: judged once it is open
                continue
        try:
            running(server.app.wsgi()).settings.refuse_open_bind(host)
        except SettingsError as error:
            raise SystemExit(f"desk: {error}") from error

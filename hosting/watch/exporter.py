"""Where the metrics are kept and served: each process counts in files of its own, any worker adds them all up.

The files lie in memory where the system has a folder for that, never in CACHE_DIR: a full disk under a file that is
mapped into memory ends the process. Workers answer on a port that was opened before the fork, in a thread beside their
requests; so one answers for as long as any worker lives.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import socket
import tempfile
import threading
import tomllib
from contextlib import suppress
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

from data.settings import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from prometheus_client.metrics_core import Metric

    from hosting.watch.report import Report

_PREFIX = "small-cap-desk-metrics-"
_MEMORY = Path("/dev/shm")  # noqa: S108 - in it a folder is made for its owner alone
_PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"
_PATIENCE = 10  # seconds with one who asks
_LOCK = "lock"
_ROOM = 16 * 2**20  # bytes; a process takes below one million


class Exporter:
    """Made before a server forks, and before `hosting.watch.metrics` is imported.

    Parameters
    ----------
    place : tuple of str and int
        Where the metrics are served.

    Raises
    ------
    SettingsError
        If nothing can listen there.
    """

    def __init__(self, place: tuple[str, int]) -> None:
        host, port = place[0].strip("[]"), place[1]
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            self._socket = socket.create_server((host, port), family=family)
        except OSError as error:
            why = error.strerror or error
            raise SettingsError(f"METRICS_BIND is '{place[0]}:{port}'; nothing can listen there: {why}.") from error
        self._socket.settimeout(0)  # all workers see who asks, and one of them gets him
        self.folder, self._held = _own_folder()
        self._ended: set[int] = set()
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(self.folder)  # where its library looks once it is imported

    def begin(self) -> None:
        """Forget what was counted while the server was put together: that is no reader's."""
        for path in self.folder.glob("*.db"):
            path.unlink()

    def serve(self, report: Callable[[], Report]) -> None:
        """Answer in a thread of this process, which forks no more."""
        from prometheus_client import CollectorRegistry  # noqa: PLC0415 - only where there are metrics
        from prometheus_client.exposition import MetricsHandler  # noqa: PLC0415 - as above

        from hosting.watch.counts import Counts  # noqa: PLC0415 - as above

        registry = CollectorRegistry()
        registry.register(Counts(self.folder))
        registry.register(Standing(report))
        handler = type("Handler", (MetricsHandler.factory(registry),), {"timeout": _PATIENCE})
        server = ThreadingHTTPServer(("", 0), handler, bind_and_activate=False)
        server.socket.close()
        server.socket = self._socket
        threading.Thread(target=server.serve_forever, args=(60,), name="metrics", daemon=True).start()

    def gone(self, pid: int) -> None:
        """Take a worker that has ended out of what is being done, and its counts to those of all that have ended."""
        from hosting.watch.counts import add_up  # noqa: PLC0415 - as above

        self._ended.add(pid)
        add_up(self.folder, self._ended)

    def close(self) -> None:
        """Remove what was counted."""
        self._socket.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        os.close(self._held)


def export(place: tuple[str, int], report: Callable[[], Report]) -> None:
    """Count and serve from now on, in a process that is put together already and forks no more: a worker.

    Raises
    ------
    SettingsError
        As of `Exporter`.
    """
    exporter = Exporter(place)
    from hosting.watch.metrics import Metrics  # noqa: PLC0415 - after the exporter

    Metrics()
    exporter.serve(report)
    atexit.register(exporter.close)


class Standing:
    """How the service stands at the moment, as metrics."""

    def __init__(self, report: Callable[[], Report]) -> None:
        self._report = report

    def collect(self) -> Iterator[Metric]:
        """Yield what there is to say."""
        from prometheus_client.metrics_core import GaugeMetricFamily  # noqa: PLC0415 - as above

        report = self._report()
        for name, text, value in report.gauges():
            yield GaugeMetricFamily(f"smallcap_{name}", text, value=value)
        for name, text, label, values in report.labelled():
            family = GaugeMetricFamily(f"smallcap_{name}", text, labels=[label])
            for key, value in values.items():
                family.add_metric([key], value)
            yield family
        build = GaugeMetricFamily("smallcap_build_info", "What runs.", labels=["version"])
        build.add_metric([_version()], 1)
        yield build


def _own_folder() -> tuple[Path, int]:
    """Make a folder, held by a lock for as long as its processes live; those of processes that were killed go."""
    parent = _MEMORY if _has_room(_MEMORY) else Path(tempfile.gettempdir())
    for old in parent.glob(f"{_PREFIX}*"):
        with suppress(OSError):  # another user's, or in use
            os.close(_locked(old))
            shutil.rmtree(old)
    made = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
    return made, _locked(made)


def _has_room(folder: Path) -> bool:
    try:
        space = os.statvfs(folder)
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK) and space.f_bavail * space.f_frsize >= _ROOM


def _locked(folder: Path) -> int:
    handle = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise
    return handle


def _version() -> str:
    try:
        return str(tomllib.loads(_PROJECT.read_text(encoding="utf-8"))["project"]["version"])
    except (OSError, ValueError, KeyError):
        return "unknown"

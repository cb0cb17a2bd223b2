"""Servers as the product has them, on a free port of this machine, stopped when the bench is done."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parent.parent
_PATIENCE = 60  # seconds for a start, and for the best compression of all scripts


@dataclass(frozen=True, slots=True)
class Served:
    """A running server."""

    base: str
    port: int
    pid: int
    scratch: Path

    @property
    def cache(self) -> Path:
        """Its CACHE_DIR."""
        return self.scratch / "cache"

    @property
    def state(self) -> Path:
        """Its STATE_DIR."""
        return self.scratch / "state"


@contextmanager
def gunicorn(application: str, environ: Mapping[str, str] | None = None, *, workers: int = 1) -> Iterator[Served]:
    """Serve `application` (``module:name``) with the product's own configuration, and wait until it answers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as scratch:
        folders = {"CACHE_DIR": f"{scratch}/cache", "STATE_DIR": f"{scratch}/state"}
        how = ["--config", "hosting/gunicorn.py", "--workers", str(workers), "--bind", f"127.0.0.1:{port}"]
        with Path(f"{scratch}/log").open("wb") as log:
            process = subprocess.Popen(  # noqa: S603 - our own words
                [sys.executable, "-m", "gunicorn", *how, application],
                cwd=ROOT,
                env={**os.environ, **folders, **(environ or {})},
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        try:
            served = Served(f"http://127.0.0.1:{port}", port, process.pid, Path(scratch))
            _wait(served, process)
            yield served
        finally:
            process.terminate()
            process.wait(_PATIENCE)


@contextmanager
def product(prices: Path, *, workers: int = 1, **settings: str) -> Iterator[Served]:
    """Serve the product on a folder of prices, with more settings."""
    given = {"DATA_SOURCE": "csv", "DATA_DIR": str(prices), **settings}
    with gunicorn("app:server", given, workers=workers) as served:
        yield served


def until_compressed(served: Served, files: int) -> None:
    """Wait until the server has its static files in their best form."""
    give_up = time.monotonic() + _PATIENCE
    while len(list(served.cache.glob("compressed/*.br"))) < files:
        if time.monotonic() > give_up:
            raise RuntimeError("the scripts were not compressed in time")
        time.sleep(0.1)  # another process writes the files, and tells nobody


def _wait(served: Served, process: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < give_up:
        try:
            with urllib.request.urlopen(served.base, timeout=_PATIENCE):  # noqa: S310 - our own server
                return
        except HTTPError:  # an answer, to who has not signed in
            return
        except OSError:
            time.sleep(0.05)  # a port that nobody listens on yet cannot be waited for
    (said, *_) = (served.scratch / "log").read_text(errors="replace").splitlines()[-1:] or ["it said nothing"]
    raise RuntimeError(f"a server for the bench did not start: {said}")

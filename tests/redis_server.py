"""A Redis of a test's own."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest
import redis

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WAIT = 20  # seconds


@contextmanager
def redis_server(folder: Path, *settings: str, port: int = 0) -> Iterator[str]:
    """Run a Redis on a port of this machine, a free one unless given, and return its URL; skip without a Redis."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no redis-server is installed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", port))
        port = probe.getsockname()[1]
    folder.mkdir(parents=True, exist_ok=True)
    place = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", str(folder)]
    with (folder / "log").open("wb") as log, subprocess.Popen([program, *place, *settings], stdout=log) as server:
        try:
            address = f"redis://127.0.0.1:{port}/0"
            with redis.Redis.from_url(address) as client:
                deadline = time.monotonic() + WAIT
                ready = False
                while not ready and time.monotonic() < deadline:
                    with suppress(redis.ConnectionError):
                        ready = client.ping()
                assert ready
            yield address
        finally:
            server.terminate()
            server.wait(WAIT)

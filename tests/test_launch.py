"""The product as it is started: several processes behind one address."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.request import urlopen

from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WAIT = 60  # seconds


@contextmanager
def gunicorn(folder: Path) -> Iterator[str]:
    """Serve the page as the launcher does, on a free port, and return its address once it says that it is there."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = {**os.environ, "DATA_SOURCE": "bundled", "CACHE_DIR": str(folder / "c"), "STATE_DIR": str(folder / "s")}
    command = [sys.executable, "-m", "gunicorn", "--config", "hosting/gunicorn.py", "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(
        [*command, "app:server"], cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert f"http://127.0.0.1:{port}" in process.stdout.readline()
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(WAIT)


def fetch(address: str) -> tuple[int, bytes]:
    """Return the status and the body of an answer, on a connection of its own."""
    with urlopen(address, timeout=WAIT) as answer:  # noqa: S310 - a loopback address
        return answer.status, answer.read()


def test_any_process_serves_every_file_of_a_page_that_another_served(tmp_path: Path) -> None:
    """One page, then each of its scripts and styles several times over: whichever process answers, it has the file."""
    with gunicorn(tmp_path) as base:
        assert fetch(f"{base}/livez") == (200, b"ok\n")
        _, page = fetch(f"{base}/")
        files = re.findall(r'(?:src|href)="(/[^"]+)"', page.decode())
        assert len(files) > 10
        assert {fetch(base + file)[0] for file in files for _ in range(6)} == {200}

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

from dash import Dash

import app
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

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


def files_of(page: str) -> list[str]:
    """Return the scripts and styles that a page asks for."""
    return re.findall(r'(?:src|href)="(/[^"]+)"', page)


def test_the_page_and_its_files_are_served_as_the_launcher_serves_them(tmp_path: Path) -> None:
    """Gunicorn says where it is once it answers; the page, each of its files and the health check are there."""
    with gunicorn(tmp_path) as base:
        assert fetch(f"{base}/livez") == (200, b"ok\n")
        status, page = fetch(f"{base}/")
        assert (status, {fetch(base + file)[0] for file in files_of(page.decode())}) == (200, {200})


def _desk(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([ROOT / "desk", *arguments], capture_output=True, text=True, timeout=WAIT, check=False)


def test_what_run_does_not_know_is_named_and_nothing_is_started() -> None:
    """A port as an option would else be ignored, and the page be somewhere else than was asked for."""
    refused, asked = _desk("run", "--port", "9000"), _desk("run", "--help")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "'--port'" in refused.stderr
    assert "PORT" in refused.stderr
    assert (asked.returncode, asked.stdout) == (0, _desk("help").stdout)


def test_the_server_is_complete_before_its_first_request(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dash lists its scripts on the first request and refuses them to requests that come meanwhile: none may come."""
    made = []
    collect = Dash._generate_scripts_html
    monkeypatch.setattr(Dash, "_generate_scripts_html", lambda self: made.append(self) or collect(self))
    monkeypatch.setenv("DATA_SOURCE", "bundled")
    app._server.__wrapped__()
    assert made

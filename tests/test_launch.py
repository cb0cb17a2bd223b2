"""The product as it is started: several processes behind one address."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest
from dash import Dash

import app
from tests.conftest import ROOT
from tests.faults.desk import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WAIT = 60  # seconds


@contextmanager
def gunicorn(folder: Path) -> Iterator[str]:
    """Serve the page as the launcher does, on a free port, and return its address once it says that it is there."""
    port = free_port()
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


def _desk(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    command, given = [ROOT / "desk", *arguments], {**os.environ, **environ}
    return subprocess.run(command, env=given, capture_output=True, text=True, timeout=WAIT, check=False)


def test_what_run_does_not_know_is_named_and_nothing_is_started() -> None:
    """A port as an option would else be ignored, and the page be somewhere else than was asked for."""
    refused, asked = _desk("run", "--port", "9000"), _desk("run", "--help")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "'--port'" in refused.stderr
    assert "PORT" in refused.stderr
    assert (asked.returncode, asked.stdout) == (0, _desk("help").stdout)


@pytest.mark.parametrize(
    ("setting", "code", "said"),
    [
        ({"BIND": "0.0.0.0"}, 1, "ACCESS_MODE is 'local', without a login, and '0.0.0.0' can be reached"),
        ({"BIND": "[::]"}, 1, "ACCESS_MODE is 'local', without a login, and '::' can be reached"),
        ({"BIND": "-x"}, 2, "BIND is '-x'; it takes an address"),
        ({"BIND": "a b"}, 2, "BIND is 'a b'; it takes an address"),
        ({"ACCESS_MODE": "desk"}, 1, "SECRET_KEY is not set"),
        ({"ACCESS_MODE": "desk", "SECRET_KEY": "short"}, 1, "SECRET_KEY has 5 characters"),
        ({"ACCESS_MODE": "proxy", "SECRET_KEY": "kB7vQ2mX9tR4wZ8nL3pD6sF1hJ5gY0cA"}, 1, "TRUSTED_PROXIES is not set"),
    ],
    ids=str,
)
def test_what_is_not_safe_is_not_started(tmp_path: Path, setting: dict[str, str], code: int, said: str) -> None:
    """One sentence, an exit code, and no traceback; nothing has listened."""
    folders = {"CACHE_DIR": f"{tmp_path}/cache", "STATE_DIR": f"{tmp_path}/state", "DATA_SOURCE": "bundled"}
    done = _desk("run", **folders, PORT=str(free_port()), **setting)
    assert (code, "") == (done.returncode, done.stdout)
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"desk: {said}")
    assert setting.get("SECRET_KEY", "?") not in line


def test_the_server_is_complete_before_its_first_request(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dash lists its scripts on the first request and refuses them to requests that come meanwhile: none may come."""
    made = []
    collect = Dash._generate_scripts_html
    monkeypatch.setattr(Dash, "_generate_scripts_html", lambda self: made.append(self) or collect(self))
    monkeypatch.setenv("DATA_SOURCE", "bundled")
    monkeypatch.setattr(logging.getLogger(), "handlers", list(logging.getLogger().handlers))  # it adds its own
    app._server.__wrapped__()
    assert made

"""What happens before the server forks."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from hosting import gunicorn
from hosting.running import Running
from hosting.settings import HostingSettings, Mode
from tests.conftest import ROOT
from tests.redis_server import redis_server

if TYPE_CHECKING:
    from collections.abc import Sequence


class Listener:
    """A socket of gunicorn's, in words and as the system has it."""

    def __init__(self, name: object, text: str = "") -> None:
        self.sock = SimpleNamespace(getsockname=lambda: name)
        self._text = text

    def __str__(self) -> str:
        """Return what gunicorn says of it."""
        return self._text


def arbiter(settings: HostingSettings, listeners: Sequence[Listener] = (), bind: Sequence[object] = ()) -> Any:  # noqa: ANN401 - a stand-in for gunicorn's
    """Return what gunicorn hands to its hooks."""
    server = SimpleNamespace(extensions={})
    Running(settings).join(server)
    app = SimpleNamespace(wsgi=lambda: server, callable=server)
    return SimpleNamespace(app=app, LISTENERS=listeners, cfg=SimpleNamespace(address=bind))


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        (Mode.LOCAL, "for this machine alone"),
        (Mode.DESK, "for users who sign in"),
        (Mode.PROXY, "for whom the proxy names"),
    ],
)
def test_what_is_loaded_is_set_apart_before_the_fork_and_the_address_is_said(
    capsys: pytest.CaptureFixture[str], mode: Mode, words: str
) -> None:
    """The collector of a worker would write to it, and so copy it; 27 is the port that was given."""
    try:
        gunicorn.when_ready(arbiter(HostingSettings(mode), [Listener(("127.0.0.1", 27), "http://127.0.0.1:27")]))
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.unfreeze()
    assert f"Small-Cap Desk is at http://127.0.0.1:27, {words}  (Ctrl-C stops it)\n" == capsys.readouterr().out


OPEN = [("0.0.0.0", 80), ("::", 80), ("10.1.2.3", 80), ("desk.example.com", 80), ("", 80), ("::ffff:10.1.2.3", 80)]
"""Addresses that other machines reach, as `gunicorn.util.parse_address` returns them."""
HERE = [("127.0.0.1", 80), ("127.8.8.8", 80), ("::1", 80), ("localhost", 80), "/run/desk.sock", 3]
"""Addresses of this machine alone; 3 is a socket that is handed over, and judged once it is open."""


@pytest.mark.parametrize("address", OPEN)
def test_without_a_login_nothing_listens_where_others_could_reach_it(address: tuple[str, int]) -> None:
    """Each address counts, not the first alone; the sentence names it, and there is no traceback."""
    with pytest.raises(SystemExit, match=r"^desk: ACCESS_MODE is 'local', without a login, and ") as stopped:
        gunicorn.on_starting(arbiter(HostingSettings(), bind=[*HERE, address]))
    assert repr(address[0]) in str(stopped.value)


@pytest.mark.parametrize("name", [("0.0.0.0", 80), ("::", 80, 0, 0), ("10.1.2.3", 80)])
def test_a_socket_that_is_handed_over_is_judged_before_anything_is_answered(name: tuple[object, ...]) -> None:
    """By the name that the system gives it, as systemd may have opened it."""
    with pytest.raises(SystemExit, match="can be reached from other machines"):
        gunicorn.when_ready(arbiter(HostingSettings(), [Listener(("127.0.0.1", 80)), Listener(name)]))


@pytest.mark.parametrize("mode", [Mode.DESK, Mode.PROXY])
def test_with_a_login_any_address_is_taken(mode: Mode) -> None:
    """Others are let in by name."""
    gunicorn.on_starting(arbiter(HostingSettings(mode), bind=[*OPEN, *HERE]))


def test_this_machine_alone_is_taken_without_a_login() -> None:
    """In each of its spellings."""
    gunicorn.on_starting(arbiter(HostingSettings(), bind=HERE))


def test_nothing_runs_and_nothing_is_asked_before_the_fork(tmp_path: Path) -> None:
    """With live prices the server is put together by one thread; all that is written is what workers share of links."""
    folders = {"CACHE_DIR": f"{tmp_path}/cache", "STATE_DIR": f"{tmp_path}/state"}
    live = {"DATA_SOURCE": "auto", "YAHOO_CONNECT_TO": "127.0.0.1:9", **folders}
    script = "import app, threading; app.server; print(threading.active_count())"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env={**os.environ, **live}, capture_output=True, text=True, check=True
    )
    assert done.stdout == "1\n"
    written = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())
    assert written == ["state/links/key", "state/links/withdrawn.json"]


def test_no_thread_and_no_socket_is_there_at_the_fork(tmp_path: Path) -> None:
    """As the system lists them, once a page on a desk's own prices was made, whose studies are looked for in Redis."""
    script = """
import os, threading
import app
app.server
print(threading.active_count(), [link for link in map(os.readlink, os.scandir("/proc/self/fd")) if "socket" in link])
"""
    if not Path("/proc/self/fd").exists():
        pytest.skip("what a process has open cannot be listed here")
    (tmp_path / "prices").mkdir()
    settings = {
        "ACCESS_MODE": "desk",
        "SECRET_KEY": "Jx4pQ0s7yV2mT9bL5hK8cR1dW6nZ3fGa",
        "DATA_SOURCE": "csv",
        "DATA_DIR": str(tmp_path / "prices"),
        "CACHE_DIR": str(tmp_path / "c"),
        "STATE_DIR": str(tmp_path / "s"),
    }
    with redis_server(tmp_path / "redis") as url:
        done = subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env={**os.environ, **settings, "REDIS_URL": url},
            capture_output=True,
            text=True,
            check=True,
        )
    assert "1 []" == done.stdout.strip()

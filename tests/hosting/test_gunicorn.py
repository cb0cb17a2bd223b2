"""What happens before the server forks."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

from hosting import gunicorn
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_what_is_loaded_is_set_apart_before_the_fork_and_the_address_is_said(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The collector of a worker would write to it, and so copy it; 27 is the port that was given."""
    try:
        gunicorn.when_ready(SimpleNamespace(LISTENERS=[SimpleNamespace(cfg_addr=("127.0.0.1", 27))]))
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.unfreeze()
    assert "http://127.0.0.1:27 " in capsys.readouterr().out


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

"""Several processes over one cache folder, as gunicorn's workers are."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.redis_server import redis_server

ROOT = Path(__file__).resolve().parents[2]


CASES = pytest.mark.parametrize("case", ["cold", "stale", "failing"])


@CASES
def test_six_processes_make_one_call(tmp_path: Path, case: str) -> None:
    """Whether nothing is there, something old is there, or the provider fails: it is asked once for all six."""
    _make_one_call(tmp_path, case)


@CASES
def test_two_hosts_make_one_call(tmp_path: Path, case: str) -> None:
    """With one Redis, and no folder in common; fifty threads ask in each of the six processes."""
    with redis_server(tmp_path / "redis") as url:
        _make_one_call(tmp_path, case, url)


def _make_one_call(tmp_path: Path, case: str, *more: str) -> None:
    command = [sys.executable, "-m", "tests.data.many_processes", str(tmp_path), case, *more]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) == 6
    assert (tmp_path / "calls").read_text() == "^RUT\n"
    if case == "failing":
        assert found == [{"error": "Yahoo cannot be reached."}] * 6
    else:
        assert {(item["as_of"], item["source"], item["state"]) for item in found} == {("2026-08-24", "yahoo", "fresh")}
        assert len({item["version"] for item in found}) == 1


def test_importing_the_service_starts_nothing(tmp_path: Path) -> None:
    """Building the service opens no socket, starts no thread, writes no file and imports nothing slow."""
    code = """
import sys, threading
from pathlib import Path
from data.build import build_service
from data.settings import DataSettings
folder = Path(sys.argv[1])
build_service(DataSettings(cache_dir=folder / "cache", state_dir=folder / "state"))
slow = {"yfinance", "exchange_calendars"} & set(sys.modules)
print(threading.active_count(), len(list(folder.iterdir())), len(slow))
"""
    command = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == ["1", "0", "0"]

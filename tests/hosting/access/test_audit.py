"""The audit: a line for each event, added to a file of its own, with what was known of the request."""

from __future__ import annotations

import json
import logging
import stat
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

from flask import Flask, g

from hosting.access.audit import keep_audit
from hosting.access.visitor import Role, Visitor
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger("audit")
TOKEN = "WyI_YXNvZj0yMDE0LTEwLTI4Il0.Zx9kQ2mXtR4wZ8nL3pD6sF1hJ5gY0cAkB7v"  # noqa: S105 - as one looks


def lines(folder: Path) -> list[dict[str, str]]:
    """Return what was kept."""
    return [json.loads(line) for line in (folder / "audit.jsonl").read_text().splitlines()]


def test_an_event_has_its_time_its_reader_and_its_request(tmp_path: Path) -> None:
    """And what it says itself, in a file for its owner alone."""
    keep_audit(tmp_path / "access")
    server = Flask(__name__)
    with server.test_request_context("/", environ_base={"REMOTE_ADDR": "192.0.2.7"}):
        g.visitor, g.request_id = Visitor("vera", Role.VIEWER), "r-1"
        log.info("link made", extra={"link": "0123", "shows": "?asof=2014-10-28"})
    (found,) = lines(tmp_path / "access")
    assert found.pop("time").endswith("+00:00")
    assert found == {
        "event": "link made",
        "user": "vera",
        "address": "192.0.2.7",
        "request_id": "r-1",
        "link": "0123",
        "shows": "?asof=2014-10-28",
    }
    assert stat.S_IMODE((tmp_path / "access" / "audit.jsonl").stat().st_mode) == 0o600


def test_a_link_that_the_command_takes_back_is_there_too(tmp_path: Path) -> None:
    """By whom: whoever could run the command."""
    command = [sys.executable, "app.py", "links", "withdraw", "--all"]
    environ = {"PATH": "", "STATE_DIR": str(tmp_path), "DATA_SOURCE": "bundled"}
    subprocess.run(command, cwd=ROOT, env=environ, check=True, capture_output=True)
    (found,) = lines(tmp_path / "access")
    del found["time"]
    assert {"event": "link withdrawn", "user": "(command line)", "link": "all"} == found


def test_a_line_stays_one_and_holds_no_token(tmp_path: Path) -> None:
    """Whatever an event says."""
    keep_audit(tmp_path)
    log.info("refused", extra={"why": f"a\nb\r\u2028{TOKEN}", "more": "x" * 10_000})
    text = (tmp_path / "audit.jsonl").read_text()
    assert (1, False) == (text.count("\n"), TOKEN in text)
    assert len(text) < 1000


def test_many_writers_lose_nothing(tmp_path: Path) -> None:
    """Ten threads with twenty events each."""
    keep_audit(tmp_path)
    threads = [
        threading.Thread(target=lambda one: [log.info("e", extra={"n": f"{one}-{n}"}) for n in range(20)], args=(one,))
        for one in range(10)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {f"{one}-{n}" for one in range(10) for n in range(20)} == {found["n"] for found in lines(tmp_path)}


def test_a_file_that_is_renamed_away_is_begun_anew(tmp_path: Path) -> None:
    """As by logrotate, without a word to the server."""
    keep_audit(tmp_path)
    log.info("one")
    (tmp_path / "audit.jsonl").rename(tmp_path / "audit.jsonl.1")
    log.info("two")
    assert [found["event"] for found in lines(tmp_path)] == ["two"]


def test_where_it_cannot_be_written_the_log_has_it_and_it_is_said(tmp_path: Path, caplog: object) -> None:
    """Nothing is raised; once it can be written again, that is over."""
    folder = tmp_path / "access"
    folder.write_text("in the way")
    kept = keep_audit(folder)
    log.info("one")
    assert "events are in the log alone" in str(kept.problem)
    assert "one" in caplog.messages  # type: ignore[attr-defined]
    folder.unlink()
    log.info("two")
    assert (None, ["two"]) == (kept.problem, [found["event"] for found in lines(folder)])

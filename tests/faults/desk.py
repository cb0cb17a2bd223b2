"""The product as it is started, two workers behind one address, and what a page of it says of its prices."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from lxml import html

from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WAIT = 30.0
"""Seconds after which an answer, a start or an end is given up: far more than any of them may take."""
_INHERITED = ("PATH", "HOME", "TMPDIR", "CHROMIUM")  # no setting of whoever runs the tests


@dataclass(frozen=True, eq=False)
class Page:
    """What came back, and how long that took."""

    status: int
    body: str
    seconds: float

    @cached_property
    def _blocks(self) -> list[html.HtmlElement]:
        return html.document_fromstring(self.body).xpath("//*[@id='trust']//div[@class='instrument']")

    @property
    def sources(self) -> set[str]:
        """Where the prices of both instruments come from, as the page marks it: yahoo, last_good, bundled."""
        return {block.get("data-source") for block in self._blocks}

    @property
    def states(self) -> set[str]:
        """How current they are: fresh, provisional, stale."""
        return {block.get("data-state") for block in self._blocks}

    @property
    def last(self) -> set[str]:
        """The last sessions, as a reader sees them: 13 Jan 2022."""
        return {block.xpath("string(p[2]/strong)") for block in self._blocks}

    @property
    def trust(self) -> str:
        """The words of the strip about the prices."""
        return " ".join(" ".join(block.text_content() for block in self._blocks).split())

    @property
    def notices(self) -> str:
        """The words of the notices above the page."""
        return " ".join(html.document_fromstring(self.body).xpath("string(//*[@id='notices'])").split())


@dataclass(frozen=True)
class Desk:
    """A running server."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path
    cache_dir: Path
    state_dir: Path

    def get(self, path: str, timeout: float = WAIT) -> Page:
        """Return what an address answers, on a connection of its own."""
        started = time.monotonic()
        connection = HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            body = answer.read().decode()
            return Page(answer.status, body, time.monotonic() - started)
        finally:
            connection.close()

    def page(self, small: str = "^RUT", large: str = "^GSPC", more: str = "") -> Page:
        """Return the page of a pair."""
        return self.get(f"/?pair={quote(small)},{quote(large)}{more}")

    def logged(self) -> str:
        """Return what the server has written."""
        return self.log.read_text(errors="replace")


@contextmanager
def started(
    folder: Path, environ: dict[str, str] | None = None, *, root: Path = ROOT, port: int = 0, **settings: str
) -> Iterator[Desk]:
    """Serve the product as the launcher does; `settings` are its own, `environ` what it runs in, such as a clock.

    CACHE_DIR and STATE_DIR lie in `folder` unless they are given; `root` is the product's folder, `port` a free one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    given = {"CACHE_DIR": str(folder / "cache"), "STATE_DIR": str(folder / "state"), **settings}
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    port = port or free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", "hosting/gunicorn.py", "--bind", f"127.0.0.1:{port}"]
    log = folder / "log"
    with (
        log.open("wb") as out,
        subprocess.Popen(
            [*command, "app:server"], cwd=root, env={**inherited, **(environ or {}), **given}, stdout=out, stderr=out
        ) as process,
    ):
        desk = Desk(port, process, log, Path(given["CACHE_DIR"]), Path(given["STATE_DIR"]))
        try:
            until(lambda: "Small-Cap Desk is at" in desk.logged() or process.poll() is not None, 4 * WAIT)
            assert process.poll() is None, desk.logged()
            yield desk
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(WAIT)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(WAIT)


def until(done: Callable[[], bool], patience: float = WAIT) -> None:
    """Wait for a condition by asking again and again: nothing tells this process what another one has done."""
    end = time.monotonic() + patience
    while not done():
        assert time.monotonic() < end, "the condition was not met in time"
        time.sleep(0.05)  # between two looks at another process, which tells this one nothing


def free_port() -> int:
    """Return a port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

"""A disk that is full, or takes no writes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.request import Request, urlopen

import pytest

from tests.conftest import ROOT
from tests.faults.desk import Desk, Page, started, until
from tests.faults.harness import Seen, fault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.yahoo_stub import YahooStub


MEGABYTE = 1 << 20
DISK = 4 * MEGABYTE
NAMED, FUNDS = ("^RUT", "^GSPC"), ("IWM", "SPY")


@contextmanager
def disk(folder: Path, options: str) -> Iterator[Path]:
    """Mount a small disk of memory at a folder; skip where this user may not."""
    folder.mkdir()
    if os.geteuid() or sys.platform != "linux":
        pytest.skip("only root on Linux can mount a small disk")
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"no small disk can be mounted here: {done.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """Keep the disk of a folder full to its last byte, also where something is removed behind its back."""
    done = threading.Event()

    def fill() -> None:
        with (folder / "ballast").open("ab", buffering=0) as file:
            for size in (MEGABYTE, 1024, 1):
                with suppress(OSError):
                    while file.write(b"\0" * size) == size:
                        pass

    def keep() -> None:
        while not done.wait(0.005):
            fill()

    fill()
    filler = threading.Thread(target=keep)
    filler.start()
    try:
        yield
    finally:
        done.set()
        filler.join()
        (folder / "ballast").unlink()


def hashes(folder: Path) -> dict[str, str]:
    """Return the hash of each file below a folder, but for those that are locked or added to alone."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.suffix not in {".lock", ".jsonl"})
    return {str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() for path in found}


def fresh(desk: Desk, small: str, large: str) -> Page:
    """Return the page of a pair once it is fresh: on a busy machine Yahoo may take longer than the first page waits."""
    until(lambda: desk.page(small, large).states == {"fresh"})
    return desk.page(small, large)


def shared(desk: Desk) -> dict[str, str]:
    """Return the addresses of a view that is shared."""
    body = json.dumps({"query": "?pair=%5ERUT,%5EGSPC"}).encode()
    address = f"http://127.0.0.1:{desk.port}"
    headers = {"Content-Type": "application/json", "Origin": address}
    with urlopen(Request(f"{address}/share", body, headers), timeout=30) as answer:  # noqa: S310 - a loopback address
        found: dict[str, str] = json.loads(answer.read())
    return found


def command(desk: Desk, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run one of the product's commands over the same folders."""
    environ = {"PATH": os.environ["PATH"], "STATE_DIR": str(desk.state_dir), "CACHE_DIR": str(desk.cache_dir)}
    return subprocess.run(
        [sys.executable, "app.py", *arguments],
        cwd=ROOT,
        env=environ,
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


@fault(
    "The disk is full",
    done="CACHE_DIR and STATE_DIR on 4 MB, filled after a first page; another pair, a link, its withdrawal, a user",
    expected="fresh pages; files whole; what cannot be noted is refused in one line; kept again once there is room",
)
def test_a_full_disk_loses_nothing_and_stops_no_page(tmp_path: Path, stub: YahooStub, seen: Seen) -> None:
    """Prices, the key, the list of what was taken back and the users stay whole, and the pages go on."""
    password = "a password for the tests alone\n"  # noqa: S105 - of nobody
    with disk(tmp_path / "disk", f"size={DISK}") as folder, started(folder, YAHOO_CONNECT_TO=stub.address) as desk:
        assert 0 == command(desk, "user", "add", "ann", "--stdin", given=password).returncode
        fresh(desk, *NAMED)
        links = shared(desk)
        until(lambda: len(list(desk.state_dir.glob("*.parquet"))) == len(NAMED))
        kept, audit = hashes(desk.state_dir), (desk.state_dir / "access" / "audit.jsonl").read_bytes()
        with full(folder):
            page, snapshot = fresh(desk, *FUNDS), desk.get(links["snapshot"])
            more = shared(desk)
            refused = [
                command(desk, *arguments)
                for arguments in (("links", "withdraw", links["snapshot"]), ("user", "remove", "ann"))
            ]
            after = hashes(desk.state_dir)
            grown = (desk.state_dir / "access" / "audit.jsonl").read_bytes()
        withdrawn = command(desk, "links", "withdraw", links["snapshot"])
        gone = desk.get(links["snapshot"])
        opened = desk.get(more["snapshot"])
        stub.histories["VFINX"] = stub.histories["NAESX"]
        until(lambda: desk.page("NAESX", "VFINX").sources == {"yahoo"})
        until((desk.state_dir / "NAESX.parquet").exists)
    seen(f"{'/'.join(page.sources)}, {'/'.join(page.states)}; files whole: {after == kept}", slowest=page.seconds)
    assert (200, {"yahoo"}, {"fresh"}) == (page.status, page.sources, page.states)
    assert [200, 200] == [snapshot.status, opened.status]
    assert kept == after
    assert grown.startswith(audit)
    assert [1, 1] == [done.returncode for done in refused]
    assert [1, 1] == [done.stderr.count("\n") for done in refused]
    assert all("No space left on device" in done.stderr for done in refused)
    assert (0, 410) == (withdrawn.returncode, gone.status)


@fault(
    "STATE_DIR takes no writes any more",
    done="mounted read-only after a first page; the server starts anew",
    expected="fresh pages, links that were shared open, files untouched",
)
def test_a_folder_that_takes_no_writes_stops_neither_pages_nor_links(
    tmp_path: Path, stub: YahooStub, seen: Seen
) -> None:
    """What is there is used; what cannot be kept is said in the log."""
    with disk(tmp_path / "disk", f"size={DISK}") as folder:
        settings = {"STATE_DIR": str(folder / "state"), "YAHOO_CONNECT_TO": stub.address}
        with started(tmp_path / "one", **settings) as desk:
            fresh(desk, *NAMED)
            links = shared(desk)
            until(lambda: len(list(desk.state_dir.glob("*.parquet"))) == len(NAMED))
        kept = hashes(folder)
        subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
        with started(tmp_path / "two", **settings) as desk:
            pages, snapshot = [fresh(desk, *NAMED), fresh(desk, *FUNDS)], desk.get(links["snapshot"])
            refused = command(desk, "links", "withdraw", links["snapshot"])
            said, after = desk.logged(), hashes(folder)
    seen(f"{'/'.join(pages[1].sources)}, {'/'.join(pages[1].states)}", slowest=max(page.seconds for page in pages))
    assert [(200, {"yahoo"}, {"fresh"})] * 2 == [(page.status, page.sources, page.states) for page in pages]
    assert 200 == snapshot.status
    assert (1, 1) == (refused.returncode, refused.stderr.count("\n"))
    assert "Read-only file system" in refused.stderr
    assert "are not kept: Read-only file system" in said
    assert kept == after

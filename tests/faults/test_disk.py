"""A disk that is full, takes no writes, or has damaged or forged files on it."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING
from urllib.request import Request, urlopen

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.conftest import ROOT
from tests.faults.conftest import sessions_until
from tests.faults.desk import Desk, Page, started, until
from tests.faults.harness import Seen, fault
from tests.yahoo_stub import SYMBOLS, Mode, YahooStub, generated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.sessions import Sessions

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


def fill(folder: Path) -> Path:
    """Fill the disk of a folder to its last byte, also where something was removed since, and return what does."""
    ballast = folder / "ballast"
    with ballast.open("ab", buffering=0) as file:
        for size in (MEGABYTE, 1024, 1):
            try:
                while file.write(b"\0" * size) == size:
                    pass
            except OSError:
                continue
    return ballast


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
        ballast = fill(folder)
        page, snapshot = fresh(desk, *FUNDS), desk.get(links["snapshot"])
        more = shared(desk)
        refused = []
        for arguments in (("links", "withdraw", links["snapshot"]), ("user", "remove", "ann")):
            fill(folder)
            refused.append(command(desk, *arguments))
        after = hashes(desk.state_dir)
        grown = (desk.state_dir / "access" / "audit.jsonl").read_bytes()
        ballast.unlink()
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


@dataclass(frozen=True)
class Read:
    """A server's folder once it has read the indices and the funds, and what stood in Yahoo's place."""

    folder: Path
    stub: YahooStub


@pytest.fixture(scope="module")
def read(sessions: Sessions, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Read]:
    """Return what a server left that ran, and was stopped."""
    folder = tmp_path_factory.mktemp("read")
    days = sessions_until(sessions, datetime.now(UTC))
    with YahooStub({symbol: generated(symbol, days) for symbol in SYMBOLS}) as stub:
        with started(folder, YAHOO_CONNECT_TO=stub.address) as desk:
            for pair in (NAMED, FUNDS):
                fresh(desk, *pair)
            desk.page("NOSUCH", "NOSUCH")  # a failure that is noted
            until(lambda: len(list(desk.state_dir.glob("*.parquet"))) == len(NAMED) + len(FUNDS))
        yield Read(folder, stub)


class Bomb:
    """Makes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        """Return what unpickling would run."""
        return Path.touch, (self.path,)


def _old(path: Path) -> bytes:
    """Return an entry as an earlier version of the product might have written it, behind the four bytes of its end."""
    meta = {b"smallcap": json.dumps({"schema": 0, "symbol": "^RUT"}).encode()}
    sink = pa.BufferOutputStream()
    table = pa.table({"session": [0], "close": [1.0]}).replace_schema_metadata(meta)
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return path.read_bytes()[:4] + b"B" + sink.getvalue().to_pybytes()


DAMAGE = {
    "cut off": lambda path, _bomb: path.read_bytes()[: path.stat().st_size // 2],
    "empty": lambda _path, _bomb: b"",
    "of noise": lambda path, _bomb: path.read_bytes()[:5] + bytes(range(256)),
    "of an old version": lambda path, _bomb: _old(path),
    "planted pickles": lambda path, bomb: path.read_bytes()[:4] + pickle.dumps(bomb),
    "bare pickles": lambda _path, bomb: pickle.dumps(bomb),
}


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(
            name,
            marks=fault(
                f"Files of the cache: {name}",
                done="every file in CACHE_DIR is replaced; the server starts anew",
                expected="a fresh page, as without a cache; nothing runs that lies in a file",
            ),
        )
        for name in DAMAGE
    ],
)
def test_what_cannot_be_used_in_the_cache_is_as_if_it_were_not_there(
    tmp_path: Path, read: Read, seen: Seen, damage: str
) -> None:
    """Half a file, another version's, or one that somebody put there: the page is made anew."""
    copytree(read.folder, tmp_path, dirs_exist_ok=True)
    bomb = Bomb(tmp_path / "it ran")
    found = [path for path in (tmp_path / "cache").rglob("*") if path.is_file() and path.suffix != ".lock"]
    for path in found:
        path.write_bytes(DAMAGE[damage](path, bomb))
    for path in (tmp_path / "state").glob("*.parquet"):  # they would hide what becomes of the cache
        path.unlink()
    with started(tmp_path, YAHOO_CONNECT_TO=read.stub.address) as desk:
        page, other = fresh(desk, *NAMED), fresh(desk, "NAESX", "VFINX")
    seen(f"{'/'.join(page.sources)}, {'/'.join(page.states)}; {len(found)} files", slowest=page.seconds)
    assert [(200, {"yahoo"}, {"fresh"})] * 2 == [(one.status, one.sources, one.states) for one in (page, other)]
    assert not bomb.path.exists()
    assert "a fault" not in desk.logged()


KEPT = {
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:-500]),
    "empty": lambda path: path.write_bytes(b""),
    "of an old version": lambda path: pq.write_table(
        pq.read_table(path).replace_schema_metadata({b"smallcap": json.dumps({"schema": 0, "symbol": "IWM"}).encode()}),
        path,
    ),
    "of another symbol": lambda path: path.write_bytes(path.with_name("SPY.parquet").read_bytes()),
}


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(
            name,
            marks=fault(
                f"The last good file of one symbol: {name}",
                done="IWM.parquet is damaged; a server starts without a cache, Yahoo answers 500, then well",
                expected="the pair bundled, said so; no file touched; with Yahoo well the file is made anew",
            ),
        )
        for name in KEPT
    ],
)
def test_a_damaged_last_good_file_is_not_shown_and_is_made_anew(
    tmp_path: Path, read: Read, seen: Seen, damage: str
) -> None:
    """What is damaged cannot be shown; the page says what it shows instead, and nothing that is whole is lost."""
    copytree(read.folder / "state", tmp_path / "state")
    path = tmp_path / "state" / "IWM.parquet"
    whole = hashes(path.parent)
    KEPT[damage](path)
    damaged = hashes(path.parent)
    read.stub.mode = Mode.SERVER_ERROR
    with started(tmp_path, YAHOO_CONNECT_TO=read.stub.address) as desk:
        without, between = desk.page(*FUNDS), hashes(path.parent)
        read.stub.mode = Mode.OK
        for note in (tmp_path / "cache" / "prices").iterdir():  # that Yahoo failed is remembered for a minute
            note.unlink(missing_ok=True)
        fresh(desk, *FUNDS)
        until(lambda: hashes(path.parent)["IWM.parquet"] != damaged["IWM.parquet"])
    seen(f"{'/'.join(without.sources)} to {'/'.join(without.last)}", slowest=without.seconds)
    assert (200, {"bundled"}, {"13 Jan 2022"}) == (without.status, without.sources, without.last)
    assert "Yahoo gave no usable answer about IWM. Shown are the bundled prices" in without.trust
    assert (damaged, whole["SPY.parquet"]) == (between, between["SPY.parquet"])
    assert pq.read_table(path).num_rows == len(read.stub.histories["IWM"])

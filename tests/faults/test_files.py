"""Files of the cache, and last good files, that are damaged, old, or forged."""

from __future__ import annotations

import json
import pickle
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.faults.conftest import sessions_until
from tests.faults.desk import started, until
from tests.faults.harness import Seen, fault
from tests.faults.test_disk import FUNDS, NAMED, fresh, hashes
from tests.yahoo_stub import SYMBOLS, Mode, YahooStub, generated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.sessions import Sessions


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

"""Histories on disk and in the cache."""

from __future__ import annotations

import errno
import json
import os
import pickle
import shutil
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pytest

from data import codec
from data.cache import SafeSerializer, SharedCache, open_cache
from data.locks import Busy, file_lock
from data.model import PriceHistory, Problem, Severity, Source
from data.store import LastGood

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

FETCHED = datetime(2026, 8, 21, 21, 0, tzinfo=UTC)
GAP = Problem("missing_session", Severity.WARNING, "A day is missing.", (date(2020, 10, 2),))


@pytest.fixture
def item(walk: pd.DataFrame) -> PriceHistory:
    """Return a history with a problem and a missing high."""
    frame = walk.copy()
    frame.iloc[3, 1] = np.nan
    return codec.history("^RUT", frame, FETCHED, Source.YAHOO, [GAP], adjusted=False)


def same(one: PriceHistory | None, other: PriceHistory) -> bool:
    """Whether both say the same, bit for bit."""
    return one == other and one is not None and one.frame.equals(other.frame)


def test_a_history_survives_its_table(item: PriceHistory) -> None:
    """Everything comes back: rows, times, problems, version."""
    assert same(codec.from_table(codec.to_table(item)), item)


def test_rows_that_were_changed_are_refused(item: PriceHistory) -> None:
    """A damaged or edited file is not shown."""
    table = codec.to_table(item)
    closes = table["close"].to_numpy().copy()
    closes[100] += 0.01
    column = table.column_names.index("close")
    damaged = table.set_column(column, "close", pa.array(closes))
    with pytest.raises(codec.BadTableError, match="hash"):
        codec.from_table(damaged)


@pytest.mark.parametrize("change", [{"schema": 99}, {"source": "rumour"}, {"as_of": 1, "fetched_at": "noon"}])
def test_a_table_with_other_metadata_is_refused(item: PriceHistory, change: dict[str, object]) -> None:
    """Files of another version of the product are left alone."""
    table = codec.to_table(item)
    meta = json.loads(table.schema.metadata[b"smallcap"]) | change
    with pytest.raises(codec.BadTableError):
        codec.from_table(table.replace_schema_metadata({b"smallcap": json.dumps(meta).encode()}))


def test_the_version_names_the_numbers(item: PriceHistory) -> None:
    """Same rows, same version; one close or one session changed, another version."""
    again = codec.history("IWM", item.frame, FETCHED, Source.CSV, adjusted=True)
    shorter = codec.history("IWM", item.frame.iloc[:-1], FETCHED, Source.CSV, adjusted=True)
    other = codec.history("IWM", item.frame + 1e-9, FETCHED, Source.CSV, adjusted=True)
    assert item.version == again.version
    assert len({item.version, shorter.version, other.version}) == 3


def test_a_caller_cannot_change_the_rows_for_others(item: PriceHistory) -> None:
    """Frames are shared between visitors: their arrays are read-only, and pandas copies on write."""
    before = item.frame["close"].iloc[0]
    with pytest.raises(ValueError, match="read-only"):
        item.frame["close"].to_numpy()[0] = 0.0
    theirs = item.frame["close"]
    theirs.iloc[0] = 0.0
    assert item.frame["close"].iloc[0] == before


def test_the_last_good_file_outlives_the_process(item: PriceHistory, tmp_path: Path) -> None:
    """Another store over the same folder reads what the first one wrote, and nothing else lies there."""
    LastGood(tmp_path / "kept").write(item)
    assert same(LastGood(tmp_path / "kept").read("^RUT"), item)
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["_RUT.parquet"]


def test_a_damaged_last_good_file_counts_as_none(
    item: PriceHistory, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The page goes on without it and the log says so."""
    store = LastGood(tmp_path)
    store.write(item)
    path = tmp_path / "_RUT.parquet"
    path.write_bytes(path.read_bytes()[:-200])
    assert store.read("^RUT") is None
    assert "cannot be used" in caplog.text


def test_the_file_of_another_symbol_is_not_taken(item: PriceHistory, tmp_path: Path) -> None:
    """A file that was renamed by hand does not pass for something else."""
    LastGood(tmp_path).write(item)
    (tmp_path / "_RUT.parquet").rename(tmp_path / "IWM.parquet")
    assert LastGood(tmp_path).read("IWM") is None


def test_a_folder_that_cannot_be_written_to_stops_nothing(
    item: PriceHistory, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Where a file stands in the folder's place, the log says it and the work goes on."""
    (tmp_path / "file").touch()
    store = LastGood(tmp_path / "file" / "kept")
    store.write(item)
    assert "are not kept" in caplog.text
    assert store.read("^RUT") is None


def test_the_folder_keeps_named_instruments_and_the_newest_others(item: PriceHistory, tmp_path: Path) -> None:
    """Of seventy symbols that users typed the last 64 stay; the Russell 2000, older than all of them, stays as well."""
    store = LastGood(tmp_path)
    short = replace(item, frame=item.frame.iloc[-2:])
    for age, symbol in enumerate(["^RUT", *(f"S{number}" for number in range(70))]):
        store.write(replace(short, symbol=symbol))
        path = tmp_path / f"{symbol.replace('^', '_')}.parquet"
        os.utime(path, (1e9 + age, 1e9 + age))
    store.write(replace(short, symbol="IWM"))
    assert {path.stem for path in tmp_path.iterdir()} == {"_RUT", "IWM", *(f"S{number}" for number in range(6, 70))}


def test_what_a_killed_process_left_half_written_goes(item: PriceHistory, tmp_path: Path) -> None:
    """A scratch file of two hours ago is removed by the next write; one of this moment belongs to somebody."""
    for name, age in (("old.part", 7200), ("new.part", 0)):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (time.time() - age,) * 2)
    LastGood(tmp_path).write(item)
    assert {path.name for path in tmp_path.iterdir()} == {"_RUT.parquet", "new.part"}


@pytest.fixture
def cache(tmp_path: Path) -> SharedCache:
    """Return a cache in a folder."""
    return open_cache(tmp_path / "cache", None)


def test_the_cache_gives_back_what_was_put_in(cache: SharedCache, item: PriceHistory, tmp_path: Path) -> None:
    """Also to another process, which is what a second cache over the same folder stands for."""
    cache.put_history(item, 60)
    cache.put_note("n", {"a": 1}, 60)
    other = open_cache(tmp_path / "cache", None)
    assert same(other.history("^RUT"), item)
    assert other.note("n") == {"a": 1}
    assert other.history("IWM") is None
    assert other.note("m") == {}


def test_nothing_in_the_cache_folder_is_a_pickle(cache: SharedCache, item: PriceHistory, tmp_path: Path) -> None:
    """Each entry is marked as bytes or JSON after the four bytes of its end; a pickle would begin otherwise."""
    cache.put_history(item, 60)
    cache.put_note("n", {"a": 1}, 60)
    entries = [path.read_bytes()[4:] for path in (tmp_path / "cache" / "prices").iterdir()]
    assert len(entries) == 3  # the history, the note, and the number of entries
    assert {entry[:1] for entry in entries} == {b"B", b"J"}


def test_a_planted_pickle_runs_nothing() -> None:
    """Whoever can write to the cache must not be able to run code: the unpickling itself would raise here."""

    class Bomb:
        def __reduce__(self) -> tuple[object, ...]:
            return exec, ("raise SystemExit('code from the cache ran')",)

    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert SafeSerializer().loads(pickle.dumps(Bomb(), protocol)) is None


def test_json_that_is_too_deep_to_read_counts_as_none() -> None:
    """It is somebody's who wants the page to stumble."""
    assert SafeSerializer().loads(b"J" + b"[" * 100_000) is None


def test_a_count_that_was_damaged_under_a_running_server_stops_nothing(
    cache: SharedCache, item: PriceHistory, tmp_path: Path
) -> None:
    """The cache counts its entries in a file of its own: bytes in the place of that number are no number."""
    folder = tmp_path / "cache" / "prices"
    for path in folder.iterdir():
        path.write_bytes(bytes(4) + b"Bmany")
    cache.put_history(item, 60)
    assert same(cache.history("^RUT"), item)


def test_what_a_full_disk_left_of_an_entry_goes_with_the_next_that_fails(
    cache: SharedCache, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Half an entry of an hour ago is nobody's; one of this moment may be somebody's."""
    folder = tmp_path / "cache" / "prices"

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(SafeSerializer, "dump", full)
    before = set(folder.iterdir())
    cache.put_note("n", {"a": 1}, 60)
    (left,) = set(folder.iterdir()) - before
    os.utime(left, (time.time() - 7200,) * 2)
    cache.put_note("n", {"a": 1}, 60)
    assert not left.exists()
    assert len(set(folder.iterdir()) - before) == 1


def test_a_damaged_cache_entry_counts_as_none(cache: SharedCache, item: PriceHistory, tmp_path: Path) -> None:
    """Half an entry is no entry."""
    cache.put_history(item, 60)
    for path in (tmp_path / "cache" / "prices").iterdir():
        path.write_bytes(path.read_bytes()[:2000])
    assert cache.history("^RUT") is None


def test_without_a_folder_each_process_keeps_its_own(
    item: PriceHistory, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A cache that cannot be had is replaced by memory, and the log says so."""
    (tmp_path / "file").touch()
    cache = open_cache(tmp_path / "file" / "cache", None)
    assert "each process keeps its own" in caplog.text
    cache.put_history(item, 60)
    assert same(cache.history("^RUT"), item)
    with cache.lock("^RUT", 1.0):
        pass


def test_a_redis_that_is_away_is_replaced_by_the_folder(
    item: PriceHistory, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing raises: the processes of the host share what they have, and the log says so once, not for each step."""
    cache = open_cache(tmp_path, "redis://127.0.0.1:1/14")
    cache.put_history(item, 60)
    cache.put_note("n", {"a": 1}, 60)
    other = open_cache(tmp_path, "redis://127.0.0.1:1/15")
    assert same(other.history("^RUT"), item)
    assert other.note("n") == {"a": 1}
    with cache.lock("^RUT", 0.1), pytest.raises(Busy), other.lock("^RUT", 0.05):
        pass
    assert 2 == caplog.text.count("Redis fails")


def test_a_folder_that_takes_no_lock_any_more_stops_nothing(
    tmp_path: Path, cache: SharedCache, caplog: pytest.LogCaptureFixture
) -> None:
    """Where the folder of the locks became a file, what is done under the lock is done without, and the log says so."""
    shutil.rmtree(tmp_path / "cache" / "locks")
    (tmp_path / "cache" / "locks").touch()
    done = False
    with cache.lock("^RUT", 1.0):
        done = True
    assert done
    assert "no lock in the cache folder" in caplog.text


def test_an_error_under_the_lock_is_not_taken_for_one_of_the_lock(cache: SharedCache) -> None:
    """What goes wrong while the lock is held reaches whoever holds it."""
    with pytest.raises(OSError, match="of the work"), cache.lock("^RUT", 1.0):
        raise OSError("of the work")


def test_a_lock_keeps_the_second_one_out(tmp_path: Path) -> None:
    """Who waits longer than his patience is told, and the lock is free after use."""
    with file_lock(tmp_path, "^RUT", 0.1), pytest.raises(Busy), file_lock(tmp_path, "^RUT", 0.05):
        pass
    with file_lock(tmp_path, "^RUT", 0.1):
        pass


def test_a_history_of_another_source_is_another_history(item: PriceHistory) -> None:
    """Equality looks at where prices came from, not at the rows alone."""
    assert replace(item, source=Source.CSV) != item

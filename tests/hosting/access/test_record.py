"""A file that all processes share loses no change, and keeps nothing of processes that died."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from data.locks import file_lock
from hosting.access import record
from hosting.access.record import Record, RecordError
from tests.overtaken import Overtaken

if TYPE_CHECKING:
    from pathlib import Path

HOUR = 3600  # seconds


class Raced(Overtaken, Record[list[str]]):
    """A record that is read by two threads."""


def names(path: Path) -> Raced:
    """Return a file of names."""
    return Raced(path, list, list, [])


def add(one: Record[list[str]], name: str) -> None:
    """Add a name to those that are there."""
    one.change(lambda kept: [*kept, name])


def test_a_change_is_made_to_what_the_file_holds_whatever_a_slower_reader_notes(tmp_path: Path) -> None:
    """Another process has ended a session meanwhile: it stays ended."""
    here, elsewhere = (names(tmp_path / "names.json") for _ in range(2))
    add(here, "ana")
    here.overtake()
    add(elsewhere, "session one ended")
    add(here, "session two ended")
    assert ["ana", "session one ended", "session two ended"] == elsewhere.now()


def test_a_reader_gets_what_the_file_holds_whatever_a_slower_one_notes(tmp_path: Path) -> None:
    """At this reading and at the next."""
    here, elsewhere = (names(tmp_path / "names.json") for _ in range(2))
    add(here, "ana")
    here.overtake()
    add(elsewhere, "bob")
    assert [["ana", "bob"]] * 2 == [here.now(), here.now()]


def test_who_waits_too_long_reads_what_has_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In words of the file, not of prices; nothing is changed."""
    monkeypatch.setattr(record, "_PATIENCE", 0.05)
    made = names(tmp_path / "names.json")
    said = r"names\.json cannot be written: another process has names\.json, for longer than is usual\.$"
    with file_lock(tmp_path, "names.json", 1.0), pytest.raises(RecordError, match=said):
        add(made, "ana")
    assert [] == made.now()


def test_what_a_process_that_died_had_half_written_goes_with_the_next_change(tmp_path: Path) -> None:
    """It may hold passwords' hashes; what is less than an hour old may still be written."""
    for name, age in (("old.part", HOUR + 60), ("new.part", 60)):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (time.time() - age,) * 2)
    add(names(tmp_path / "names.json"), "ana")
    assert ["new.part"] == [path.name for path in tmp_path.glob("*.part")]

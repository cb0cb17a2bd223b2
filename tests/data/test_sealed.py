"""What a folder keeps is whole or not there, and bounded."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

import pytest

from data.sealed import Sealed

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_kept_is_there_for_every_process_and_under_its_own_name(tmp_path: Path) -> None:
    """A second store on the folder stands for another process."""
    Sealed(tmp_path / "new", "answer", files=2).put("a", b"one")
    assert b"one" == Sealed(tmp_path / "new", "answer", files=2).get("a")
    assert Sealed(tmp_path / "new", "answer", files=2).get("b") is None


@pytest.mark.parametrize("damage", [b"", b"one", b"x" * 35], ids=["empty", "unsealed", "another seal"])
def test_what_has_changed_counts_as_absent(tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: bytes) -> None:
    """And the log says so."""
    kept = Sealed(tmp_path, "answer", files=2)
    kept.put("a", b"one")
    kept.path("a").write_bytes(damage)
    with caplog.at_level(logging.WARNING):
        assert kept.get("a") is None
    assert "damaged" in caplog.text


def test_the_oldest_go_beyond_the_number_of_files_and_beyond_their_size(tmp_path: Path) -> None:
    """Worked by hand: a seal takes 32 bytes, so of three files of 40 bytes two fit into 90 bytes."""
    for folder, kept in (
        ("number", Sealed(tmp_path / "number", "answer", files=2)),
        ("size", Sealed(tmp_path / "size", "answer", files=9, size=90)),
    ):
        for place, name in enumerate("abc"):
            kept.put(name, name.encode() * 8)
            os.utime(kept.path(name), (place, place))
        assert [None, b"b" * 8, b"c" * 8] == [kept.get(name) for name in "abc"], folder


def test_a_folder_that_cannot_be_written_to_keeps_nothing_and_harms_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The log says what is not kept."""
    (tmp_path / "file").touch()
    kept = Sealed(tmp_path / "file" / "answers", "answer", files=2)
    with caplog.at_level(logging.WARNING):
        kept.put("a", b"one")
        assert kept.get("a") is None
    assert "this answer is not kept" in caplog.text

"""One has its turn, eight wait, the next is told to come again; the dead hold nothing."""

from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from data.locks import file_lock, place
from sharing.refusals import Refusal
from sharing.turns import WAITING, Turns
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def test_beyond_one_turn_and_eight_that_wait_there_is_no_place(tmp_path: Path) -> None:
    """Nine places are held elsewhere; once one is given back there is a turn again."""
    turns = Turns(tmp_path)
    with ExitStack() as held:
        places = [held.enter_context(place(tmp_path, 9)) for _ in range(8)]
        with place(tmp_path, 9) as last:
            assert [*range(9)] == [*places, last]
            with pytest.raises(Refusal, match="Too many pictures") as refusal, turns.turn():
                pass
        assert (503, 5) == (refusal.value.status, refusal.value.wait)
        with turns.turn():
            assert WAITING == len(places)


def test_a_turn_that_does_not_come_is_given_up(tmp_path: Path) -> None:
    """Somebody else has it for longer than one waits."""
    turns = Turns(tmp_path, patience=0.05)
    with file_lock(tmp_path, "turn", 1.0), pytest.raises(Refusal) as refusal, turns.turn():
        pass
    assert 503 == refusal.value.status


HOLDS = """
import sys, time
from pathlib import Path
from sharing.turns import Turns
with Turns(Path(sys.argv[1])).turn():
    print("held", flush=True)
    time.sleep(600)
"""


def test_a_process_that_dies_at_its_turn_gives_it_back(tmp_path: Path) -> None:
    """Killed while it held it: all nine places and the turn are free."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout
        assert "held" == holder.stdout.readline().strip()
        with pytest.raises(Refusal), Turns(tmp_path, patience=0.05).turn():
            pass
        holder.kill()
    with Turns(tmp_path, patience=0.05).turn(), ExitStack() as held:
        assert [*range(1, 9), None] == [held.enter_context(place(tmp_path, 9)) for _ in range(9)]


@pytest.mark.parametrize("writable", [True, False])
def test_turns_follow_each_other(tmp_path: Path, caplog: pytest.LogCaptureFixture, *, writable: bool) -> None:
    """Nine threads come at once, one has its turn at a time; without a folder too, and the log says that."""
    (tmp_path / "file").touch()
    turns = Turns(tmp_path / ("locks" if writable else "file"))
    start, busy, most = threading.Barrier(9), threading.Semaphore(1), []

    def come() -> None:
        start.wait(30)
        with turns.turn():
            alone = busy.acquire(blocking=False)
            most.append(alone)
            if alone:
                busy.release()

    threads = [threading.Thread(target=come) for _ in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [True] * 9 == most
    assert writable != ("in each process alone" in caplog.text)


def test_without_a_folder_the_queue_of_a_process_is_bounded_too(tmp_path: Path) -> None:
    """While one has its turn, another waits for it up to its patience, and beyond nine none does."""
    (tmp_path / "file").touch()
    turns = Turns(tmp_path / "file", patience=0.01)
    with turns.turn(), pytest.raises(Refusal), turns.turn():
        pass
    for _ in range(9):
        assert turns._places.acquire(blocking=False)
    with pytest.raises(Refusal), turns.turn():
        pass

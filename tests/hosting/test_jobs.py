"""Answers of child processes come once, are kept and shared, and fail without harm."""

from __future__ import annotations

import logging
import os
import select
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from data.locks import Busy, file_lock
from hosting.work import answers
from hosting.work.jobs import Jobs

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
LOUD = (sys.executable, "-c", "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read().upper())")
CRASH = (sys.executable, "-c", "raise SystemExit('no such index')")


class Desk(Jobs[str]):
    """Jobs that count what was asked of a child, and can be waited for."""

    def __init__(self, folder: Path, command: tuple[str, ...] = LOUD, timeout: float = 30.0) -> None:
        super().__init__(command, folder, read, timeout=timeout)
        self.given: list[str] = []

    def want(self, *names: str) -> None:
        """Ask for answers in turn."""
        for name in names:
            self.asks(name)

    def asks(self, name: str) -> bool:
        """Ask for an answer; whether it is on its way."""
        return self.ask(name, lambda: self.give(name))

    def give(self, name: str) -> bytes:
        """Note the question and return the child's input."""
        self.given.append(name)
        return name.encode()

    def done(self) -> None:
        """Wait until nothing is being answered."""
        thread = self._thread
        if thread:
            thread.join(60)
            assert not thread.is_alive()


def read(data: bytes) -> str:
    """Return an answer as text; all of ours end on an exclamation mark."""
    if not data.endswith(b"!"):
        raise ValueError(f"{data!r} is no answer")
    return data.decode()


def test_what_is_asked_is_known_once_the_child_has_answered(tmp_path: Path) -> None:
    """Before, nothing is known; after, another desk on the same folder knows it without a child."""
    desk = Desk(tmp_path / "studies")
    assert desk.known("up!") is None
    desk.want("up!")
    desk.done()
    assert "UP!" == desk.known("up!")
    other = Desk(tmp_path / "studies", CRASH)
    assert "UP!" == other.known("up!")
    assert other._thread is None


def test_an_answer_that_a_command_made_is_known_to_all(tmp_path: Path) -> None:
    """Without a child; what is no answer is kept by nobody."""
    desk, other = Desk(tmp_path, CRASH), Desk(tmp_path, CRASH)
    desk.keep("up!", b"UP!")
    with pytest.raises(ValueError, match="is no answer"):
        desk.keep("down!", b"DOWN")
    assert ["UP!", None] * 2 == [one.known(name) for one in (desk, other) for name in ("up!", "down!")]


def test_a_child_has_the_lowest_priority(tmp_path: Path) -> None:
    """Requests go first."""
    desk = Desk(tmp_path, (sys.executable, "-c", "import os; print(os.nice(0), end='!')"))
    desk.want("how nice")
    desk.done()
    assert "19!" == desk.known("how nice")


def test_the_newest_question_is_answered_and_older_ones_that_wait_are_dropped(tmp_path: Path) -> None:
    """While another process has its turn three questions come; the page that asks again gets the others."""
    desk = Desk(tmp_path)
    with file_lock(tmp_path, "jobs", 1.0):
        desk.want("a!", "b!", "c!")
    desk.done()
    assert ["c!"] == desk.given
    assert ["", "", "C!"] == [desk.known(name) or "" for name in ("a!", "b!", "c!")]


def test_many_who_ask_for_the_same_at_once_have_it_made_once(tmp_path: Path) -> None:
    """Eight threads ask while the question is being answered."""
    desk = Desk(tmp_path)
    begun, go_on = threading.Event(), threading.Event()

    def given() -> bytes:
        begun.set()
        assert go_on.wait(30)
        return desk.give("a!")

    desk.ask("a!", given)
    assert begun.wait(30)
    threads = [threading.Thread(target=desk.want, args=("a!",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    go_on.set()
    desk.done()
    assert ["a!"] == desk.given
    assert "A!" == desk.known("a!")


def test_two_processes_that_want_the_same_have_it_made_once(tmp_path: Path) -> None:
    """Who gets the second turn finds the answer of the first."""
    desks = Desk(tmp_path), Desk(tmp_path)
    with file_lock(tmp_path, "jobs", 1.0):
        for desk in desks:
            desk.want("a!")
    for desk in desks:
        desk.done()
    assert ["a!"] == [*desks[0].given, *desks[1].given]
    assert ["A!", "A!"] == [desk.known("a!") for desk in desks]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (CRASH, "no such index"),
        ((sys.executable, "-c", "print('half an ans')"), "is no answer"),
        (("no-such-program",), "no-such-program"),
        (
            (sys.executable, "-c", "import sys; sys.stdin.buffer.read(); sys.stdin = open('/dev/zero'); input()"),
            "timed out",
        ),
    ],
    ids=["crash", "garbage", "absent", "too slow"],
)
def test_a_failure_is_logged_and_rests_for_a_minute(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    command: tuple[str, ...],
    said: str,
) -> None:
    """Nothing is raised or kept; the same question is not asked again meanwhile, another is."""
    desk = Desk(tmp_path, command, timeout=1.0 if said == "timed out" else 30.0)
    with caplog.at_level(logging.WARNING):
        desk.want("a!")
        desk.done()
    assert said in caplog.text
    assert not desk.asks("a!")
    desk.done()
    assert ["a!"] == desk.given
    assert desk.known("a!") is None
    assert [] == list(tmp_path.glob("*.answer"))
    desk._failed["a!"] -= 60
    desk._command = LOUD
    assert desk.asks("a!")
    desk.done()
    assert "A!" == desk.known("a!")


def test_prices_that_cannot_be_given_do_no_harm(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """An error on the way to the child is a failure like any other."""
    desk = Desk(tmp_path)
    with caplog.at_level(logging.WARNING):
        desk.ask("a!", lambda: bytes(1 // 0))
        desk.done()
    assert "by zero" in caplog.text
    assert desk.known("a!") is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda _: b"A!",
        lambda kept: kept[:-1],
        lambda kept: kept + b" and then the power went",
        lambda kept: kept.replace(b"A!", b"B!"),
        lambda kept: kept + b"!",
    ],
    ids=["empty", "unsealed", "cut", "longer", "another answer", "longer answer"],
)
def test_a_damaged_file_counts_as_absent_and_is_made_again(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    """Also where what is left could be read as an answer."""
    desk = Desk(tmp_path)
    desk.want("a!")
    desk.done()
    (kept,) = tmp_path.glob("*.answer")
    whole = kept.read_bytes()
    kept.write_bytes(damage(whole))
    later = Desk(tmp_path)
    assert later.known("a!") is None
    later.want("a!")
    later.done()
    assert whole == kept.read_bytes()


ASKS = """
import sys
from pathlib import Path
from hosting.work.jobs import Jobs
jobs = Jobs(sys.argv[2:], Path(sys.argv[1]), bytes)
assert jobs.ask("a", lambda: b"")
jobs._thread.join()
"""
WAITS = "import sys; open(sys.argv[1], 'w').write('begun'); open(sys.argv[2]).close()"


def test_a_child_keeps_its_turn_when_whoever_asked_is_killed(tmp_path: Path) -> None:
    """Nobody else's child starts before it has ended; afterwards the turn is free."""
    begun, end = tmp_path / "begun", tmp_path / "end"
    for path in (begun, end):
        os.mkfifo(path)
    child = (sys.executable, "-c", WAITS, str(begun), str(end))
    asks = (sys.executable, "-c", ASKS, str(tmp_path), *child)
    with os.fdopen(os.open(begun, os.O_RDONLY | os.O_NONBLOCK)) as word, subprocess.Popen(asks, cwd=ROOT) as asker:
        assert select.select([word], [], [], 30)[0]
        asker.kill()
    with pytest.raises(Busy), file_lock(tmp_path, "jobs", 0.1):
        pass
    end.open("w").close()
    with file_lock(tmp_path, "jobs", 30.0):
        pass


def test_a_folder_that_cannot_be_written_to_leaves_the_memory(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The answer is there for this process, and the log says why there alone."""
    (tmp_path / "file").touch()
    desk = Desk(tmp_path / "file" / "studies")
    with caplog.at_level(logging.WARNING):
        desk.want("a!")
        desk.done()
    assert "A!" == desk.known("a!")
    assert "kept in memory alone" in caplog.text


def test_the_oldest_files_go_and_so_does_what_was_never_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest two stay of three answers, in memory the newest alone; a half-written file of yesterday goes."""
    monkeypatch.setattr(answers, "_FILES", 2)
    monkeypatch.setattr(answers, "_HELD", 1)
    part = tmp_path / "old.part"
    part.touch()
    os.utime(part, (0, 0))
    desk = Desk(tmp_path)
    for place, name in enumerate(("a!", "b!", "c!")):
        desk.want(name)
        desk.done()
        os.utime(desk._kept.path(name), (place, place))
    assert ["", "B!", "C!"] == [desk.known(name) or "" for name in ("a!", "b!", "c!")]
    assert not part.exists()
    for path in tmp_path.glob("*.answer"):
        path.unlink()
    assert ["", "C!"] == [desk.known(name) or "" for name in ("b!", "c!")]

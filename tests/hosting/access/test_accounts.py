"""``./desk user`` as it is run: what it prints, what it ends with, and what a server then does."""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from hosting.access.accounts import main
from tests.conftest import ROOT
from tests.hosting.access.conftest import PASSWORD, House, sign_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs the command and gives its exit code, output and errors."""

    def command(*arguments: str, given: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(given))
        try:
            code = main(arguments, {"STATE_DIR": str(tmp_path)})
        except SystemExit as end:
            code = int(str(end.code))
        return (code, *capsys.readouterr())

    return command


def test_users_are_added_listed_changed_and_removed_while_a_server_runs(tmp_path: Path, run: Run) -> None:
    """Each change counts at the next request."""
    house = House(tmp_path / "access")
    assert run("add", "vera", "--stdin", given=f"{PASSWORD}\n") == (0, "vera may sign in, as viewer.\n", "")
    assert run("add", "Edith", "--editor", "--stdin", given=PASSWORD)[0] == 0
    assert [line.split()[:2] for line in run("list")[1].splitlines()] == [["Edith", "editor"], ["vera", "viewer"]]
    client = house.signed_in()
    assert run("role", "VERA", "editor")[:2] == (0, "VERA is editor, at once.\n")
    assert client.get("/").text == "vera editor"
    assert run("password", "vera", "--stdin", given="another walk along the river\r\n")[0] == 0
    assert [client.get("/").status_code, sign_in(client).status_code] == [401, 401]
    assert sign_in(client, password="another walk along the river").status_code == 303  # noqa: S106 - as above
    assert run("remove", "vera")[0] == 0
    assert client.get("/").status_code == 401
    kept = [json.loads(line) for line in (tmp_path / "access" / "audit.jsonl").read_text().splitlines()]
    changes = [(one["event"], one["changed"]) for one in kept if "changed" in one]
    assert changes == [
        ("user added", "vera"),
        ("user added", "Edith"),
        ("user changed", "VERA"),
        ("user changed", "vera"),
        ("user removed", "vera"),
    ]


@pytest.mark.parametrize(
    ("arguments", "given", "code", "said"),
    [
        (("add", "vera", "--stdin"), "too short", 1, "it must have at least 12"),
        (("add", "a b", "--stdin"), PASSWORD, 1, "'a b' is no name"),
        (("remove", "nora"), "", 1, "There is no user 'nora'."),
        (("password", "nora", "--stdin"), PASSWORD, 1, "There is no user 'nora'."),
        (("add", "vera"), "", 2, "--stdin reads it"),
        (("role", "vera", "owner"), "", 2, "invalid choice: 'owner'"),
        (("add", "vera", PASSWORD), "", 2, "unrecognized arguments"),
        ((), "", 2, "required: command"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_a_code(
    run: Run, arguments: tuple[str, ...], given: str, code: int, said: str
) -> None:
    """1 where it cannot be done, 2 for wrong usage, as the other commands."""
    found, out, err = run(*arguments, given=given)
    assert (code, "", True) == (found, out, said in err)
    assert found == 2 or err.count("\n") == 1


def test_a_damaged_file_is_named_and_left_as_it_is(tmp_path: Path, run: Run) -> None:
    """So that whoever runs the desk can mend it."""
    (tmp_path / "access").mkdir()
    (tmp_path / "access" / "users.json").write_text("{")
    code, _, err = run("list")
    assert (1, True) == (code, "users.json cannot be read: it is damaged" in err)


def _typed(folder: Path, *answers: str) -> tuple[int, str]:
    """Run the command on a terminal, answer its questions, and return its code and all that the terminal showed."""
    ours, theirs = pty.openpty()
    environ = {**os.environ, "STATE_DIR": str(folder)}
    script = "import os, sys; from hosting.access.accounts import main; sys.exit(main(['add', 'vera'], os.environ))"
    command = [sys.executable, "-c", script]
    with subprocess.Popen(
        command, cwd=ROOT, env=environ, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    ) as process:
        os.close(theirs)
        shown = b""
        for answer in answers:
            while not shown.endswith((b"Password: ", b"again: ")):
                shown += os.read(ours, 1000)
            os.write(ours, f"{answer}\n".encode())
            shown += os.read(ours, 1)
        try:
            while more := os.read(ours, 1000):
                shown += more
        except OSError:  # Linux's word for the end of a terminal
            pass
        code = process.wait(30)
    os.close(ours)
    return code, shown.decode()


def test_on_a_terminal_the_password_is_asked_for_twice_and_never_shown(tmp_path: Path) -> None:
    """In a process with a terminal of its own."""
    code, shown = _typed(tmp_path, PASSWORD, "another walk along the river")
    assert (1, True) == (code, "The two passwords are not the same" in shown)
    code, shown = _typed(tmp_path, PASSWORD, PASSWORD)
    assert (0, True) == (code, "vera may sign in, as viewer." in shown)
    assert PASSWORD not in shown

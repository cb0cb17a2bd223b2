"""Users and their passwords: a file that lets in who stands in it, and nobody where it cannot be read."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from hosting.access import passwords
from hosting.access.audit import AuditFile
from hosting.access.desk import Access
from hosting.access.passwords import Busy, PasswordError, hashed, matches
from hosting.access.record import RecordError
from hosting.access.users import UserError, Users
from hosting.access.visitor import Role
from tests.conftest import ROOT
from tests.hosting.access.conftest import PASSWORD

if TYPE_CHECKING:
    from pathlib import Path

METHOD = "scrypt:32768:8:3"  # as OWASP's cheat sheet of password storage has it
NFC, NFD = "schöne Grüße, Welt", "scho\u0308ne Gru\u0308ße, Welt"


def test_the_hash_is_scrypt_with_the_parameters_of_the_cheat_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Computed again by the standard library; a salt of its own each time."""
    monkeypatch.setattr(passwords, "_METHOD", METHOD)
    method, salt, digest = hashed(PASSWORD).split("$")
    assert (method, len(salt)) == (METHOD, 16)
    again = hashlib.scrypt(PASSWORD.encode(), salt=salt.encode(), n=2**15, r=8, p=3, maxmem=2**27)
    assert digest == again.hex()
    assert salt != hashed(PASSWORD).split("$")[1]


def test_the_hash_of_nobody_costs_what_that_of_a_user_does() -> None:
    """The constant in the code, before any test makes it cheap."""
    script = "from hosting.access import passwords as p; print(p._METHOD, p._NOBODY)"
    found = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    method, nobody = found.stdout.split()
    assert (method, nobody.split("$")[0], len(nobody.split("$")[2])) == (METHOD, METHOD, 128)


def test_a_password_is_checked_for_nobody_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a hash of the same kind and as long as that of a user, so that it takes as long."""
    checked: list[str] = []
    monkeypatch.setattr(passwords, "check_password_hash", lambda kept, _: checked.append(kept))
    kept = hashed(PASSWORD)
    for hash_ in (kept, None):
        matches(hash_, PASSWORD)
    assert [kept.split("$")[0]] * 2 == [one.split("$")[0] for one in checked]
    assert len(kept.split("$")[2]) == len(checked[1].split("$")[2])


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "0 characters; it must have at least 12"),
        ("elevenchars", "11 characters; it must have at least 12"),
        ("scho\u0308ne Gru\u0308", "10 characters"),
        ("abcdefgh" * 128 + "é", "at most 1024 bytes"),
        ("a lone \ud800 surrogate", "at most 1024 bytes"),
        ("aaaaaaaaaaaaaaaa", "1 different characters; it must have at least 5"),
    ],
)
def test_what_may_be_no_password_is_refused_without_being_shown(password: str, reason: str) -> None:
    """In a sentence that says what is wrong with it."""
    with pytest.raises(PasswordError, match=reason) as refused:
        hashed(password)
    assert not password or password not in str(refused.value)


def test_letters_that_look_the_same_are_the_same() -> None:
    """A keyboard may send an umlaut as one letter or as two (Unicode's NFC and NFD)."""
    assert matches(hashed(NFC), NFD)
    assert matches(hashed(NFD), NFC)
    assert not matches(hashed(NFC), NFC.upper())


@pytest.mark.parametrize("password", ["x" * 5000, "\ud800" * 20, ""])
def test_a_password_that_none_can_be_is_wrong(password: str) -> None:
    """And no error; for a user as for nobody."""
    assert not matches(hashed(PASSWORD), password)
    assert not matches(None, password)


def test_a_flood_of_sign_ins_takes_one_processor_and_the_rest_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of twelve at once one is checked and seven wait; four are told at once to come again."""
    hold, held, running, most = threading.Event(), threading.Semaphore(0), [], []

    def slow(_kept: str, _text: str) -> bool:
        running.append(1)
        most.append(len(running))
        held.release()
        assert hold.wait(10)
        running.pop()
        return True

    monkeypatch.setattr(passwords, "check_password_hash", slow)
    answers: list[object] = []

    def ask() -> None:
        try:
            answers.append(matches("scrypt", PASSWORD))
        except Busy:
            answers.append(Busy)
            held.release()

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for _ in range(5):  # one that is checked, four that are sent away
        assert held.acquire(timeout=10)
    hold.set()
    for thread in threads:
        thread.join(10)
    assert (answers.count(True), answers.count(Busy), max(most)) == (8, 4, 1)


def test_a_name_is_one_whatever_its_capitals(tmp_path: Path) -> None:
    """And is shown as it was given."""
    users = Users(tmp_path)
    users.add("Vera.Li@desk-1", Role.VIEWER, PASSWORD)
    with pytest.raises(UserError, match=r"There is a user Vera\.Li@desk-1 already\."):
        users.add("vera.li@DESK-1", Role.EDITOR, PASSWORD)
    found = users.find("VERA.LI@desk-1")
    assert found is not None
    assert ("Vera.Li@desk-1", Role.VIEWER) == (found.name, found.role)


@pytest.mark.parametrize(
    "name", ["", " ", "-x", ".x", "a b", "a/b", "../a", "a\n", "ä", "a" * 65, "\u0430", "\u212a", "x\x00"]
)
def test_what_is_no_name_is_refused(tmp_path: Path, name: str) -> None:
    """Letters of other scripts too, which look like these: Cyrillic a, the sign for kelvin."""
    with pytest.raises(UserError, match="is no name"):
        Users(tmp_path).add(name, Role.VIEWER, PASSWORD)
    assert Users(tmp_path).find(name) is None


def test_another_process_sees_a_change_at_once(tmp_path: Path) -> None:
    """Two that have the folder open: added, changed and removed."""
    one, other = Users(tmp_path), Users(tmp_path)
    one.add("vera", Role.VIEWER, PASSWORD)
    assert [user.role for user in other.all()] == [Role.VIEWER]
    one.set_role("vera", Role.EDITOR)
    assert [user.role for user in other.all()] == [Role.EDITOR]
    one.remove("VERA")
    assert other.all() == []


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    """And its folder; no half-written file is left beside it."""
    users = Users(tmp_path / "state" / "access")
    users.add("vera", Role.VIEWER, PASSWORD)
    users.set_role("vera", Role.EDITOR)
    folder = tmp_path / "state" / "access"
    assert (0o700, 0o600) == tuple(stat.S_IMODE(path.stat().st_mode) for path in (folder, folder / "users.json"))
    assert [path.name for path in folder.glob("*.json*")] == ["users.json"]
    assert list(folder.glob("*.part")) == []


_WHOLE = {"name": "vera", "role": "editor", "password": "scrypt:1$a$b", "since": "2027-01-15", "age": 0, "ended": {}}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "[" * 100_000,
        '{"users": []}',
        json.dumps({"users": {"vera": {**_WHOLE, "role": "owner"}}}),
        json.dumps({"users": {"vera": {**_WHOLE, "password": "plain text"}}}),
        json.dumps({"users": {"erik": _WHOLE}}),
        json.dumps({"users": {"vera": {name: value for name, value in _WHOLE.items() if name != "ended"}}}),
    ],
)
def test_a_damaged_file_knows_nobody_and_says_so(tmp_path: Path, text: str) -> None:
    """Nobody is found, and nothing is written over it."""
    (tmp_path / "users.json").write_text(text)
    users = Users(tmp_path)
    for ask in (users.all, lambda: users.find("vera"), lambda: users.add("erik", Role.VIEWER, PASSWORD)):
        with pytest.raises(RecordError, match=r"users\.json cannot be read: it is damaged"):
            ask()
    assert "Nobody can sign in" in str(users.problem())
    assert (tmp_path / "users.json").read_text() == text


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    """The one that the damaged ones above are made of."""
    (tmp_path / "users.json").write_text(json.dumps({"users": {"vera": _WHOLE}}))
    assert [user.name for user in Users(tmp_path).all()] == ["vera"]
    assert Users(tmp_path).problem() is None


def test_many_changes_at_once_are_all_kept(tmp_path: Path) -> None:
    """Twelve users added by threads with a file of their own each, as processes have it."""
    threads = [
        threading.Thread(target=Users(tmp_path).add, args=(f"user{number}", Role.VIEWER, PASSWORD))
        for number in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {f"user{number}" for number in range(12)} == {user.name for user in Users(tmp_path).all()}


@pytest.mark.skipif(os.geteuid() == 0, reason="the owner of the machine can read any file")
def test_a_file_that_may_not_be_read_knows_nobody(tmp_path: Path) -> None:
    """As after a command that another user ran."""
    Users(tmp_path).add("vera", Role.VIEWER, PASSWORD)
    (tmp_path / "users.json").chmod(0)
    with pytest.raises(RecordError, match="Permission denied"):
        Users(tmp_path).find("vera")


def test_sessions_that_ended_are_forgotten_once_they_would_have_ended_anyway(tmp_path: Path) -> None:
    """And more than 200 of one user end all of them, so that the file stays small."""
    users = Users(tmp_path)
    users.add("vera", Role.VIEWER, PASSWORD)
    users.end("vera", "old", until=100.0, now=50.0)
    users.end("vera", "new", until=300.0, now=200.0)
    found = users.find("vera")
    assert found is not None
    assert ({"new": 300.0}, 0) == (found.ended, found.age)
    for number in range(200):
        users.end("vera", f"{number}", until=300.0, now=200.0)
    found = users.find("vera")
    assert found is not None
    assert ({}, 1) == (found.ended, found.age)


def test_no_users_yet_are_told_from_damaged_ones_without_a_path(tmp_path: Path) -> None:
    """As `/readyz`, which is open to all, says it; with a user nothing is wrong."""
    users = Users(tmp_path)
    access = Access(AuditFile(tmp_path), users)
    assert access.said() == "There are no users yet: ./desk user add NAME."
    users.add("vera", Role.VIEWER, PASSWORD)
    assert access.said() is None
    (tmp_path / "users.json").write_text("{")
    assert access.said() == "Users or what they did cannot be read or kept."

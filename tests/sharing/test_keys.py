"""The key is made once and kept to its owner; what has been taken back stays so, whatever happens to its file."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Blueprint, Flask, Response

from components.previews import plain_tags
from sharing.keys import Keys, KeysError
from sharing.previews import page_tags
from sharing.refusals import answering
from sharing.settings import SharingSettings
from sharing.tokens import Grant, Purpose
from tests.components.generated import generated
from tests.overtaken import Overtaken
from tests.sharing.support import client_of, sharing_on

if TYPE_CHECKING:
    from sharing.context import Sharing

ROOT = Path(__file__).resolve().parents[2]
_MAKES = "import sys; from pathlib import Path; from sharing.keys import Keys; print(Keys(Path(sys.argv[1])).key())"


def test_the_key_is_made_once_and_kept_to_its_owner(tmp_path: Path) -> None:
    """Another start finds it; beside it lies the list of what was taken back, as safe from others."""
    folder = tmp_path / "state" / "links"
    key = Keys(folder).key()
    assert (len(key) >= 64, Keys(folder).key()) == (True, key)
    assert [(path.name, stat.S_IMODE(path.stat().st_mode)) for path in sorted(folder.iterdir())] == [
        ("key", 0o600),
        ("withdrawn.json", 0o600),
    ]


def test_processes_that_start_together_have_one_key(tmp_path: Path) -> None:
    """Three processes, each with its own interpreter, and eight threads here."""
    folder = tmp_path / "links"
    command = [sys.executable, "-c", _MAKES, str(folder)]
    started = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: Keys(folder).key(), range(8)))
    keys |= {process.communicate()[0].strip() for process in started}
    assert (len(keys), [path.name for path in tmp_path.iterdir()]) == (1, ["links"])


def test_without_a_place_to_keep_it_the_key_lasts_as_long_as_the_process(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A file stands where the folder would: the log says so once, without the key."""
    (tmp_path / "links").touch()
    key = Keys(tmp_path / "links").key()
    assert (len(key) >= 64, "last until a restart" in caplog.text, key in caplog.text) == (True, True, False)


@pytest.mark.parametrize("held", [b"", b"short", b"\xff" * 64])
def test_a_damaged_key_is_not_signed_with(tmp_path: Path, held: bytes) -> None:
    """The message says which file, and nothing of what it holds."""
    (tmp_path / "key").write_bytes(held)
    with pytest.raises(KeysError, match=r"key (holds no key|cannot be read)") as error:
        Keys(tmp_path).key()
    assert "short" not in str(error.value)


def test_what_is_taken_back_stays_so_for_every_process(tmp_path: Path) -> None:
    """A server that has looked before sees it at once; another age forgets the names, which it closes by itself."""
    server, command = Keys(tmp_path), Keys(tmp_path)
    assert (server.epoch, server.withdrawn("a")) == (0, False)
    command.withdraw("a")
    command.withdraw("b")
    assert (server.withdrawn("a"), server.withdrawn("b"), server.withdrawn("c"), server.epoch) == (True, True, False, 0)
    command.withdraw(None)
    assert (server.epoch, Keys(tmp_path).epoch) == (1, 1)
    assert json.loads((tmp_path / "withdrawn.json").read_text()) == {"epoch": 1, "names": []}


class Raced(Overtaken, Keys):
    """Keys that two threads read."""


def test_what_is_taken_back_stays_so_whatever_a_slower_reader_notes(tmp_path: Path) -> None:
    """One that read the list before; nor does this server's own next withdrawal open the link again."""
    server, command = Raced(tmp_path), Keys(tmp_path)
    server.withdraw("a")
    server.overtake()
    command.withdraw("b")
    assert [server.withdrawn("b"), server.withdrawn("b")] == [True, True]
    server.overtake()
    command.withdraw("c")
    server.withdraw("d")
    assert json.loads((tmp_path / "withdrawn.json").read_text())["names"] == ["a", "b", "c", "d"]


def test_two_withdrawals_at_a_time_are_both_kept(tmp_path: Path) -> None:
    """Twenty names from eight threads: none overwrites another."""
    names = [f"{number:018x}" for number in range(20)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda name: Keys(tmp_path).withdraw(name), names))
    assert json.loads((tmp_path / "withdrawn.json").read_text())["names"] == names


@pytest.mark.parametrize(
    "held",
    [
        b"",
        b"{",
        b"[]",
        b"7",
        b"{}",
        b'{"epoch": 0}',
        b'{"epoch": "0", "names": []}',
        b'{"epoch": 0, "names": "a"}',
        b'{"epoch": -1, "names": []}',
        b'{"epoch": 0, "names": [7]}',
        b"\xff",
    ],
)
def test_a_damaged_list_closes_every_link(tmp_path: Path, held: bytes) -> None:
    """Rather than open one that was taken back; the address answers 503 and names no token."""
    sharing = sharing_on(generated(), tmp_path)
    token = sharing.signer.token(Purpose.SHARE, Grant("", "name", sharing.signer.today()))
    folder = tmp_path / "links"
    folder.mkdir(exist_ok=True)
    (folder / "withdrawn.json").write_bytes(held)
    with pytest.raises(KeysError, match=r"withdrawn.json cannot be read"):
        sharing.signer.open(Purpose.SHARE, token)

    def opening(made: Sharing) -> Blueprint:
        part = Blueprint("part", __name__)

        @part.get("/open")
        @answering("snapshot")
        def _open() -> Response:
            made.signer.open(Purpose.SHARE, token)
            return Response("open")

        return part

    answer = client_of(sharing, opening).get("/open")
    assert (answer.status_code, answer.text) == (503, "The snapshot could not be made. Try again in a minute.\n")


def test_a_damaged_list_leaves_the_page_itself_alone(tmp_path: Path) -> None:
    """Its head has no picture of a view then, since no link to one could be opened."""
    sharing = sharing_on(generated(), tmp_path, SharingSettings(chromium="a browser that nobody starts"))
    (tmp_path / "links").mkdir(exist_ok=True)
    (tmp_path / "links" / "withdrawn.json").write_text("{")
    with Flask(__name__).test_request_context():
        assert page_tags(sharing, sharing.view("")) == plain_tags()


@pytest.mark.parametrize("restarted", [True, False])
def test_a_list_that_vanishes_closes_every_link(tmp_path: Path, *, restarted: bool) -> None:
    """A file that went away is not a desk that has taken nothing back; no withdrawal puts an empty one in its place."""
    keys = Keys(tmp_path)
    keys.withdraw("a")
    assert keys.withdrawn("a")
    (tmp_path / "withdrawn.json").unlink()
    keys = Keys(tmp_path) if restarted else keys
    for look in (keys.withdrawn, keys.withdraw):
        with pytest.raises(KeysError, match=r"is gone"):
            look("a")


@pytest.mark.parametrize("given", [None, "a key that was set, and is long enough"])
def test_a_folder_that_vanishes_under_a_server_closes_every_link(tmp_path: Path, given: str | None) -> None:
    """As when a volume is gone: another process may begin anew there, this one takes nothing for an empty list."""
    keys = Keys(tmp_path / "state" / "links")
    keys.key(given)
    keys.withdraw("a")
    (tmp_path / "state").rename(tmp_path / "elsewhere")
    for look in (keys.withdrawn, keys.withdraw):
        with pytest.raises(KeysError, match=r"is gone"):
            look("a")
    assert "No shared link opens" in str(keys.problem())
    assert not (tmp_path / "state").exists()
    (tmp_path / "elsewhere").rename(tmp_path / "state")
    assert (keys.withdrawn("a"), keys.withdrawn("b"), keys.problem()) == (True, False, None)


def test_where_nothing_can_be_kept_a_key_that_is_given_opens_links(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """On a first start on a file system that takes no writes: nothing was ever taken back."""
    keys = Keys(tmp_path / "links")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sharing.keys.mkdtemp", _read_only)
        assert keys.key("given") == "given"
    assert ("links cannot be taken back" in caplog.text, keys.withdrawn("a"), keys.problem()) == (True, False, None)


def _read_only(**_: object) -> None:
    raise OSError(30, "Read-only file system")


def test_what_a_dead_process_left_half_written_is_in_nobodys_way(tmp_path: Path) -> None:
    """In a container every command has the same number: one that died must not keep the next from taking back."""
    keys = Keys(tmp_path / "links")
    keys.key()
    (keys.folder / f"withdrawn.json.{os.getpid()}").write_text('{"epo')
    keys.withdraw("a-link")
    assert Keys(keys.folder).withdrawn("a-link")
    assert {"key", "withdrawn.json"} == {path.name for path in keys.folder.iterdir() if path.suffix != ".lock"}


def test_a_list_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    """Nothing is taken back in silence; the message names the file."""
    (tmp_path / "links").touch()
    with pytest.raises(KeysError, match=r"withdrawn.json cannot be (written|read)"):
        Keys(tmp_path / "links").withdraw("a")

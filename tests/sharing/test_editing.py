"""What editors take back and add: done as it is said, or refused in a sentence, and never anything else."""

from __future__ import annotations

import io
import logging
import os
import time
from typing import TYPE_CHECKING

import pytest

from commentary.calls.reading import PUBLISHED
from sharing.editing import CALL_MAX, editing
from sharing.keys import Keys
from sharing.refusals import Refusal
from sharing.scorecard import calls_in
from sharing.tokens import Purpose
from tests.page.prices import FramePrices
from tests.sharing.support import client_of, sharing_on, token_of, walk

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from sharing.context import Sharing

HTML = {"Accept": "text/html"}
CALL = (PUBLISHED / "strategist.toml").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of the desk's own calls."""
    made = tmp_path / "calls"
    made.mkdir()
    return made


@pytest.fixture
def sharing(tmp_path: Path, folder: Path) -> Sharing:
    """Return what the part is given."""
    found = sharing_on(FramePrices({"^RUT": walk(1), "^GSPC": walk(2)}), tmp_path)
    return type(found)(found.view, calls_in(folder), found.settings, found.signer, found.pictures)


@pytest.fixture
def client(sharing: Sharing, tmp_path: Path, folder: Path) -> FlaskClient:
    """Return a client of the part alone."""
    return client_of(sharing, lambda given: editing(given, Keys(tmp_path / "links"), folder))


def opens(sharing: Sharing, purpose: Purpose, token: str) -> bool:
    """Whether a token still opens something."""
    try:
        sharing.signer.open(purpose, token)
    except Refusal:
        return False
    return True


def add(client: FlaskClient, key: str = "strategist-2026", text: str = CALL, **headers: str) -> TestResponse:
    """Send the form with a call as text."""
    return client.post("/calls", data={"key": key, "text": text}, headers=headers)


@pytest.mark.parametrize("form", ["/s/{}", "https://desk.example.com/embed/{}?panel=price", " {} ", "/image/{}.png"])
def test_a_link_is_taken_back_in_all_its_forms(
    client: FlaskClient, sharing: Sharing, caplog: pytest.LogCaptureFixture, form: str
) -> None:
    """By any address of it; another one stays open, and the audit has its name, not its token."""
    view = sharing.view("?asof=2014-06-30")
    names = {purpose: token_of(sharing, purpose, view, "0123456789abcdef01") for purpose in Purpose}
    other = token_of(sharing, Purpose.SHARE, view, "f" * 18)
    purpose = {"/s": Purpose.SHARE, "ht": Purpose.EMBED, " {": Purpose.SHARE, "/i": Purpose.IMAGE}[form[:2]]
    with caplog.at_level(logging.INFO, "audit"):
        answer = client.post("/links/withdraw", data={"link": form.format(names[purpose])}, headers=HTML)
    assert (200, "text/html") == (answer.status_code, answer.mimetype)
    assert "The link 0123456789abcdef01 has been taken back" in answer.text
    assert [opens(sharing, each, token) for each, token in names.items()] == [False] * 3
    assert opens(sharing, Purpose.SHARE, other)
    (record,) = caplog.records
    assert ("link withdrawn", "0123456789abcdef01") == (record.message, record.link)  # type: ignore[attr-defined]
    assert [token for token in names.values() if token in str(vars(record))] == []


@pytest.mark.parametrize(
    ("link", "status"),
    [("", 400), ("x" * 5000, 400), ("/s/nothing", 404), ("<script>", 404), ("/?asof=2014-10-28", 404)],
)
def test_what_is_no_link_takes_nothing_back(client: FlaskClient, link: str, status: int) -> None:
    """And is not repeated as markup."""
    answer = client.post("/links/withdraw", data={"link": link}, headers=HTML)
    assert (status, True) == (answer.status_code, "Nothing was changed" in answer.text)
    assert "<script>" not in answer.text
    assert ("whoever can reach the page can open it, and it cannot be taken back" in answer.text) == ("asof" in link)


def test_a_program_gets_json(client: FlaskClient) -> None:
    """One that prefers that."""
    answer = client.post("/links/withdraw", data={"link": "x"}, headers={"Accept": "application/json"})
    assert (404, False) == (answer.status_code, answer.json["done"])
    assert add(client, Accept="application/json").json["done"]


def test_a_call_is_added_and_judged_from_then_on(
    client: FlaskClient, sharing: Sharing, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """As it was typed into the form, with the line ends of a browser; nothing else is left in the folder."""
    with caplog.at_level(logging.INFO, "audit"):
        answer = add(client, text=CALL.replace("\n", "\r\n"))
    assert 200 == answer.status_code
    assert ["strategist-2026.toml"] == [path.name for path in folder.iterdir()]
    assert (folder / "strategist-2026.toml").read_text(encoding="utf-8") == CALL
    calls, errors = sharing.calls()
    assert ("strategist-2026" in [call.key for call in calls], errors) == (True, ())
    assert [("call added", "strategist-2026")] == [(one.message, one.call) for one in caplog.records]  # type: ignore[attr-defined]


def test_what_was_typed_comes_back_with_the_reason(client: FlaskClient) -> None:
    """As text, so that it can be mended and sent again."""
    answer = add(client, text="who = 3 # <mine>", **HTML)
    assert "who is 3; it takes a text of one line" in answer.text
    assert "who = 3 # &lt;mine&gt;</textarea>" in answer.text
    assert "<textarea" not in add(client, **HTML).text


def test_a_file_counts_before_what_is_typed(client: FlaskClient, folder: Path) -> None:
    """As a browser sends it, under a name that is not looked at."""
    given = {"key": "from-a-file", "text": "", "file": (io.BytesIO(CALL.encode()), "../../etc/passwd")}
    assert client.post("/calls", data=given).status_code == 200
    assert ["from-a-file.toml"] == [path.name for path in folder.iterdir()]


def test_what_a_process_that_died_had_begun_to_add_goes_with_the_next_call(client: FlaskClient, folder: Path) -> None:
    """What is less than an hour old may still be added."""
    for name, age in ((".adding-old", 3660), (".adding-new", 60)):
        (folder / name).mkdir()
        (folder / name / "draft.toml").touch()
        os.utime(folder / name, (time.time() - age,) * 2)
    assert add(client).status_code == 200
    assert [path.name for path in folder.glob(".*")] == [".adding-new"]


@pytest.mark.parametrize("key", ["strategist", "own"])
def test_no_call_is_ever_overwritten(client: FlaskClient, folder: Path, key: str) -> None:
    """Neither one of the product's nor one of the desk's, nor a file that is no call."""
    (folder / "own.toml").write_text("mine")
    answer = add(client, key)
    assert (409, True) == (answer.status_code, "none is ever overwritten" in answer.text)
    assert (folder / "own.toml").read_text() == "mine"
    assert ["own.toml"] == [path.name for path in folder.iterdir()]


@pytest.mark.parametrize(
    ("key", "text", "status", "said"),
    [
        ("", CALL, 400, "key is"),
        ("../x", CALL, 400, "key is"),
        ("all", CALL, 400, "key is"),
        ("A", CALL, 400, "key is"),
        ("a" * 41, CALL, 400, "key is"),
        ("<b>", CALL, 400, "key is"),
        ("x", "", 400, "x.toml: who is missing."),
        ("x", "who = 1", 400, "x.toml:"),
        ("x", "who = <script>", 400, "x.toml: it is no TOML"),
        ("x", "\x00", 400, "x.toml:"),
        ("x", "a=[" * 5000, 400, "x.toml:"),
        ("x", "#" * (CALL_MAX + 1), 413, f"more than {CALL_MAX} bytes"),
    ],
)
def test_what_is_no_call_is_refused_with_the_reader_s_own_words(
    client: FlaskClient, folder: Path, key: str, text: str, status: int, said: str
) -> None:
    """And leaves nothing behind."""
    answer = add(client, key, text, **HTML)
    assert (status, True) == (answer.status_code, said in answer.text)
    assert "<script>" not in answer.text
    assert "<b>" not in answer.text
    assert [] == list(folder.iterdir())


@pytest.mark.parametrize(("where", "said"), [(None, "CALLS_DIR is not set"), ("gone", "could not be written")])
def test_without_a_folder_the_reader_is_told(sharing: Sharing, tmp_path: Path, where: str | None, said: str) -> None:
    """One that is not set, and one that is not there."""
    folder = where and tmp_path / where
    client = client_of(sharing, lambda given: editing(given, Keys(tmp_path / "links"), folder or None))
    answer = add(client)
    assert (503, True) == (answer.status_code, said in answer.text)
    assert str(tmp_path) not in answer.text

"""Two servers that share a key and STATE_DIR answer the same, byte for byte.

Each has files of its own times, as two builds of an image have, its own cache, its own hash seed and its own moment.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import ExitStack
from http.client import HTTPConnection
from typing import TYPE_CHECKING, NamedTuple

import pytest

from sharing.settings import SharingSettings
from tests.conftest import ROOT
from tests.faults.desk import WAIT, started, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.faults.desk import Desk

PARTS = ("assets", "callbacks", "commentary", "components", "data", "hosting", "indicators", "sharing")
QUERY = "pair=IWM,SPY&asof=2014-10-28"
KEY = "Jx4pQ0s7yV2mT9bL5hK8cR1dW6nZ3fGa"
BASE = "https://desk.example.com"
WHO = {"X-Forwarded-User": "ana"}
OWN = {"date", "x-request-id", "server"}
"""Headers that belong to one answer, or to the program that sends it."""


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


def ask(desk: Desk, path: str, body: object = None, **headers: str) -> Answer:
    """Return an answer, without the headers that are its own."""
    connection = HTTPConnection("127.0.0.1", desk.port, timeout=WAIT)
    try:
        sent = {**WHO, "Accept-Encoding": "identity", "Content-Type": "application/json", **headers}
        connection.request("POST" if body else "GET", path, json.dumps(body) if body else None, sent)
        answer = connection.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, {name: told[name] for name in sorted(told.keys() - OWN)}, answer.read())
    finally:
        connection.close()


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Desk]]:
    """Return two servers, of files that are three days apart, with the study of the view ready."""
    folder = tmp_path_factory.mktemp("replicas")
    studies = folder / "studies"  # each would compute the same; once is quicker
    studies.mkdir()
    settings = {
        "ACCESS_MODE": "proxy",
        "TRUSTED_PROXIES": "127.0.0.1",
        "EDITORS": "ana",
        "DATA_SOURCE": "bundled",
        "PUBLIC_BASE_URL": BASE,
        "SECRET_KEY": KEY,
        "STATE_DIR": str(folder / "state"),
    }
    with ExitStack() as running:
        found = []
        for name, time in (("one", 1_700_000_000), ("other", 1_700_259_200)):
            (folder / name / "cache").mkdir(parents=True)
            (folder / name / "cache" / "studies").symlink_to(studies)
            root = _copy(folder / name / "product", time)
            found.append(running.enter_context(started(folder / name, root=root, **settings)))
        for desk in found:
            until(lambda desk=desk: json.loads(ask(desk, f"/study?{QUERY}").body)["ready"], 4 * WAIT)
        yield found[0], found[1]


def _copy(root: Path, time: int) -> Path:
    """Copy the product, with all its files of one time."""
    for part in PARTS:
        shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
    for module in ("app.py", "assembly.py"):
        shutil.copy(ROOT / module, root)
    for path in root.rglob("*"):
        os.utime(path, (time, time))
    return root


@pytest.fixture(scope="module")
def shared(desks: tuple[Desk, Desk]) -> dict[str, str]:
    """Return the links that the first server has made."""
    made: dict[str, str] = json.loads(ask(desks[0], "/share", {"query": f"?{QUERY}"}).body)
    return made


RENDERED = 200 if SharingSettings.from_environ(os.environ).chromium else 503


@pytest.mark.parametrize(
    ("path", "status"),
    [
        *((path, 200) for path in ("/", f"/?{QUERY}", f"/?{QUERY}&theme=dark&after=shown", f"/scorecard?{QUERY}")),
        *((f"/{form}?{QUERY}", 200) for form in ("csv", "xlsx", "pptx", "html")),
        *((path, 200) for path in ("{snapshot}", "{embed}?panel=price", "{embed}?panel=case&theme=auto", "{oembed}")),
        *((path, 200) for path in ("{image}.svg", "{image}.txt", "/_dash-layout", "/_dash-dependencies")),
        *((path, RENDERED) for path in ("{image}.png?panel=card", "{image}.pdf")),
        (f"/records?{QUERY}&claim=B1", 200),
        *(("/nothing", 404), ("/csv?asof=never", 400), ("/s/damaged", 404), ("/assets/none.js", 404)),
    ],
)
def test_what_two_servers_answer_is_the_same(
    desks: tuple[Desk, Desk], shared: dict[str, str], path: str, status: int
) -> None:
    """Status, headers and body, whichever server made the link."""
    path = path.format(**{name: link for name, link in shared.items() if isinstance(link, str)})
    one, other = (ask(desk, path) for desk in desks)
    assert one == other
    assert one.status == status


def test_the_files_of_the_page_have_the_same_addresses_and_tags(desks: tuple[Desk, Desk]) -> None:
    """A browser that got the page from one server takes its scripts from the other, and keeps what it has."""
    page = ask(desks[0], "/").body.decode()
    files = re.findall(r'(?:src|href)="(/[^"]+)"', page)
    assert len(files) > 20
    for file in files:
        one, other = (ask(desk, file) for desk in desks)
        assert (200, one) == (one.status, other)
        assert "last-modified" not in one.headers
        if tag := one.headers.get("etag"):
            assert 304 == ask(desks[1], file, **{"If-None-Match": tag}).status
    assert not re.search(r"m1[0-9]{9}\.", page), "an address holds the time of a file"


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_pages_are_compressed_alike(desks: tuple[Desk, Desk], coding: str) -> None:
    """Neither coding writes a time."""
    one, other = (ask(desk, f"/?{QUERY}", **{"Accept-Encoding": coding}) for desk in desks)
    assert coding == one.headers["content-encoding"]
    assert one == other


def test_callbacks_answer_the_same(desks: tuple[Desk, Desk]) -> None:
    """A page from one server asks the other when it must."""
    asked = {"n": 1, "query": f"?{QUERY}", "changes": [["range", "5Y"], ["theme", "dark"]]}
    post = {
        "output": "answered.data",
        "outputs": {"id": "answered", "property": "data"},
        "inputs": [{"id": "asked", "property": "data", "value": asked}],
        "changedPropIds": ["asked.data"],
    }
    one, other = (ask(desk, "/_dash-update-component", post) for desk in desks)
    assert 200 == one.status
    assert "range=5Y" in json.loads(one.body)["response"]["answered"]["data"]["query"]
    assert one == other


def test_a_link_that_one_server_took_back_is_closed_at_the_other(desks: tuple[Desk, Desk]) -> None:
    """They share what was taken back, through STATE_DIR."""
    made = json.loads(ask(desks[1], "/share", {"query": f"?{QUERY}"}).body)
    assert [200, 200] == [ask(desk, made["snapshot"]).status for desk in desks]
    settings = {"SECRET_KEY": KEY, "STATE_DIR": str(desks[0].state_dir), "PUBLIC_BASE_URL": BASE}
    command = [sys.executable, "app.py", "links", "withdraw", BASE + made["snapshot"]]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **settings}, check=True, capture_output=True)
    assert [410, 410] == [ask(desk, made["snapshot"]).status for desk in desks]

"""What leaves the server is compressed, once, and says so rightly."""

from __future__ import annotations

import gzip
import threading
from hashlib import sha256
from typing import TYPE_CHECKING

import brotli
import pytest
from flask import Flask, Response, send_file, stream_with_context

from hosting import compressed
from hosting.compressed import Best, Recent
from hosting.compression import SMALLEST, compress
from tests.hosting.support import Closing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient


WORDS = ("The Russell 2000 stands below its 200-day average. " * 200).encode()
SHORT = b"a" * (SMALLEST - 1)


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """Return a script of some size."""
    path = tmp_path / "assets" / "chart.js"
    path.parent.mkdir()
    path.write_bytes(b"function draw() { return 1; }\n" * 500)
    return path


@pytest.fixture
def client(tmp_path: Path, script: Path) -> FlaskClient:
    """Return a client of a server with an answer of each kind."""
    server = Flask(__name__, static_folder=str(script.parent), static_url_path="/assets")
    compress(server, tmp_path / "cache")
    server.add_url_rule("/words", view_func=lambda: WORDS, methods=["GET", "POST"])
    server.add_url_rule("/short", "short", lambda: SHORT)
    server.add_url_rule("/picture", "picture", lambda: Response(WORDS, mimetype="image/png"))
    server.add_url_rule("/fault", "fault", lambda: (WORDS, 500))
    server.add_url_rule("/done", "done", lambda: Response(WORDS, headers={"Content-Encoding": "zstd"}))
    server.add_url_rule("/drops", "drops", lambda: Response(stream_with_context(iter([WORDS, WORDS]))))
    server.add_url_rule("/file", "file", lambda: send_file(script))
    server.add_url_rule("/tagged", "tagged", lambda: Response(WORDS, headers={"ETag": '"one"'}))
    server.test_client_class = Closing
    return server.test_client()


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("br", "br"),
        ("*", "br"),
        ("gzip", "gzip"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("gzip, br;q=0", "gzip"),
        ("identity, br;q=0.5", None),
        ("br;q=0", None),
        ("zstd", None),
        ("nonsense;q=x", None),
        ("", None),
    ],
)
def test_an_answer_comes_in_the_coding_that_the_client_likes_best(
    client: FlaskClient, accepted: str, coding: str | None
) -> None:
    """Brotli among equals; the body is the same once opened, its length the one announced."""
    answer = client.get("/words", headers={"Accept-Encoding": accepted})
    opened = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[coding](answer.data)
    assert coding == answer.headers.get("Content-Encoding")
    assert opened == WORDS
    assert answer.headers["Content-Length"] == str(len(answer.data))
    assert answer.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("path", ["/short", "/picture", "/fault", "/done", "/drops", "/file"])
def test_what_gains_nothing_or_may_not_be_touched_is_left(client: FlaskClient, path: str) -> None:
    """Short, of another type, a fault, encoded already, streamed, a file that is no asset: the bytes are the view's."""
    plain = client.get(path)
    answer = client.get(path, headers={"Accept-Encoding": "br"})
    assert answer.data == plain.data
    assert answer.headers.get("Content-Encoding") == plain.headers.get("Content-Encoding")


def test_the_answer_to_a_post_is_compressed(client: FlaskClient) -> None:
    """The page asks for a view by a post."""
    answer = client.post("/words", headers={"Accept-Encoding": "br"})
    assert brotli.decompress(answer.data) == WORDS


@pytest.mark.parametrize("path", ["/words", "/assets/chart.js"])
def test_head_says_what_get_would(client: FlaskClient, path: str) -> None:
    """No body, and the same length, coding and tag."""
    headers = {"Accept-Encoding": "br"}
    got, asked = client.get(path, headers=headers), client.head(path, headers=headers)
    assert asked.data == b""
    for name in ("Content-Length", "Content-Encoding", "Vary", "ETag"):
        assert asked.headers.get(name) == got.headers.get(name)


def test_a_tag_is_weak_since_it_stands_for_several_codings(client: FlaskClient) -> None:
    """A strong tag would promise the same bytes."""
    assert client.get("/tagged", headers={"Accept-Encoding": "br"}).headers["ETag"] == 'W/"one"'


def test_a_browser_that_has_the_file_gets_304(client: FlaskClient) -> None:
    """The weak tag that was sent is known again, and the answer still says what it varies by."""
    first = client.get("/assets/chart.js", headers={"Accept-Encoding": "br"})
    again = client.get("/assets/chart.js", headers={"Accept-Encoding": "br", "If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""
    assert "Content-Encoding" not in again.headers
    assert again.headers["Vary"] == "Accept-Encoding"
    assert again.headers["ETag"] == first.headers["ETag"]


def test_a_range_of_a_file_is_of_its_own_bytes(client: FlaskClient, script: Path) -> None:
    """The part asked for, uncompressed; a range of a compressed form is not offered."""
    part = client.get("/assets/chart.js", headers={"Accept-Encoding": "br", "Range": "bytes=10-19"})
    whole = client.get("/assets/chart.js", headers={"Accept-Encoding": "br"})
    assert part.status_code == 206
    assert part.data == script.read_bytes()[10:20]
    assert "Content-Encoding" not in part.headers
    assert "Accept-Ranges" not in whole.headers


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Let work in the best quality wait for an event, and count as done at the end."""
    go, real = threading.Event(), brotli.compress

    def compress_later(body: bytes, *, quality: int) -> bytes:
        if quality == compressed._BEST:
            assert go.wait(10)
        return bytes(real(body, quality=quality))

    monkeypatch.setattr(compressed.brotli, "compress", compress_later)
    yield go
    go.set()


def when_kept(folder: Path) -> Path:
    """Return the one file in `folder`, once it is there."""
    for _ in range(10_000):
        found = list(folder.glob("*.br"))
        if found:
            return found[0]
        threading.Event().wait(0.001)
    pytest.fail("nothing was kept")


def test_nobody_waits_for_the_best_quality(
    client: FlaskClient, script: Path, tmp_path: Path, slow: threading.Event
) -> None:
    """Until the best form is there a quick one is sent; then the best, from disk too, under the digest of the file."""
    headers, body = {"Accept-Encoding": "br"}, script.read_bytes()
    first = client.get("/assets/chart.js", headers=headers)
    assert first.data == brotli.compress(body, quality=5)
    slow.set()
    path = when_kept(tmp_path / "cache" / "compressed")
    best = brotli.compress(body, quality=11)
    assert path.name == f"{sha256(body).hexdigest()}.br"
    assert path.read_bytes() == best
    assert client.get("/assets/chart.js", headers=headers).data == best
    assert Best(path.parent).get(path.stem, body) == best


@pytest.mark.parametrize("planted", [b"", b"no brotli", brotli.compress(b"alert(1)"), brotli.compress(b"\0" * 10**8)])
def test_a_file_that_is_not_the_script_compressed_reaches_no_browser(
    tmp_path: Path, slow: threading.Event, planted: bytes
) -> None:
    """Whoever can write to the cache must not be able to run code, nor to fill the memory."""
    assert not slow.is_set()
    digest = sha256(WORDS).hexdigest()
    (tmp_path / f"{digest}.br").write_bytes(planted)
    assert Best(tmp_path).get(digest, WORDS) is None


def test_a_folder_that_cannot_be_written_to_is_done_without(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The best form is kept in memory, and the log says why."""
    (tmp_path / "file").write_text("in the way")
    files, digest = Best(tmp_path / "file" / "compressed"), sha256(WORDS).hexdigest()
    for _ in range(10_000):
        if found := files.get(digest, WORDS):
            break
        threading.Event().wait(0.001)
    assert found == brotli.compress(WORDS, quality=11)
    assert "kept in memory alone" in caplog.text


def test_the_same_answer_is_compressed_once(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked for again, the bytes come from memory; quality 2 is that of no static file."""
    made, real = [], brotli.compress

    def counted(body: bytes, *, quality: int) -> bytes:
        if quality == 2:
            made.append(body)
        return bytes(real(body, quality=quality))

    monkeypatch.setattr(brotli, "compress", counted)
    answers = [client.get("/words", headers={"Accept-Encoding": "br"}).data for _ in range(3)]
    assert made == [WORDS]
    assert len(set(answers)) == 1


def test_recent_answers_hold_no_more_than_their_share() -> None:
    """The one that was asked for longest ago goes first; one larger than all is not held."""
    recent = Recent(10)
    recent.put(("a", "br"), b"1234")
    recent.put(("b", "br"), b"1234")
    assert recent.get(("a", "br")) == b"1234"
    recent.put(("c", "br"), b"123")
    assert recent.get(("b", "br")) is None
    assert recent.get(("a", "br")) == b"1234"
    recent.put(("d", "br"), b"12345678901")
    assert recent.get(("d", "br")) is None
    recent.put(("e", "br"), b"1234567890")
    assert recent.get(("e", "br")) == b"1234567890"

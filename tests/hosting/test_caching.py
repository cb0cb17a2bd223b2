"""A browser keeps what cannot change, and asks before it shows the rest again."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from flask import Flask, Response

from hosting.caching import label_for_caches
from hosting.compression import compress
from tests.hosting.support import Closing

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient


FOREVER = "public, max-age=31536000, immutable"


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """Return a client of a server with a style sheet of a known time, a page, and a script as Dash serves it."""
    sheet = tmp_path / "page.css"
    sheet.write_text("body { margin: 0 }\n" * 100)
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor" / "lines-4.1.1.min.js").write_text("draw()")
    (tmp_path / "vendor" / "README.md").write_text("lines")
    os.utime(sheet, (1414500000.25, 1414500000.25))
    server = Flask(__name__, static_folder=str(tmp_path), static_url_path="/assets")
    compress(server, tmp_path / "cache")
    label_for_caches(server)
    server.add_url_rule("/", "page", lambda: "<p>words</p>" * 200, methods=["GET", "POST"])
    server.add_url_rule("/livez", "livez", lambda: Response("ok", headers={"Cache-Control": "no-store"}))

    def suite(path: str) -> Response:
        return Response(
            f"/* {path} */" * 200, mimetype="text/javascript", headers={"Cache-Control": "max-age=31536000"}
        )

    server.add_url_rule("/_dash-component-suites/<path:path>", view_func=suite)
    server.test_client_class = Closing
    return server.test_client()


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("/assets/page.css?m=1414500000.25", "no-cache"),
        ("/assets/page.css", "no-cache"),
        ("/assets/vendor/lines-4.1.1.min.js", FOREVER),
        ("/assets/vendor/README.md", "no-cache"),
        ("/_dash-component-suites/dash/deps/react@18.v4m1.min.js", FOREVER),
        ("/", "no-cache"),
        ("/?m=1414500000.25", "no-cache"),
        ("/livez", "no-store"),
    ],
)
def test_only_an_address_that_names_its_version_is_kept_for_good(client: FlaskClient, path: str, rule: str) -> None:
    """A made-up version must not bind a browser, or a cache on the way, to what it happened to get."""
    assert client.get(path).headers["Cache-Control"] == rule


@pytest.mark.parametrize("coding", ["br", "gzip", "identity"])
def test_a_page_that_has_not_changed_is_not_sent_again(client: FlaskClient, coding: str) -> None:
    """The browser names what it has, and gets 304 without a body."""
    headers = {"Accept-Encoding": coding}
    tag = client.get("/", headers=headers).headers["ETag"]
    again = client.get("/", headers={**headers, "If-None-Match": tag})
    assert again.status_code == 304
    assert again.data == b""
    assert client.get("/", headers={**headers, "If-None-Match": 'W/"other"'}).status_code == 200


def test_the_answer_to_a_post_is_not_labelled(client: FlaskClient) -> None:
    """No cache keeps it anyway."""
    assert "Cache-Control" not in client.post("/").headers


def test_a_file_is_told_by_its_content_alone(client: FlaskClient, tmp_path: Path) -> None:
    """Another machine has the same file at another time; a browser that has it from there gets 304 here."""
    first = client.get("/assets/page.css")
    os.utime(tmp_path / "page.css", (1500000000, 1500000000))
    assert "Last-Modified" not in first.headers
    assert 304 == client.get("/assets/page.css", headers={"If-None-Match": first.headers["ETag"]}).status_code
    (tmp_path / "page.css").write_text("body { margin: 1 }\n" * 100)
    os.utime(tmp_path / "page.css", (1600000000, 1600000000))
    assert 200 == client.get("/assets/page.css", headers={"If-None-Match": first.headers["ETag"]}).status_code

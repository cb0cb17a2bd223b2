"""No document of the desk may be framed, but where its own answer says by whom."""

from __future__ import annotations

import pytest
from flask import Flask, Response

from hosting.framing import unframed


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([], ["frame-ancestors 'none'"]),
        (["script-src 'self'"], ["script-src 'self'", "frame-ancestors 'none'"]),
        (
            ["default-src 'none'; frame-ancestors https://wiki.example.com"],
            ["default-src 'none'; frame-ancestors https://wiki.example.com"],
        ),
    ],
)
def test_a_document_may_be_framed_by_nobody_but_whom_it_names(said: list[str], expected: list[str]) -> None:
    """Whatever else it says of itself stays."""
    server = Flask(__name__)
    unframed(server)
    server.add_url_rule("/", view_func=lambda: Response("", headers=[("Content-Security-Policy", it) for it in said]))
    assert expected == server.test_client().get("/").headers.getlist("Content-Security-Policy")


def test_what_is_no_document_says_nothing_of_frames() -> None:
    """A picture may stand in the page of another."""
    server = Flask(__name__)
    unframed(server)
    server.add_url_rule("/", view_func=lambda: Response("{}", mimetype="application/json"))
    assert "Content-Security-Policy" not in server.test_client().get("/").headers

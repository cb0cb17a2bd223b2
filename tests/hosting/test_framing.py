"""No document of the desk may be framed, but where its own answer says by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from flask import Flask, Response

from hosting.framing import unframed
from scripts.serving import app_in
from tests.page.prices import FramePrices

if TYPE_CHECKING:
    from pathlib import Path


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


@pytest.mark.parametrize("path", ["/", "/?asof=2014-10-28", "/scorecard", "/scorecard?call=none", "/nowhere", "/s/x"])
def test_no_page_of_the_desk_may_be_framed(tmp_path: Path, path: str) -> None:
    """The page, the scorecard, and what stands at an address where there is nothing."""
    frame = pd.DataFrame({"close": [1.0]}, index=pd.DatetimeIndex(["2014-10-28"], name="session").as_unit("ns"))
    answer = app_in(tmp_path, FramePrices({"^RUT": frame, "^GSPC": frame})).server.test_client().get(path)
    said = "; ".join(answer.headers.getlist("Content-Security-Policy")).split("; ")
    assert answer.mimetype == "text/html"
    assert said.count("frame-ancestors 'none'") == 1

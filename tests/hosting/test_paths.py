"""Only the page's own addresses are there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from scripts.serving import app_in
from tests.page.prices import FramePrices

if TYPE_CHECKING:
    from flask.testing import FlaskClient


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """Return a client of the page on one session of prices."""
    frame = pd.DataFrame({"close": [1.0]}, index=pd.DatetimeIndex(["2014-10-28"], name="session").as_unit("ns"))
    folder = tmp_path_factory.mktemp("desk")
    client = app_in(folder, FramePrices({"^RUT": frame, "^GSPC": frame})).server.test_client()
    client.get("/")  # Dash learns at the first request which scripts it serves
    return client


@pytest.mark.parametrize(
    "path", ["/foo", "/foo/bar", "/index.html", "/livez/", "/foo?asof=2014-10-28", "/%00", "/.env"]
)
def test_an_unknown_path_is_404_with_a_way_to_the_page(client: FlaskClient, path: str) -> None:
    """A sentence and a link, and nothing of the page itself."""
    answer = client.get(path)
    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.text
    assert '<a href="/">' in answer.text
    assert "_dash-config" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?asof=2014-10-28",
        "/livez",
        "/csv",
        "/csv?asof=2014-10-28&panel=price",
        "/scorecard",
        "/scorecard?asof=2014-10-28&call=technician",
        "/assets/page.css",
        "/_dash-layout",
        "/_dash-dependencies",
        "/_favicon.ico",
    ],
)
def test_the_pages_own_paths_are_answered(client: FlaskClient, path: str) -> None:
    """The page, its styles, what Dash serves for it and the check of the process."""
    with client.get(path) as answer:
        assert answer.status_code == 200


def test_every_script_that_the_page_names_is_answered(client: FlaskClient) -> None:
    """Each script and style sheet in the page's HTML can be had."""
    found = re.findall(r'(?:src|href)="(/[^"]+)"', client.get("/").text)
    assert len(found) > 5
    for path in found:
        with client.get(path) as answer:
            assert answer.status_code == 200

"""What each kind of answer may do in a browser, and where it may be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from flask import Blueprint, Flask, Response, abort

from hosting.caching import label_for_caches
from hosting.headers import POLICY, headers
from hosting.settings import HostingSettings, Mode
from scripts.serving import app_in
from tests.hosting.support import Closing
from tests.page.prices import FramePrices

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from flask.testing import FlaskClient

HASH = "'sha256-C5M8e0wsU0Wb6G8DMgqUpdl/wl2O2Z1xUKbhjfLRNhk='"
OWN = "default-src 'none'; frame-ancestors https://wiki.example.com"
NOSNIFF = {"X-Content-Type-Options": "nosniff"}


def server_in(mode: Mode) -> FlaskClient:
    """Return a client of a server with an answer of each kind, with a login or without."""
    server = Flask(__name__)
    settings = HostingSettings(mode=mode)
    for kind in ("embed", "image", "snapshot"):
        blueprint = Blueprint(kind, __name__)
        blueprint.add_url_rule(f"/{kind}", "view", lambda: Response("<p>", mimetype="text/html", headers={POLICY: OWN}))
        blueprint.add_url_rule(f"/{kind}/none", "none", lambda: abort(404))
        server.register_blueprint(blueprint)
    server.add_url_rule("/", "page", lambda: "<p>words</p>")
    server.add_url_rule("/data", "data", lambda: {"a": 1})
    server.add_url_rule("/assets/<path:name>", "asset", lambda name: Response(name, mimetype="text/javascript"))
    server.add_url_rule("/kept", "kept", lambda: Response("x", headers={"Cache-Control": "public, max-age=60"}))
    server.add_url_rule("/fault", "fault", lambda: 1 / 0)
    server.add_url_rule("/away", "away", lambda: Response("", 302, headers={"Location": "/"}))
    headers(server, settings, lambda: [HASH])
    label_for_caches(server)
    server.test_client_class = Closing
    return server.test_client()


def policy(said: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the directives of a policy, read as CSP 3, section 2.2.1 says."""
    parts = (part.split() for part in said[POLICY].split(";"))
    return {name: values for name, *values in parts}


def test_a_page_runs_its_own_scripts_and_those_of_known_content_alone() -> None:
    """Nothing from elsewhere, no inline script without its hash, no text turned into code, no frame, no form away."""
    directives = policy(server_in(Mode.LOCAL).get("/").headers)
    assert ["'none'"] == directives["default-src"]
    assert ["'self'", HASH] == directives["script-src"]
    assert ["'self'"] == directives["connect-src"] == directives["form-action"] == directives["font-src"]
    assert ["'none'"] == directives["frame-ancestors"] == directives["base-uri"]
    assert not any("unsafe-eval" in values or "*" in values for values in directives.values())


@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/nowhere", 404), ("/fault", 500)])
def test_errors_are_protected_like_the_page(path: str, status: int) -> None:
    """The names are those of OWASP's secure headers project; a fault's page is a page."""
    answer = server_in(Mode.LOCAL).get(path)
    assert status == answer.status_code
    assert "'none'" in policy(answer.headers)["frame-ancestors"]
    assert {
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }.items() <= dict(answer.headers).items()
    assert "camera=()" in answer.headers["Permissions-Policy"]


def test_a_policy_of_its_own_stays_and_decides_who_may_frame_it() -> None:
    """An embed names the pages that may frame it, and gives its address to nobody."""
    said = server_in(Mode.LOCAL).get("/embed").headers
    assert [OWN] == said.getlist(POLICY)
    assert "X-Frame-Options" not in said
    assert "no-referrer" == said["Referrer-Policy"]
    assert "cross-origin" == said["Cross-Origin-Resource-Policy"]


@pytest.mark.parametrize("path", ["/embed/none", "/image/none", "/snapshot/none"])
def test_an_address_with_a_token_goes_along_with_no_link(path: str) -> None:
    """Not even from the page that says that there is nothing."""
    assert "no-referrer" == server_in(Mode.LOCAL).get(path).headers["Referrer-Policy"]


def test_what_is_no_document_may_do_nothing() -> None:
    """Opened by itself, an answer in JSON loads and runs nothing and stands in no frame."""
    said = server_in(Mode.LOCAL).get("/data").headers
    assert ["'none'"] == policy(said)["default-src"] == policy(said)["frame-ancestors"]
    assert NOSNIFF.items() <= dict(said).items()


@pytest.mark.parametrize(
    ("mode", "path", "rule"),
    [
        (Mode.LOCAL, "/", "no-cache"),
        (Mode.DESK, "/", "no-cache, private"),
        (Mode.PROXY, "/data", "no-cache, private"),
        (Mode.DESK, "/kept", "public, max-age=60"),
        (Mode.LOCAL, "/nowhere", "no-store"),
        (Mode.DESK, "/fault", "no-store"),
        (Mode.DESK, "/away", "no-store"),
    ],
)
def test_no_cache_on_the_way_keeps_what_readers_must_sign_in_for(mode: Mode, path: str, rule: str) -> None:
    """RFC 9111: ``private`` is for the reader's own browser; a 404 may otherwise be kept by anybody."""
    assert rule == server_in(mode).get(path).headers["Cache-Control"]


@pytest.mark.parametrize("mode", [Mode.DESK, Mode.PROXY])
def test_a_page_still_comes_as_304_to_its_own_reader(mode: Mode) -> None:
    """The browser asks again, and gets nothing sent that it has, with the same policy."""
    client = server_in(mode)
    tag = client.get("/").headers["ETag"]
    again = client.get("/", headers={"If-None-Match": tag})
    assert 304 == again.status_code
    assert "no-cache, private" == again.headers["Cache-Control"]
    assert HASH in policy(again.headers)["script-src"]


def test_where_readers_sign_in_search_engines_and_plain_http_are_kept_out() -> None:
    """By https alone from then on (RFC 6797 forbids to say so by http); on one's own machine neither is said."""
    desk = server_in(Mode.DESK)
    secure, plain = (desk.get("/", base_url=f"{scheme}://desk.example.com").headers for scheme in ("https", "http"))
    assert "max-age=31536000" == secure["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in plain
    assert "noindex" == plain["X-Robots-Tag"]
    assert "Cookie" in plain["Vary"]
    local = server_in(Mode.LOCAL).get("/", base_url="https://localhost").headers
    assert not {"Strict-Transport-Security", "X-Robots-Tag"} & set(dict(local))


def test_a_file_that_is_the_same_for_all_is_kept_once_for_all() -> None:
    """A cache would otherwise keep each script once for every cookie."""
    assert "Vary" not in server_in(Mode.DESK).get("/assets/chart.js").headers


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """Return a client of the product on one session of prices."""
    frame = pd.DataFrame({"close": [1.0]}, index=pd.DatetimeIndex(["2014-10-28"], name="session").as_unit("ns"))
    folder: Path = tmp_path_factory.mktemp("desk")
    return app_in(folder, FramePrices({"^RUT": frame, "^GSPC": frame})).server.test_client()


@pytest.mark.parametrize("path", ["/", "/?asof=2014-10-28", "/scorecard", "/scorecard?call=none", "/nowhere", "/s/x"])
def test_no_page_of_the_desk_may_be_framed(product: FlaskClient, path: str) -> None:
    """The page, the scorecard, and what stands at an address where there is nothing."""
    said = product.get(path).headers
    assert 1 == len(said.getlist(POLICY))
    assert ["'none'"] == policy(said)["frame-ancestors"]
    assert "DENY" == said["X-Frame-Options"]

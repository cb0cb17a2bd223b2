"""Links are made for the page alone, for exactly the view that it shows."""

from __future__ import annotations

import io
import json
import logging
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from flask import Flask, g

from hosting.access.visitor import Role, Visitor
from sharing.asked import Asked
from sharing.settings import SharingSettings
from sharing.shares import BODY_MAX, shares
from sharing.tokens import Purpose, Signer
from tests.page.prices import FramePrices
from tests.sharing.support import KEY, client_of, sharing_on, walk

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from components.view import View
    from sharing.context import Sharing

DAY = date(2027, 1, 31)


class Recorded:
    """Takes orders of pictures, and makes none."""

    def __init__(self) -> None:
        self.orders: list[tuple[str, Asked]] = []

    def order(self, view: View, asked: Asked) -> None:
        """Note what is ordered."""
        self.orders.append((view.as_of.isoformat(), asked))


@pytest.fixture
def pictures() -> Recorded:
    """Return where pictures are ordered."""
    return Recorded()


def made(folder: Path, pictures: Recorded, settings: SharingSettings | None = None) -> Sharing:
    """Return what a part is given, on a day that the test knows."""
    prices = FramePrices({"^RUT": walk(1), "^GSPC": walk(2)})
    found = sharing_on(prices, folder, settings)
    signer = Signer(KEY, found.signer._withdrawn, lambda: DAY)
    return type(found)(found.view, found.calls, found.settings, signer, pictures)  # type: ignore[arg-type]


@pytest.fixture
def sharing(tmp_path: Path, pictures: Recorded) -> Sharing:
    """Return what the part is given."""
    return made(tmp_path, pictures)


@pytest.fixture
def client(sharing: Sharing) -> FlaskClient:
    """Return a client of the links alone."""
    return client_of(sharing, shares)


def share(client: FlaskClient, query: str, **headers: str) -> Any:  # noqa: ANN401 - JSON
    """Post a query and return the links."""
    answer = client.post("/share", json={"query": query}, headers=headers)
    assert (200, "application/json") == (answer.status_code, answer.mimetype)
    return answer.json


def test_the_three_tokens_open_the_view_under_one_name_until_one_day(client: FlaskClient, sharing: Sharing) -> None:
    """90 days after 31 January 2027 is 1 May; each opens for its own purpose, with the same stamped query."""
    links = share(client, "?asof=2014-06-30&range=1Y&show=B1")
    paths = {
        Purpose.SHARE: ("snapshot", "/s/"),
        Purpose.EMBED: ("embed", "/embed/"),
        Purpose.IMAGE: ("image", "/image/"),
    }
    grants = {sharing.signer.open(purpose, links[name].removeprefix(path)) for purpose, (name, path) in paths.items()}
    assert len(grants) == 1
    (grant,) = grants
    assert date(2027, 5, 1) == grant.expires
    assert links["expires"] == "1 May 2027"
    given = dict(parse_qsl(grant.query.removeprefix("?"), keep_blank_values=True))
    assert ("2014-06-30", "1Y", "B1") == (given["asof"], given["range"], given["show"])
    assert ".2014-06-30.2014-10-28." in given["data"]
    assert links["link"] == f"/{grant.query}"


def test_a_link_to_another_view_is_refused_as_a_link(client: FlaskClient) -> None:
    """In words that are true of links and of files."""
    answer = client.post("/share", json={"query": "?range=7Y"})
    said = "Nothing is made of this link, since the page would show another view:\n“7Y” was ignored as range"
    assert (400, True) == (answer.status_code, answer.text.startswith(said))


def test_each_share_has_a_name_of_its_own(client: FlaskClient) -> None:
    """So that one can be taken back without the other."""
    assert share(client, "")["snapshot"] != share(client, "")["snapshot"]


def test_the_address_of_the_oembed_link_is_that_of_the_embed(tmp_path: Path, pictures: Recorded) -> None:
    """Under the address that is set; the paths stay paths, and the base is said beside them."""
    settings = SharingSettings(
        public_base_url="https://desk.example.com/small", embed_origins=("https://wiki.example",)
    )
    links = share(client_of(made(tmp_path, pictures, settings), shares), "")
    (address,) = parse_qs(urlsplit(links["oembed"]).query)["url"]
    assert address == f"https://desk.example.com/small{links['embed']}"
    assert ("https://desk.example.com/small", ["https://wiki.example"]) == (links["base"], links["origins"])


def test_the_preview_is_ordered_and_nothing_of_it_kept(client: FlaskClient, pictures: Recorded) -> None:
    """The card, as the tags of the page ask for it: without width, scale or theme of its own."""
    answer = client.post("/share", json={"query": "?asof=2014-06-30"})
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert [("2014-06-30", Asked.read("png", [("panel", "card")]))] == pictures.orders


def test_the_log_names_the_link_and_never_holds_a_token(
    client: FlaskClient, sharing: Sharing, caplog: pytest.LogCaptureFixture
) -> None:
    """By the name it can be taken back."""
    with caplog.at_level(logging.INFO):
        links = share(client, "?asof=2014-06-30")
    grant = sharing.signer.open(Purpose.SHARE, links["snapshot"].removeprefix("/s/"))
    (record,) = caplog.records
    assert ("audit", "link made") == (record.name, record.message)
    line = str(vars(record))
    assert (grant.name, "2027-05-01") == (record.link, record.until)  # type: ignore[attr-defined]
    assert "asof=2014-06-30" in record.shows  # type: ignore[attr-defined]
    tokens = [links[name].rpartition("/")[2] for name in ("snapshot", "embed", "image")]
    assert [token for token in tokens if token in line] == []


def test_the_link_to_the_page_is_had_without_a_share(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    """The same that a share has, with no token beside it, and nothing to take back."""
    with caplog.at_level(logging.INFO):
        answer = client.get("/link?asof=2014-06-30&range=1Y")
    assert caplog.records == []
    assert answer.headers["Cache-Control"] == "no-store"
    assert ["base", "link", "warning", "editor"] == list(answer.json)
    assert answer.json["link"] == share(client, "?asof=2014-06-30&range=1Y")["link"]
    assert client.get("/link?range=7Y").status_code == 400


@pytest.mark.parametrize(("role", "may"), [(Role.EDITOR, True), (Role.VIEWER, False), (None, False)])
def test_the_menu_learns_whether_its_reader_makes_links(sharing: Sharing, role: Role | None, *, may: bool) -> None:
    """From the answer that it asks for anyway, as the gate found who asks; nothing of it where there is no gate."""
    server = Flask(__name__)
    server.register_blueprint(shares(sharing))
    server.before_request(lambda: setattr(g, "visitor", Visitor("ana", role) if role else None))
    assert may is server.test_client().get("/link?asof=2014-06-30").json["editor"]  # type: ignore[index]


def test_no_card_is_ordered_where_previews_are_without_figures(tmp_path: Path, pictures: Recorded) -> None:
    """Chats keep what they fetch."""
    client = client_of(made(tmp_path, pictures, SharingSettings(preview_figures=False)), shares)
    share(client, "?asof=2014-06-30")
    assert client.get("/link?asof=2014-06-30").status_code == 200
    assert pictures.orders == []


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "no JSON"),
        (b"{", "no JSON"),
        (b"\xff\xfe", "no JSON"),
        (b"[" * 4000, "no JSON"),
        (b"null", "no object"),
        (b'["query"]', "no object"),
        (b"{}", "holds nothing; it takes query alone"),
        (b'{"query": "", "theme": "dark"}', "“query”, “theme”; it takes query alone"),
        (b'{"<b>": ""}', "“<b>”; it takes query alone"),
        (b'{"query": null}', "query is “None”; it takes a text"),
        (b'{"query": ["?asof=latest"]}', "it takes a text"),
        (b'{"query": 7}', "query is “7”; it takes a text"),
        (b'{"query": "?range=7Y"}', "“7Y” was ignored as range"),
        (b'{"query": "?pair=FOO,BAR"}', "FOO and BAR cannot be had"),
        (b'{"query": "?asof=2014-10-26"}', "was no session"),
        (b'{"query": "?theme=\\r\\nSet-Cookie: a=b"}', "was ignored as theme"),
        (b'{"query": "?theme=\\ud800"}', "was ignored as theme"),
        (b'{"query": "?range=1Y&range=2Y"}', "A second “range” was ignored"),
        (json.dumps({"query": "?" + "a" * 1001}).encode(), "more than 1000 characters"),
    ],
)
def test_what_is_no_view_gets_400_and_a_reason(
    client: FlaskClient, pictures: Recorded, body: bytes, reason: str
) -> None:
    """As plain text, which nothing runs; no link is made."""
    answer = client.post("/share", data=body, content_type="application/json")
    assert (400, "text/plain") == (answer.status_code, answer.mimetype)
    assert reason in answer.text
    assert "Traceback" not in answer.text
    assert pictures.orders == []


def test_a_body_that_is_too_large_gets_413(client: FlaskClient) -> None:
    """It says how large one may be."""
    answer = client.post("/share", data=b" " * (BODY_MAX + 1), content_type="application/json")
    assert (413, f"What was posted has more than {BODY_MAX} bytes.\n") == (answer.status_code, answer.text)


@pytest.mark.parametrize("body", [b'{"query": ""}' + b" " * BODY_MAX, b" " * BODY_MAX + b'{"query": ""}'])
def test_a_body_without_a_length_is_not_read_further_either(client: FlaskClient, body: bytes) -> None:
    """As it comes in chunks: the rest is not cut away in silence."""
    chunked = {"input_stream": io.BytesIO(body), "environ_overrides": {"wsgi.input_terminated": True}}
    answer = client.post("/share", content_type="application/json", **chunked)
    assert (413, f"What was posted has more than {BODY_MAX} bytes.\n") == (answer.status_code, answer.text)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_a_form_of_another_page_cannot_post(client: FlaskClient, kind: str) -> None:
    """A form has one of these types, which are sent without asking."""
    answer = client.post("/share", data=b'{"query": ""}', content_type=kind)
    assert answer.status_code == 400
    assert "it takes application/json" in answer.text


def test_only_a_post_makes_links(client: FlaskClient) -> None:
    """A link to the address makes none."""
    assert client.get("/share").status_code == 405

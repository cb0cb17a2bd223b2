"""How a link of ours is framed, told to those who ask; a link of anybody else's is none."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from sharing.embeds import embeds
from sharing.oembed import oembed
from sharing.settings import SharingSettings
from sharing.tokens import Purpose
from tests.page.prices import FramePrices
from tests.sharing.support import client_of, sharing_on, token_of, walk

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from sharing.context import Sharing

BASE = "https://desk.example.com"
BROWSER = "a browser that nobody starts"


@pytest.fixture
def sharing(tmp_path: Path) -> Sharing:
    """Return what a desk at an address of its own is given."""
    prices = FramePrices({"^RUT": walk(1), "^GSPC": walk(2)})
    return sharing_on(prices, tmp_path, SharingSettings(public_base_url=BASE, chromium=BROWSER))


@pytest.fixture
def client(sharing: Sharing) -> FlaskClient:
    """Return a client of descriptions and of embeds."""
    return client_of(sharing, oembed, embeds)


class _Frame(HTMLParser):
    """Reads the attributes of the one element there is."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep it."""
        assert tag == "iframe"
        self.found = dict(attrs)


def frame(text: str) -> dict[str, str | None]:
    """Return the attributes of a frame, read by the standard library."""
    reader = _Frame()
    reader.feed(text)
    return reader.found


def link(sharing: Sharing, form: str, purpose: Purpose) -> str:
    """Return the address of a view in one form."""
    token = token_of(sharing, purpose, sharing.view("?asof=2014-06-30"), "a link")
    return f"{BASE}{form.format(token)}"


@pytest.mark.parametrize(
    ("form", "purpose", "query"),
    [
        ("/s/{}", Purpose.SHARE, {"panel": ["price"], "theme": ["auto"]}),
        ("/embed/{}?panel=roc&theme=dark", Purpose.EMBED, {"panel": ["roc"], "theme": ["dark"]}),
        ("/embed/{}?panel=case&side=bull", Purpose.EMBED, {"panel": ["case"], "side": ["bull"], "theme": ["auto"]}),
        ("/image/{}.png?panel=card", Purpose.IMAGE, {"panel": ["price"], "theme": ["auto"]}),
        (
            "/image/{}.svg?panel=relative&width=900&theme=light",
            Purpose.IMAGE,
            {"panel": ["relative"], "theme": ["light"]},
        ),
    ],
)
def test_a_link_of_ours_is_described_as_a_frame_that_opens(
    sharing: Sharing, client: FlaskClient, form: str, purpose: Purpose, query: dict[str, list[str]]
) -> None:
    """The fields that the protocol asks for, and an embed that answers with the panel of the link."""
    answer = client.get("/oembed", query_string={"url": link(sharing, form, purpose), "format": "json"})
    told = answer.json
    framed = frame(told["html"])
    parts = urlsplit(framed["src"])
    assert answer.mimetype == "application/json"
    assert ("rich", "1.0", "Small-Cap Desk", f"{BASE}/") == tuple(
        told[name] for name in ("type", "version", "provider_name", "provider_url")
    )
    assert told["title"] == framed["title"] == "Small-Cap Desk: Russell 2000 or S&P 500, 30 Jun 2014"
    assert (str(told["width"]), str(told["height"])) == (framed["width"], framed["height"])
    assert framed["src"].startswith(f"{BASE}/embed/")
    assert query == parse_qs(parts.query)
    assert client.get(f"{parts.path}?{parts.query}").status_code == 200
    assert told["thumbnail_url"].startswith(f"{BASE}/image/")
    assert (told["thumbnail_width"], told["thumbnail_height"]) == (1200, 630)


def test_a_frame_keeps_to_the_size_asked_for_and_is_taken_back_with_its_link(sharing: Sharing) -> None:
    """No thumbnail that would be larger; the embed has the name and the last day of the snapshot."""
    client = client_of(sharing, oembed)
    url = link(sharing, "/s/{}", Purpose.SHARE)
    told = client.get("/oembed", query_string={"url": url, "maxwidth": "320", "maxheight": "200"}).json
    assert (320, 200) == (told["width"], told["height"])
    assert "thumbnail_url" not in told
    token = urlsplit(frame(told["html"])["src"]).path.removeprefix("/embed/")
    assert sharing.signer.open(Purpose.SHARE, url.rpartition("/")[2]) == sharing.signer.open(Purpose.EMBED, token)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example.com/s/{}",
        "http://desk.example.com/s/{}",
        "https://desk.example.com:443/s/{}",
        "https://desk.example.com.evil.com/s/{}",
        "https://desk.example.com@evil.com/s/{}",
        "https://a:b@desk.example.com/s/{}",
        "https://desk.example.com//s/{}",
        "https://desk.example.com\\s\\{}",
        "https://desk.example.com/s%2F{}",
        "https://desk.example.com/x/../s/{}",
        "https://desk.example.com/s/{}/",
        "https://desk.example.com/s/{}#top",
        "https://desk.example.com/s/{}\r\nX-Evil: 1",
        "https://desk.example.com/s/{}x",
        "https://desk.example.com/embed/{}",
        "https://desk.example.com/image/{}.png",
        "https://desk.example.com/image/{}.gif",
        "https://desk.example.com/",
        "https://desk.example.com/?asof=2014-06-30",
        "//desk.example.com/s/{}",
        "javascript:alert('{}')",
        "file:///s/{}",
        "http://169.254.169.254/s/{}",
        "http://127.0.0.1:8050/s/{}",
        "{}",
        "<script>",
        "x" * 5000,
    ],
)
def test_a_link_that_is_not_ours_letter_by_letter_is_unknown(sharing: Sharing, client: FlaskClient, url: str) -> None:
    """The token is a good one of a snapshot in each; what is repeated of the link is plain text of 40 characters."""
    token = token_of(sharing, Purpose.SHARE, sharing.view("?asof=2014-06-30"), "a link")
    answer = client.get("/oembed", query_string={"url": url.format(token)})
    assert answer.status_code == 404
    assert answer.mimetype == "text/plain"
    assert len(answer.text) < 160


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ("", 400, "The parameter url is missing"),
        ("url=", 400, "The parameter url is missing"),
        ("url=a&url=b", 400, "There is a second “url”: “b”."),
        ("url={}&maxwidth=600&maxwidth=1", 400, "There is a second “maxwidth”: “1”."),
        ("url={}&maxwidth=0", 400, "“0” cannot be used as maxwidth: it takes a whole number of pixels."),
        ("url={}&maxheight=-1", 400, "“-1” cannot be used as maxheight"),
        ("url={}&maxheight=9999999", 400, "“9999999” cannot be used as maxheight"),
        ("url={}&maxwidth=%D9%A3", 400, "“·” cannot be used as maxwidth"),
        ("url={}%3Fpanel%3Dx", 404, "There is no panel “x” in this view"),
        ("url={}&format=xml", 501, "“xml” is not to be had as format: the answer is in json alone."),
        ("url={}&maxwidth=279", 404, "maxwidth is 279; a frame needs 280 pixels."),
    ],
)
def test_what_cannot_be_answered_is_named(
    sharing: Sharing, client: FlaskClient, query: str, status: int, told: str
) -> None:
    """With the status that the protocol has for it."""
    url = quote(link(sharing, "/embed/{}", Purpose.EMBED), safe="")
    answer = client.get(f"/oembed?{query.format(url)}")
    assert status == answer.status_code
    assert answer.text.startswith(told)


def test_parameters_of_others_are_passed_over(sharing: Sharing, client: FlaskClient) -> None:
    """The protocol lets those who ask add their own, as WordPress does."""
    url = link(sharing, "/s/{}", Purpose.SHARE)
    assert client.get("/oembed", query_string={"url": url, "dnt": "1"}).status_code == 200


def test_on_a_laptop_a_link_is_ours_under_the_address_that_it_was_asked_at(sharing: Sharing) -> None:
    """Of this machine alone: another name from a request counts for nothing."""
    local = replace(sharing, settings=SharingSettings())
    client = client_of(local, oembed)
    token = token_of(local, Purpose.SHARE, local.view("?asof=2014-06-30"), "a link")
    for host, status in {"localhost:9000": 200, "desk.example.com": 404}.items():
        url = f"http://{host}/s/{token}"
        answer = client.get("/oembed", query_string={"url": url}, base_url=f"http://{host}")
        assert status == answer.status_code

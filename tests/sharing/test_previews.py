"""What a chat reads of a link, as a crawler without scripts: tags, and a picture that is there."""

from __future__ import annotations

import io
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from PIL import Image

from components.previews import preview_tags
from components.tree import html_text
from components.view import viewer
from hosting.settings import HostingSettings, Mode
from scripts.serving import app_in, served
from sharing.settings import SharingSettings
from sharing.tokens import Purpose
from tests.components.generated import generated
from tests.page.prices import FramePrices
from tests.sharing.support import KEY, sharing_on, token_of

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    from flask.testing import FlaskClient

BASE = "https://desk.example.com"
BROWSER = "a browser that nobody starts"
QUERY = "/?asof=2014-10-28&range=1Y"


class Head(HTMLParser):
    """Collects the title and the tags of a document, each of which must stand in it once."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: dict[str, str] = {}
        self.frame: str | None = None
        self.title, self._inside = "", False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what a tag says, by its name."""
        given = dict(attrs)
        name = given.get("property") or given.get("name")
        self._inside = tag == "title"
        if tag == "meta" and name:
            assert name not in self.tags
            self.tags[name] = given["content"] or ""
        if given.get("type") == "application/json+oembed":
            self.frame = given["href"]

    def handle_data(self, data: str) -> None:
        """Keep the title."""
        if self._inside:
            self.title += data

    def handle_endtag(self, tag: str) -> None:
        """Leave the title."""
        self._inside = self._inside and tag != "title"


def read(text: str) -> Head:
    """Return what a crawler reads of a document, by the standard library."""
    head = Head()
    head.feed(text)
    return head


@pytest.fixture(scope="module")
def prices() -> FramePrices:
    """Return generated prices."""
    return generated()


def client_on(prices: FramePrices, folder: Path) -> FlaskClient:
    """Return a client of a desk at an address of its own."""
    return app_in(folder, prices, sharing=SharingSettings(public_base_url=BASE, chromium=BROWSER)).server.test_client()


@pytest.fixture
def page(prices: FramePrices, tmp_path: Path) -> FlaskClient:
    """Return a client of the page."""
    return client_on(prices, tmp_path)


def test_the_description_of_october_2014_is_its_verdict(
    index_frames: tuple[pd.DataFrame, pd.DataFrame], tmp_path: Path
) -> None:
    """The sentence is worked by hand in the headline's tests."""
    real = FramePrices(dict(zip(("^RUT", "^GSPC"), index_frames, strict=True)))
    said = read(client_on(real, tmp_path).get(QUERY).text).tags["og:description"]
    assert said.startswith("Russell 2000 or S&P 500, as of Tue 28 Oct 2014. The Russell 2000 closed at 1,149.45, ")


def test_a_link_says_its_verdict_its_date_and_its_picture(page: FlaskClient) -> None:
    """Equal tags of both kinds."""
    head = read(page.get(QUERY).text)
    tags = head.tags
    assert head.title == tags["og:title"] == "Small-Cap Desk: Russell 2000 or S&P 500, 28 Oct 2014"
    assert tags["og:description"] == tags["description"]
    assert tags["og:description"].startswith("Russell 2000 or S&P 500, as of Tue 28 Oct 2014. The Russell 2000 closed")
    assert tags["og:description"].endswith("A vote share is not a probability.")
    for name in ("title", "description", "image", "image:alt"):
        assert tags[f"og:{name}"] == tags[f"twitter:{name}"]
    assert tags["twitter:card"] == "summary_large_image"
    assert (tags["og:type"], tags["og:site_name"]) == ("website", "Small-Cap Desk")
    assert (tags["og:image:type"], tags["og:image:width"], tags["og:image:height"]) == ("image/png", "1200", "630")
    assert tags["og:image"] == tags["og:image:secure_url"]
    assert tags["og:image"].startswith(f"{BASE}/image/")
    assert tags["og:image"].endswith(".png?panel=card")
    assert tags["og:url"].startswith(f"{BASE}/?pair=%5ERUT,%5EGSPC&asof=2014-10-28&range=1Y&")


def test_the_tags_of_a_view_are_the_same_each_time(page: FlaskClient) -> None:
    """So that whoever keeps a picture by its address keeps one a view and day."""
    assert read(page.get(QUERY).text).tags == read(page.get(QUERY).text).tags


@pytest.mark.parametrize(
    "query",
    [
        "/?theme={%scripts%}",
        '/?asof="><meta name="x">',
        "/?x=</title><script>alert(1)</script>",
        "/?asof=2014-10-28%0d%0aSet-Cookie:%20a=1",
        "/?pair=<b>,^GSPC",
        "/?asof=2014-10-26",
        f"/?{'x' * 2000}",
    ],
)
def test_what_the_page_does_not_show_as_asked_has_plain_tags(page: FlaskClient, query: str) -> None:
    """No text of the address in them, no picture; only the page's notice repeats it, as text."""
    head = read(page.get(query).text)
    plain = "Own small caps or large caps now? Both sides of the case, computed from prices up to one day."
    social = {name: text for name, text in head.tags.items() if name.startswith(("og:", "twitter:", "description"))}
    assert social == {
        "og:type": "website",
        "og:site_name": "Small-Cap Desk",
        "og:title": "Small-Cap Desk",
        "og:description": plain,
        "description": plain,
        "twitter:card": "summary",
        "twitter:title": "Small-Cap Desk",
        "twitter:description": plain,
    }


def test_the_scorecard_says_what_it_is(page: FlaskClient) -> None:
    """Its own title, without a picture: the card of a view has no calls on it."""
    head = read(page.get("/scorecard?asof=2014-10-28").text)
    assert head.title == head.tags["og:title"] == "Scorecard: Russell 2000 / S&P 500, 28 Oct 2014"
    assert (
        head.tags["og:description"]
        == head.tags["twitter:description"]
        == ("What was said in public, judged by the prices of its day; forecasts are settled when they are due.")
    )
    assert "og:image" not in head.tags


def test_a_page_that_failed_has_plain_tags(prices: FramePrices, tmp_path: Path) -> None:
    """The prices are made to fail."""
    failing = FramePrices(prices.frames, failing=True)
    head = read(app_in(tmp_path, failing).server.test_client().get("/").text)
    assert head.tags["og:title"] == "Small-Cap Desk"
    assert "og:image" not in head.tags


def test_a_name_that_ends_an_attribute_or_looks_like_a_placeholder_is_text(prices: FramePrices) -> None:
    """A crawler reads it as it is, and no tag more than with another name."""
    view = viewer(prices)("?asof=2014-10-28")
    name = '{%scripts%}"><script>&amp;'
    named = preview_tags(replace(view, small=replace(view.small, short=name)), f"{BASE}/", f"{BASE}/image")
    tags = read("".join(map(html_text, named))).tags
    assert tags["og:title"] == f"Small-Cap Desk: {name} or S&P 500, 28 Oct 2014"
    assert len(tags) == len(preview_tags(view, f"{BASE}/", f"{BASE}/image"))


def test_a_snapshot_is_described_by_its_own_address_and_finds_its_frame(prices: FramePrices, tmp_path: Path) -> None:
    """As a crawler reads its document; its card has its name, so that it is taken back with it."""
    settings = SharingSettings(secret_key=KEY, public_base_url=BASE, chromium=BROWSER)
    sharing = sharing_on(prices, tmp_path, settings)
    token = token_of(sharing, Purpose.SHARE, sharing.view("?asof=2014-10-28"), "a snapshot")
    client = app_in(tmp_path, prices, sharing=settings).server.test_client()
    head = read(client.get(f"/s/{token}").text)
    assert head.tags["og:url"] == f"{BASE}/s/{token}"
    assert head.tags["og:title"] == "Small-Cap Desk: Russell 2000 or S&P 500, 28 Oct 2014"
    card = urlsplit(head.tags["og:image"]).path.removeprefix("/image/").removesuffix(".png")
    assert sharing.signer.open(Purpose.IMAGE, card) == sharing.signer.open(Purpose.SHARE, token)
    assert head.frame is not None
    assert head.frame.startswith(f"{BASE}/oembed?url=https%3A%2F%2Fdesk.example.com%2Fs%2F")
    assert client.get(head.frame.removeprefix(BASE)).json["title"] == head.tags["og:title"]


@pytest.mark.skipif(SharingSettings.from_environ({}).chromium is None, reason="no browser renders pictures here")
def test_the_picture_of_a_link_is_there_for_a_crawler(prices: FramePrices) -> None:
    """Fetched from the address in the tags; Pillow reads its size."""
    with served(prices) as base, urlopen(f"{base}{QUERY}") as page:  # noqa: S310 - of this machine
        image = read(page.read().decode()).tags["og:image"]
        assert image.startswith(f"{base}/image/")
        with urlopen(image) as answer:  # noqa: S310 - of this machine
            picture = Image.open(io.BytesIO(answer.read()))
    assert ("PNG", (1200, 630)) == (picture.format, picture.size)


@pytest.mark.parametrize(
    ("mode", "given", "figures"),
    [(Mode.LOCAL, None, True), (Mode.LOCAL, False, False), (Mode.DESK, None, False), (Mode.DESK, True, True)],
)
def test_a_desk_of_users_shows_chats_no_figures_unless_that_is_set(
    prices: FramePrices,
    tmp_path: Path,
    mode: Mode,
    given: bool | None,  # noqa: FBT001
    figures: bool,  # noqa: FBT001
) -> None:
    """Of a snapshot, which opens by its token: what a chat keeps of it has no verdict, no date and no picture."""
    settings = SharingSettings(secret_key=KEY, public_base_url=BASE, chromium=BROWSER, preview_figures=given)
    sharing = sharing_on(prices, tmp_path, settings)
    token = token_of(sharing, Purpose.SHARE, sharing.view("?asof=2014-10-28"), "a snapshot")
    app = app_in(tmp_path, prices, sharing=settings, hosting=HostingSettings(mode=mode))
    head = read(app.server.test_client().get(f"/s/{token}").text)
    assert head.frame is not None
    said = " ".join(head.tags.values())
    assert ("2014" in said, "og:image" in head.tags) == (figures, figures)
    assert figures or "Small-Cap Desk" == head.tags["og:title"] == head.tags["twitter:title"]


def test_without_a_browser_no_link_promises_a_picture(tmp_path: Path) -> None:
    """Neither the tags of the page and of a snapshot nor the description of a frame; the words are there."""
    client = app_in(tmp_path, generated(), sharing=SharingSettings(public_base_url=BASE)).server.test_client()
    links = client.post("/share", json={"query": "?asof=2014-10-28"}).get_json()
    for path in (QUERY, links["snapshot"]):
        head = Head()
        head.feed(client.get(path).text)
        assert "28 Oct 2014" in head.tags["og:title"]
        assert head.tags["twitter:card"] == "summary"
        assert [name for name in head.tags if "image" in name] == []
    assert "thumbnail_url" not in client.get("/oembed", query_string={"url": BASE + links["snapshot"]}).get_json()

"""A snapshot: one view, read-only, under an address that nobody can make up and that ends."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest

from sharing.keys import Keys
from sharing.snapshots import snapshots
from sharing.tokens import Grant, Purpose
from tests.page.prices import FramePrices
from tests.sharing.support import client_of, sharing_on, walk

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from sharing.context import Sharing

LAST_SESSION = "2014-12-31"
LAST_DAY = date(2199, 12, 31)


@pytest.fixture
def prices() -> FramePrices:
    """Return prices that a test may let fail."""
    return FramePrices({"^RUT": walk(1, LAST_SESSION), "^GSPC": walk(2, LAST_SESSION)})


@pytest.fixture
def sharing(prices: FramePrices, tmp_path: Path) -> Sharing:
    """Return what snapshots are made from."""
    return sharing_on(prices, tmp_path)


@pytest.fixture
def client(sharing: Sharing) -> FlaskClient:
    """Return a client of the snapshots alone."""
    return client_of(sharing, snapshots)


def address(sharing: Sharing, query: str, expires: date = LAST_DAY, purpose: Purpose = Purpose.SHARE) -> str:
    """Return the address of the snapshot of a query."""
    return f"/s/{sharing.signer.token(purpose, Grant(query, 'a name', expires))}"


def test_a_snapshot_says_what_it_is_and_leads_to_the_live_page(client: FlaskClient, sharing: Sharing) -> None:
    """Its session, how long it opens, and the link; the weekday is the calendar's."""
    text = client.get(address(sharing, "?asof=2014-10-28")).text
    assert "Read-only snapshot as of Tue 28 Oct 2014. This address opens until 31 Dec 2199." in text
    (link,) = re.findall(r'<a href="([^"]+)" class="live-link">', text)
    home, query = unescape(link).split("/?")
    assert home == "http://127.0.0.1:8050"  # where the product is by itself
    assert query.startswith("pair=%5ERUT,%5EGSPC&asof=2014-10-28&")
    assert re.search(r"&data=csv\.csv\.2014-10-28\.2014-12-31\.[0-9a-f]{12}\.[0-9a-f]{12}$", query)


def test_a_snapshot_is_kept_from_frames_engines_and_other_origins(client: FlaskClient, sharing: Sharing) -> None:
    """No cookie; no referrer, no sniffing, no index, no frame, no script but our own files and one that is named."""
    answer = client.get(address(sharing, ""))
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Cache-Control"].startswith("private")
    assert policy["frame-ancestors"] == policy["default-src"] == "'none'"
    assert re.fullmatch(r"'self' 'sha256-[\w+/]{43}='", policy["script-src"])


def test_nothing_on_a_snapshot_asks_a_server_or_moves_the_page(client: FlaskClient, sharing: Sharing) -> None:
    """No control but the theme, no past cases that are still to come, and every pane's file at the server's home."""
    text = client.get(address(sharing, "?asof=2014-10-28")).text
    assert re.findall(r'data-set="([^"]+)"', text) == ["theme"]
    assert "data-kept" not in text
    assert "data-choose" not in text
    assert "fetched by scripts" not in text
    files = re.findall(r'href="([^"]*csv\?[^"]*)"', text)
    assert len(files) == len(re.findall('<section class="pane ', text)) > 0
    assert all(file.startswith("../csv?") for file in files)


def test_each_claim_keeps_the_sentence_of_its_record(client: FlaskClient, sharing: Sharing) -> None:
    """As many as claims with a record, and no fold-out that would have to be filled."""
    query = "?asof=2014-10-28"
    text = client.get(address(sharing, query)).text
    with_record = sum(bool(found) for found in sharing.view(query).records.values())
    assert text.count('<p class="tracked') == with_record > 0
    assert "Track record" not in text


def test_nothing_dated_after_the_session_is_on_a_snapshot(prices: FramePrices, tmp_path: Path) -> None:
    """Its chart, its words and its tables are the same where the prices end on that day."""
    query = "?asof=2014-10-28"
    cut = FramePrices(prices.frames, until=dict.fromkeys(prices.frames, date(2014, 10, 28)))
    pages = []
    for given in (prices, cut):
        sharing = sharing_on(given, tmp_path)
        text = client_of(sharing, snapshots).get(address(sharing, query)).text
        main = text[text.index("<main") : text.index("</main>")]
        pages.append(re.sub(r'(?s)<section id="trust".*?</section>', "", main))
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    ("path", "status", "why"),
    [
        ("/s/nonsense", 404, "There is nothing here"),
        ("/s/" + "x" * 5000, 404, "There is nothing here"),
        ("/s/{%body%}<script>", 404, "There is nothing here"),
    ],
)
def test_a_token_of_nobodys_gets_a_page_that_says_so(client: FlaskClient, path: str, status: int, why: str) -> None:
    """In HTML, with the way to the desk, and without a word of what was sent."""
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    assert answer.headers["Cache-Control"] == "no-store"
    assert why in answer.text
    assert '<a href="../">Open Small-Cap Desk</a>' in answer.text
    assert path[3:] not in answer.text


def test_an_expired_a_withdrawn_and_a_foreign_token_open_nothing(
    client: FlaskClient, sharing: Sharing, tmp_path: Path
) -> None:
    """410 with what happened, for either, and 404 for a token of an image."""
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    expired = client.get(address(sharing, "", expires=yesterday))
    assert (expired.status_code, "This link expired on" in expired.text) == (410, True)
    Keys(tmp_path / "links").withdraw("a name")  # where `sharing_on` keeps them
    withdrawn = client.get(address(sharing, ""))
    assert (withdrawn.status_code, "This link has been taken back." in withdrawn.text) == (410, True)
    assert client.get(address(sharing, "", purpose=Purpose.IMAGE)).status_code == 404


def test_a_fault_is_a_sentence(client: FlaskClient, sharing: Sharing, prices: FramePrices) -> None:
    """503 and no traceback."""
    path = address(sharing, "")
    prices.failing = True
    answer = client.get(path)
    assert (answer.status_code, answer.text) == (503, "The snapshot could not be made. Try again in a minute.\n")


def test_a_link_that_was_tampered_with_before_it_was_signed_reaches_no_tag(
    client: FlaskClient, sharing: Sharing
) -> None:
    """What a query holds beside a view is repeated in a notice alone, as text."""
    text = client.get(address(sharing, "?asof=<script>alert(1)</script>&{%25scripts%25}=1")).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text

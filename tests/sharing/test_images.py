"""An image address answers with the very picture, or with a sentence."""

from __future__ import annotations

import io
import logging
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from components.pictures import described
from data.locks import place
from sharing.images import images
from sharing.settings import SharingSettings
from sharing.tokens import Grant, Purpose
from tests.page.prices import FramePrices
from tests.sharing.browsers import fake, real, runs
from tests.sharing.support import client_of, sharing_on, token_of, walk

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from sharing.context import Sharing

QUERY = "?pair=%5ERUT,%5EGSPC&asof=2014-06-30&theme=dark"


def desk(folder: Path, browser: str | None) -> Sharing:
    """Return what images are given, with a browser or without."""
    prices = FramePrices({"^RUT": walk(1), "^GSPC": walk(2)})
    return sharing_on(prices, folder, SharingSettings(chromium=browser))


@pytest.fixture
def sharing(tmp_path: Path) -> Sharing:
    """Return a desk with a browser that stands in for the real one."""
    return desk(tmp_path, fake(tmp_path / "browser"))


@pytest.fixture
def client(sharing: Sharing) -> FlaskClient:
    """Return a client of the images alone."""
    return client_of(sharing, images)


@pytest.fixture
def token(sharing: Sharing) -> str:
    """Return a token for a view."""
    return token_of(sharing, Purpose.IMAGE, sharing.view(QUERY), "mine")


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("png", "image/png"),
        ("svg", "image/svg+xml; charset=utf-8"),
        ("pdf", "application/pdf"),
        ("txt", "text/plain; charset=utf-8"),
    ],
)
def test_an_image_says_what_it_is(client: FlaskClient, token: str, form: str, kind: str) -> None:
    """Its type, its name, that others may show it, and that it sets no cookie; the same to HEAD, without the body."""
    answer = client.get(f"/image/{token}.{form}?panel=rsi&width=640")
    head = client.head(f"/image/{token}.{form}?panel=rsi&width=640")
    assert (200, kind) == (answer.status_code, answer.headers["Content-Type"])
    assert answer.headers["Content-Disposition"].startswith("inline; filename=small-cap-desk-RUT-GSPC-2014-06-30-")
    assert answer.headers["Content-Disposition"].endswith(f"-rsi.{form}")
    assert "nosniff" == answer.headers["X-Content-Type-Options"]
    assert "cross-origin" == answer.headers["Cross-Origin-Resource-Policy"]
    assert "public, max-age=60" == answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    assert (form == "svg") == ("default-src 'none'" in answer.headers.get("Content-Security-Policy", ""))
    assert (200, b"") == (head.status_code, head.data)
    assert dict(answer.headers) == dict(head.headers)


@pytest.mark.parametrize("side", ["bear", "bull"])
def test_the_file_of_a_case_says_which(client: FlaskClient, token: str, side: str) -> None:
    """Both in one folder are two files."""
    answer = client.get(f"/image/{token}.svg?panel=case&side={side}")
    assert answer.headers["Content-Disposition"].endswith(f"-case-{side}.svg")


def test_an_svg_is_a_document_and_a_text_is_its_alternative(client: FlaskClient, sharing: Sharing, token: str) -> None:
    """Read back by the standard library; the text is that of the pictures' own module."""
    root = ET.fromstring(client.get(f"/image/{token}.svg?panel=rsi&width=640").data)  # noqa: S314 - our own
    assert ("640", "{http://www.w3.org/2000/svg}svg") == (root.get("width"), root.tag)
    text = client.get(f"/image/{token}.txt?panel=case&side=bear").text
    assert described(sharing.view(QUERY), "case", "bear") == text


def test_what_a_client_has_is_not_rendered_again(tmp_path: Path, client: FlaskClient, token: str) -> None:
    """304 by the tag of its content, also where nothing is kept and no browser is left; another picture has another."""
    address = f"/image/{token}.png?panel=card"
    tag = client.get(address).headers["ETag"]
    bare = client_of(desk(tmp_path / "elsewhere", None), images)
    for known in (tag, f'"other", {tag}', tag.removeprefix("W/")):
        answer = bare.get(address, headers={"If-None-Match": known})
        assert (304, b"", tag) == (answer.status_code, answer.data, answer.headers["ETag"])
        assert "public, max-age=60" == answer.headers["Cache-Control"]
    assert 1 == runs(tmp_path / "browser")
    assert 503 == bare.get(address, headers={"If-None-Match": 'W/"other"'}).status_code
    assert tag != client.get(f"{address}&theme=light").headers["ETag"]


def test_a_revised_bar_is_another_picture_that_says_so(tmp_path: Path, sharing: Sharing, token: str) -> None:
    """The same link, the last close one percent higher; in words and in every panel's picture."""
    frames = {"^RUT": walk(1), "^GSPC": walk(2)}
    frames["^RUT"].loc["2014-06-30", "close"] *= 1.01
    revised = sharing_on(FramePrices(frames), tmp_path / "revised", sharing.settings)
    same, other = (client_of(one, images) for one in (sharing, revised))
    assert same.get(f"/image/{token}.svg").headers["ETag"] != other.get(f"/image/{token}.svg").headers["ETag"]
    warning = "The link was made on other prices of the Russell 2000 up to 30 Jun 2014"
    for panel in ("chart", "rsi", "case", "card"):
        for address in (f"/image/{token}.svg?panel={panel}", f"/image/{token}.txt?panel={panel}"):
            assert [0, 1] == [client.get(address).text.split("</desc>")[-1].count(warning) for client in (same, other)]


def test_a_token_opens_what_it_was_made_for_until_its_last_day(
    client: FlaskClient, sharing: Sharing, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Another purpose and a changed one are 404, an expired one and one taken back 410; none goes into the log."""
    view = sharing.view(QUERY)
    yesterday = sharing.signer.today() - timedelta(days=1)
    old = sharing.signer.token(Purpose.IMAGE, Grant(QUERY, "old", yesterday))
    back = token_of(sharing, Purpose.IMAGE, view, "back")
    sharing.signer._withdrawn.withdraw("back")  # type: ignore[attr-defined]
    with caplog.at_level(logging.DEBUG):
        found = [
            client.get(f"/image/{one}.png").status_code
            for one in (token_of(sharing, Purpose.EMBED, view), token[:-1], "x" * 9000, old, back, token)
        ]
    assert [404, 404, 404, 410, 410, 200] == found
    assert token[:20] not in caplog.text


def test_a_view_that_cannot_be_shown_as_asked_has_no_picture(client: FlaskClient, sharing: Sharing) -> None:
    """A pair that cannot be had would be another one under its name."""
    grant = sharing.grant(sharing.view(QUERY), "mine")
    gone = sharing.signer.token(Purpose.IMAGE, replace(grant, query="?pair=IWM,SPY"))
    answer = client.get(f"/image/{gone}.svg")
    assert 400 == answer.status_code
    assert "IWM and SPY cannot be had" in answer.text


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("?width=9999", 400, "width is “9999”"),
        ("?width=400&width=400", 400, "one width"),
        ("?size=1", 400, "no “size”"),
        ("?theme=%0d%0aSet-Cookie:a=b", 400, "theme is “··Set-Cookie:a=b”"),
        ("?panel=%3Cscript%3E", 404, "no panel “<script>”"),
        ("?side=bear", 400, "only panel=case"),
        ("?" + "&".join(f"a{number}=1" for number in range(5000)), 400, "no “a0”"),
    ],
)
@pytest.mark.parametrize("form", ["png", "txt"])
def test_what_an_address_cannot_mean_is_said(
    client: FlaskClient, token: str, form: str, query: str, status: int, said: str
) -> None:
    """As plain text, which nothing runs, and which is not kept."""
    answer = client.get(f"/image/{token}.{form}{query}")
    assert status == answer.status_code
    assert said in answer.text
    assert "text/plain; charset=utf-8" == answer.headers["Content-Type"]
    assert "no-store" == answer.headers["Cache-Control"]


def test_there_are_four_forms(client: FlaskClient, token: str) -> None:
    """No other ending is an address."""
    assert [404, 404, 404] == [client.get(f"/image/{token}{end}").status_code for end in ("", ".gif", ".png.exe")]


def test_without_a_browser_the_other_forms_are_there(tmp_path: Path, token: str) -> None:
    """And the answer says what to install."""
    bare = client_of(desk(tmp_path / "bare", None), images)
    found = {form: bare.get(f"/image/{token}.{form}") for form in ("png", "pdf", "svg", "txt")}
    assert [503, 503, 200, 200] == [answer.status_code for answer in found.values()]
    assert "apt-get install chromium-headless-shell" in found["png"].text
    assert "Retry-After" not in found["png"].headers


def test_a_full_queue_says_when_to_come_again(tmp_path: Path, client: FlaskClient, token: str) -> None:
    """Nine places are taken by others; what is kept already is still answered."""
    kept = client.get(f"/image/{token}.png?panel=rsi").data
    with ExitStack() as held:
        for _ in range(9):
            held.enter_context(place(tmp_path / "pictures", 9))
        answer = client.get(f"/image/{token}.png?panel=roc")
        assert (503, "5") == (answer.status_code, answer.headers["Retry-After"])
        assert kept == client.get(f"/image/{token}.png?panel=rsi").data


@pytest.mark.parametrize(("width", "scale"), [(320, 1), (900, 2), (2400, 1)])
def test_a_png_of_a_real_browser_has_the_width_asked_for(tmp_path: Path, token: str, width: int, scale: int) -> None:
    """Read by Pillow; its height is that of the SVG, and in its corners is the ground of a dark page."""
    client = client_of(desk(tmp_path / "real", real()), images)
    address = f"panel=price&width={width}"
    root = ET.fromstring(client.get(f"/image/{token}.svg?{address}").data)  # noqa: S314 - our own
    answer = client.get(f"/image/{token}.png?{address}&scale={scale}")
    with Image.open(io.BytesIO(answer.data)) as found:
        assert (width * scale, int(root.get("height", "0")) * scale) == found.size
        colours = found.convert("RGB")
        corners = [(0, 0), (found.width - 1, found.height - 1)]
        assert [(0x15, 0x1B, 0x23)] * 2 == [colours.getpixel(corner) for corner in corners]
        assert len(colours.getcolors(maxcolors=2**24) or ()) > 50


def test_a_card_of_a_real_browser_is_that_of_a_preview(tmp_path: Path, token: str) -> None:
    """1200 x 630, what chats ask for."""
    client = client_of(desk(tmp_path / "real", real()), images)
    with Image.open(io.BytesIO(client.get(f"/image/{token}.png?panel=card").data)) as found:
        assert (1200, 630) == found.size

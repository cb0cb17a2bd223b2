"""An embed: one panel or a case, its source and the way back, no script, and only where it may be framed."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from html import unescape
from typing import TYPE_CHECKING

import pytest

from hosting.caching import label_for_caches
from sharing.embeds import embeds
from sharing.settings import SharingSettings
from sharing.tokens import Purpose
from tests.page.prices import FramePrices
from tests.sharing.support import client_of, sharing_on, token_of, walk

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from sharing.context import Sharing

ORIGINS = ("https://wiki.example.com", "https://desk.example.org:8443")
VIEW = "?asof=2014-06-30&range=1Y"


@pytest.fixture
def sharing(tmp_path: Path) -> Sharing:
    """Return what an embed is given, where two origins may frame it."""
    prices = FramePrices({"^RUT": walk(1), "^GSPC": walk(2)})
    return sharing_on(prices, tmp_path, SharingSettings(embed_origins=ORIGINS))


@pytest.fixture
def client(sharing: Sharing) -> FlaskClient:
    """Return a client of embeds alone."""
    return client_of(sharing, embeds)


def embed(sharing: Sharing, query: str = VIEW) -> str:
    """Return the path of the embed of a view."""
    return f"/embed/{token_of(sharing, Purpose.EMBED, sharing.view(query), 'an embed')}"


@pytest.mark.parametrize(
    ("panel", "keys"),
    [
        ("price", ["price"]),
        ("relative", ["relative"]),
        ("momentum", ["rsi", "ppo-small", "ppo-large", "roc"]),
        ("verdict", ["claims", "probability"]),
        ("roc", ["roc"]),
    ],
)
def test_a_panel_stands_alone_with_its_date_its_source_and_the_way_back(
    sharing: Sharing, client: FlaskClient, panel: str, keys: list[str]
) -> None:
    """The panes of the panel with heading, description and drawing; the link opens the view that was shared."""
    text = client.get(f"{embed(sharing)}?panel={panel}").text
    assert keys == re.findall(r'<section class="pane pane-([\w-]+)"', text)
    assert len(keys) == text.count('class="snapshot"') == text.count('class="unseen"') == text.count("<h2 ")
    assert '<h1 class="embed-title">Russell 2000 or S&amp;P 500, as of Mon 30 Jun 2014</h1>' in text
    assert "As of 30 Jun 2014. Russell 2000 and S&amp;P 500, price only, without dividends. Source: CSV files." in text
    back = re.search(r'<a href="([^"]+)" target="_blank" rel="noopener">', text)
    assert back is not None
    shared = sharing.grant(sharing.view(VIEW), "an embed").query
    assert f"http://127.0.0.1:8050/{shared}" == unescape(back[1])


@pytest.mark.parametrize(
    ("query", "titles"), [("", ["Bear", "Bull"]), ("&side=bear", ["Bear"]), ("&side=bull", ["Bull"])]
)
def test_the_case_is_both_sides_or_the_one_asked_for(
    sharing: Sharing, client: FlaskClient, query: str, titles: list[str]
) -> None:
    """The claims with their evidence, and nothing that would need a script: no pin, no past cases to be fetched."""
    text = client.get(f"{embed(sharing)}?panel=case{query}").text
    assert titles == re.findall(r"<h2>(\w+) case</h2>", text)
    assert text.count("<article ") == text.count("<details>") == text.count('class="evidence"') > 4
    assert "<button" not in text
    assert "JavaScript" not in text


def test_nothing_runs_or_is_kept_and_only_the_origins_set_may_frame_it(sharing: Sharing, client: FlaskClient) -> None:
    """By the policy, which names the very styles in the document by hash; no cookie, no script, no inline style."""
    answer = client.get(embed(sharing))
    policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
    sheets = re.findall(r"<style[^>]*>(.*?)</style>", answer.text, re.DOTALL)
    hashes = " ".join(f"'sha256-{b64encode(sha256(sheet.encode()).digest()).decode()}'" for sheet in sheets)
    assert policy == {
        "default-src": "'none'",
        "style-src": hashes,
        "font-src": "'self'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "https://wiki.example.com https://desk.example.org:8443",
    }
    expected = {"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff", "X-Robots-Tag": "noindex"}
    assert expected.items() <= dict(answer.headers).items()
    assert not {"Set-Cookie", "X-Frame-Options"} & set(answer.headers.keys())
    assert not re.search(r"<script| style=| on\w+=", answer.text)


def test_without_origins_only_the_desk_itself_may_frame_it(sharing: Sharing) -> None:
    """That is what a browser takes `'self'` for."""
    client = client_of(replace(sharing, settings=SharingSettings()), embeds)
    assert client.get(embed(sharing)).headers["Content-Security-Policy"].endswith("frame-ancestors 'self'")


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ("panel=volume", 404, "There is no panel “volume” in this view; it has price, relative,"),
        ("panel=", 404, "There is no panel “”"),
        ("panel=price&panel=roc", 400, "There is a second “panel”: “roc”."),
        ("theme=blue", 400, "“blue” cannot be used as theme: it takes light, dark, auto."),
        ("side=bear", 400, "“bear” cannot be used as side: only the panel case has sides."),
        ("panel=case&side=%3Cb%3E", 400, "“<b>” cannot be used as side: it takes bear, bull."),
        ("asof=2014-01-02", 400, "The parameter “asof” cannot be used"),
        ("%0d%0aSet-Cookie:x=1", 400, "The parameter “··Set-Cookie:x” cannot be used"),
    ],
)
def test_what_cannot_be_framed_is_named_in_plain_text(
    sharing: Sharing, client: FlaskClient, query: str, status: int, told: str
) -> None:
    """The parameter and what it holds, in printable characters, as text that no browser takes for a document."""
    answer = client.get(f"{embed(sharing)}?{query}")
    assert status == answer.status_code
    assert answer.mimetype == "text/plain"
    assert answer.text.startswith(told)
    assert answer.text.count("\n") == 1


@pytest.mark.parametrize("purpose", [Purpose.SHARE, Purpose.IMAGE])
def test_a_token_of_another_purpose_opens_no_embed(sharing: Sharing, client: FlaskClient, purpose: Purpose) -> None:
    """Each purpose has a signature of its own."""
    token = token_of(sharing, purpose, sharing.view(VIEW), "another")
    assert client.get(f"/embed/{token}").status_code == 404
    assert client.get(f"/embed/{token[:-1]}").status_code == 404


def test_an_expired_embed_is_gone(sharing: Sharing, client: FlaskClient) -> None:
    """A day after its last one, with that day in words."""
    address, today = embed(sharing), sharing.signer.today()
    sharing.signer.today = lambda: today + timedelta(days=90)
    assert client.get(address).status_code == 200
    sharing.signer.today = lambda: today + timedelta(days=91)
    assert client.get(address).status_code == 410


def test_a_browser_that_has_an_embed_is_not_sent_it_again(sharing: Sharing, client: FlaskClient) -> None:
    """It asks after a minute, and hears that nothing has changed; another panel is another document."""
    label_for_caches(client.application)
    first = client.get(embed(sharing))
    known = {"If-None-Match": first.headers["ETag"]}
    assert first.headers["Cache-Control"] == "private, max-age=60"
    assert client.get(embed(sharing), headers=known).status_code == 304
    assert client.get(f"{embed(sharing)}?panel=roc", headers=known).status_code == 200


def test_an_embed_shows_the_dates_that_the_reader_had_zoomed_to(sharing: Sharing, client: FlaskClient) -> None:
    """From the first to the last session within, as the sessions of the prices have them."""
    text = client.get(embed(sharing, f"{VIEW}&zoom=2014-03-01,2014-06-01")).text
    assert '<p class="period">3 Mar 2014 to 30 May 2014</p>' in text
    assert "values at the ends of 30 May 2014</p>" in text


def test_what_came_after_the_date_is_there_only_where_the_link_says_so_and_marked(
    sharing: Sharing, client: FlaskClient
) -> None:
    """The dates end on the as-of session; with what came after they say how far it goes, and it is shaded."""
    hidden, shown = (client.get(embed(sharing, f"{VIEW}&after={after}")).text for after in ("hidden", "shown"))
    assert '<p class="period">1 Jul 2013 to 30 Jun 2014</p>' in hidden
    assert 'class="after"' not in hidden
    assert "values at the ends" not in hidden
    assert re.search(r'<p class="period">.* to 30 Jun 2014, and what came after to \d+ \w+ 2014</p>', shown)
    assert 'class="after"' in shown


def test_prices_that_cannot_be_had_any_more_are_said_in_the_frame(sharing: Sharing, tmp_path: Path) -> None:
    """Another pair is never shown without a word."""
    frames = {"^RUT": walk(1), "^GSPC": walk(2), "IWM": walk(3)}
    address = embed(sharing_on(FramePrices(frames), tmp_path), "?pair=IWM,^GSPC")
    text = client_of(sharing, embeds).get(address).text
    assert '<p class="notice">IWM and ^GSPC cannot be had; ^RUT and ^GSPC are shown instead.</p>' in text


def test_auto_has_the_colours_of_both_themes_and_each_theme_its_own(sharing: Sharing, client: FlaskClient) -> None:
    """Those of the dark one under a condition, from the tokens of the page."""
    auto, dark = (client.get(f"{embed(sharing)}?theme={theme}").text for theme in ("auto", "dark"))
    assert '<html lang="en" data-theme="auto">' in auto
    assert '<meta name="color-scheme" content="light dark">' in auto
    sheet = re.search(r'<style media="\(prefers-color-scheme: dark\)">(.*?)</style>', auto, re.DOTALL)
    assert sheet is not None
    assert ':root[data-theme="auto"] {' in sheet[1]
    assert '<html lang="en" data-theme="dark">' in dark
    assert '<style media="(prefers-color-scheme: dark)"></style>' in dark

"""An embed in the page of another origin: shown where that origin is set, refused elsewhere, with nothing kept."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from components.embed import height
from components.view import viewer
from scripts.serving import served
from sharing.keys import Keys
from sharing.settings import SharingSettings
from sharing.tokens import Grant, Purpose, Signer
from tests.page.accessibility import violations
from tests.page.prices import FramePrices

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from playwright.sync_api import Browser, Frame, Page

pytestmark = pytest.mark.page

KEY = "a key for tests, long enough to be one"
GRANT = Grant("?asof=2014-10-28&range=1Y&scale=levels", "an embed", date(2199, 12, 31))
PANELS = ("price", "relative", "momentum", "verdict", "case")
_KEPT = """async () => [document.cookie.length, localStorage.length, sessionStorage.length,
    (await indexedDB.databases()).length, (await caches.keys()).length, document.scripts.length]"""
_SPILLED = """() => [...document.querySelectorAll('h1, h2, p, .plot, .end, .strip, .dates text, article')].filter(
    one => one.checkVisibility() && !one.matches('.unseen')).filter(one => {
        const box = one.getBoundingClientRect();
        return box.left < -0.5 || box.right > innerWidth + 0.5; }).map(one => one.textContent)"""
_MET = """() => { const boxes = [...document.querySelectorAll('.dates text')].filter(one => one.checkVisibility())
    .map(one => one.getBoundingClientRect());
    return boxes.slice(1).filter((box, n) => box.left < boxes[n].right + 2).length; }"""
_SMALLEST = """() => Math.min(...[...document.querySelectorAll('body *')].map(
    one => parseFloat(getComputedStyle(one).fontSize)))"""
_GROUND = "() => getComputedStyle(document.body).backgroundColor"
LIGHT, DARK = "rgb(255, 255, 255)", "rgb(21, 27, 35)"  # --surface of tokens.css


@dataclass
class Wiki:
    """A page elsewhere, on a port of its own."""

    origin: str
    page: str = ""


@contextmanager
def wiki() -> Iterator[Wiki]:
    """Serve a page that frames what a test puts into it."""

    class Serve(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<!DOCTYPE html><title>A wiki</title>{found.page}".encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Serve)
    found = Wiki(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def known() -> Iterator[Wiki]:
    """Return a page whose origin may frame embeds."""
    with wiki() as found:
        yield found


@pytest.fixture(scope="module")
def embed(frames: dict[str, pd.DataFrame], known: Wiki, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of an embed."""
    settings = SharingSettings(secret_key=KEY, embed_origins=(known.origin,))
    token = Signer(KEY, Keys(tmp_path_factory.mktemp("links"))).token(Purpose.EMBED, GRANT)
    with served(FramePrices(frames), sharing=settings) as base:
        yield f"{base}/embed/{token}"


@contextmanager
def window(browser: Browser, scheme: str = "null", width: int = 1280) -> Iterator[Page]:
    """Open a window of a reader who prefers a scheme, or says nothing of it."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})
    try:
        yield context.new_page()
        assert context.cookies() == []
    finally:
        context.close()


def framed(page: Page, found: Wiki, address: str, *, wide: int = 600, high: int = 400, style: str = "") -> Frame:
    """Return a frame of an embed in a page elsewhere, once it is loaded."""
    size = f'width="{wide}" height="{high}"'
    found.page = f'<html {style}><iframe title="Embed" src="{escape(address)}" {size}></iframe>'
    page.goto(found.origin)
    return page.frames[1]


def resize(page: Page, frame: Frame, wide: int) -> None:
    """Give a frame another width."""
    page.locator("iframe").evaluate("(frame, wide) => { frame.width = wide; frame.style.border = 0; }", wide)
    frame.wait_for_function("wide => innerWidth === wide", arg=wide)


def test_a_page_of_an_origin_that_is_set_shows_the_panel(browser: Browser, known: Wiki, embed: str) -> None:
    """Its heading, its drawing and the way back are to be seen, in the page's own font; nothing is kept, or runs."""
    with window(browser) as page:
        faults: list[str] = []
        page.on("console", lambda line: faults.append(line.text))
        frame = framed(page, known, f"{embed}?panel=price")
        inside = page.frame_locator("iframe")
        expect(inside.get_by_role("heading", name="Russell 2000 or S&P 500, as of Tue 28 Oct 2014")).to_be_visible()
        expect(inside.locator("svg.lines").first).to_be_visible()
        expect(inside.get_by_role("link", name="Open this view in Small-Cap Desk")).to_be_visible()
        assert frame.evaluate("document.fonts.ready.then(() => document.fonts.check('12px Inter'))")
        assert frame.evaluate(_KEPT) == [0, 0, 0, 0, 0, 0]
        assert faults == []


def test_a_page_of_another_origin_is_refused_by_the_browser(browser: Browser, embed: str) -> None:
    """The frame stays empty of what the desk says."""
    with wiki() as other, window(browser) as page:
        with page.expect_console_message(lambda line: "frame-ancestors" in line.text):
            framed(page, other, f"{embed}?panel=price")
        expect(page.frame_locator("iframe").get_by_text("Russell 2000")).to_have_count(0)


def test_no_page_may_frame_the_desk_itself(browser: Browser, known: Wiki, embed: str) -> None:
    """Not even one that may frame embeds."""
    with window(browser) as page, page.expect_console_message(lambda line: "frame-ancestors" in line.text):
        framed(page, known, embed.partition("/embed/")[0])


@pytest.mark.parametrize(("theme", "ground"), [("light", LIGHT), ("dark", DARK)])
def test_a_theme_that_is_asked_for_stays(browser: Browser, known: Wiki, embed: str, theme: str, ground: str) -> None:
    """Whatever the page around it has."""
    with window(browser) as page:
        for around in ("light", "dark"):
            style = f'style="color-scheme: {around}"'
            assert framed(page, known, f"{embed}?theme={theme}", style=style).evaluate(_GROUND) == ground


@pytest.mark.parametrize(("scheme", "ground"), [("light", LIGHT), ("dark", DARK)])
def test_auto_is_as_the_page_around_or_as_the_reader_prefers(
    browser: Browser, known: Wiki, embed: str, scheme: str, ground: str
) -> None:
    """A page that says its scheme hands it on; of one that says none, the reader's preference counts."""
    with window(browser) as page:
        frame = framed(page, known, f"{embed}?theme=auto", style=f'style="color-scheme: {scheme}"')
        assert frame.evaluate(_GROUND) == ground
    with window(browser, scheme) as page:
        assert framed(page, known, embed).evaluate(_GROUND) == ground


@pytest.mark.parametrize("panel", PANELS)
def test_a_panel_fills_its_frame_at_every_width(browser: Browser, known: Wiki, embed: str, panel: str) -> None:
    """Nothing reaches beyond it, no two dates meet, and no text is smaller than 11 px."""
    with window(browser, width=1700) as page:
        frame = framed(page, known, f"{embed}?panel={panel}")
        for wide in (280, 360, 600, 1600):
            resize(page, frame, wide)
            assert frame.evaluate("document.documentElement.scrollWidth") <= wide
            assert frame.evaluate(_SPILLED) == []
            assert frame.evaluate(_MET) == 0
            assert frame.evaluate(_SMALLEST) >= 11


@pytest.mark.parametrize("panel", PANELS[:-1])
def test_a_frame_of_the_height_proposed_shows_a_panel_whole(
    browser: Browser, known: Wiki, embed: str, frames: dict[str, pd.DataFrame], panel: str
) -> None:
    """It need not be scrolled, and is not half empty."""
    view = viewer(FramePrices(frames))(GRANT.query)
    with window(browser) as page:
        frame = framed(page, known, f"{embed}?panel={panel}")
        for wide in (320, 640):
            resize(page, frame, wide)
            high = height(view, panel, wide)
            assert 0.75 * high < frame.evaluate("document.body.scrollHeight") <= high


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_an_embed(browser: Browser, embed: str, panel: str, theme: str) -> None:
    """By the rules of WCAG 2.2 A and AA and of good practice."""
    with window(browser) as page:
        page.goto(f"{embed}?panel={panel}&theme={theme}")
        assert violations(page) == []


def test_the_evidence_of_a_claim_opens_without_a_script(browser: Browser, known: Wiki, embed: str) -> None:
    """By the keyboard, in the frame."""
    with window(browser) as page:
        framed(page, known, f"{embed}?panel=case&side=bear")
        claim = page.frame_locator("iframe").locator("article").first
        claim.locator("summary").press("Enter")
        expect(claim.locator("table.evidence")).to_be_visible()

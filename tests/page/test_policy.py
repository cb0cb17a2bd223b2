"""The page's content security policy in a browser: all that is ours works under it, and nothing else runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.page.conftest import Desk

pytestmark = pytest.mark.page

OCTOBER = "?asof=2014-10-28&range=1Y&show=B1"
_NOTE = """window.refused = [];
document.addEventListener("securitypolicyviolation", (event) => window.refused.push(
    `${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));"""
# What an attacker could bring into the page if something of a link were not escaped, by the directive that stops it.
_ATTACKS = {
    "script-src-elem": """() => { const script = document.createElement("script");
        script.text = "window.broken = 'an inline script'"; document.head.append(script); }""",
    "script-src-attr": """() => { const image = document.createElement("div");
        image.innerHTML = "<img src='data:,' onerror='window.broken = 1'>"; document.body.append(image); }""",
    "script-src": "() => { window.setTimeout(\"window.broken = 'a text as code'\"); }",
    "script-src-elem by address": """() => { const script = document.createElement("script");
        script.src = "data:text/javascript,window.broken = 1"; document.head.append(script); }""",
    "connect-src": "() => { fetch('https://elsewhere.example/').catch(() => {}); }",
    "frame-src": """() => { const frame = document.createElement("iframe");
        frame.src = "https://elsewhere.example/"; document.body.append(frame); }""",
    "base-uri": """() => { const base = document.createElement("base");
        base.href = "https://elsewhere.example/"; document.head.append(base); }""",
    "form-action": """() => { const form = document.createElement("form");
        form.action = "https://elsewhere.example/"; document.body.append(form); form.submit(); }""",
}


def refused(page: Page) -> list[str]:
    """Return what the browser has refused to load or to run on a page."""
    found: list[str] = page.evaluate("window.refused")
    return found


def test_nothing_of_the_page_is_refused(desk: Desk) -> None:
    """Chart, share menu, pictures by file and by clipboard, track records, replay, table, print, and the scorecard."""
    desk.page.add_init_script(_NOTE)
    page = desk.open(OCTOBER)
    page.wait_for_function("() => Boolean(desk.picture)")
    for form in ("svg", "png"):
        page.locator(".pane-price .save summary").click()
        with page.expect_download():
            page.locator(f".pane-price [data-save={form}]").click()
    page.locator(".pane-price .save summary").click()
    page.locator(".pane-price [data-save=copy]").click()
    expect(page.locator("#saved")).to_have_text("Picture copied")
    with desk.redrawn():
        page.get_by_role("button", name="Previous session").click()
    page.locator("#evidence-B5").click()
    with desk.redrawn():
        page.locator("#replay").click()
    page.locator("#replay").click()
    page.pdf()
    page.get_by_role("button", name="Share").click()
    expect(page.locator("#share-said")).to_have_text("The links are ready.")
    snapshot = page.locator("#share-snapshot").input_value()
    assert [] == refused(page)
    page.goto(f"{desk.base}/scorecard")
    assert [] == refused(page)
    page.goto(snapshot)
    page.wait_for_selector("#chart[data-drawn]:not([data-drawn=''])", state="attached")
    assert [] == refused(page)


@pytest.mark.parametrize("directive", _ATTACKS)
def test_what_is_not_ours_neither_runs_nor_loads(desk: Desk, directive: str) -> None:
    """The browser says which directive stopped it, and the page goes on."""
    desk.allowed = ("Content Security Policy", "failed: data:")
    desk.page.add_init_script(_NOTE)
    page = desk.open(OCTOBER)
    page.evaluate(_ATTACKS[directive])
    page.wait_for_function("() => window.refused.length > 0")
    assert [line for line in refused(page) if not line.startswith(directive.partition(" ")[0])] == []
    assert page.evaluate("window.broken === undefined")

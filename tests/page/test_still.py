"""A still page reads as the live one, and a view in one file works without a network."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from components.view import viewer
from scripts.serving import served
from sharing.keys import Keys
from sharing.onefile import one_file
from sharing.settings import SharingSettings
from sharing.tokens import Grant, Purpose, Signer
from tests.page.accessibility import violations
from tests.page.prices import FramePrices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pandas as pd
    from playwright.sync_api import Browser, Page

    from tests.page.conftest import Desk

pytestmark = pytest.mark.page

KEY = "a key for tests, long enough to be one"
QUERY = "?asof=2014-10-28&range=1Y&show=B1"
_SAID = """() => Object.fromEntries(["verdict", "readout", "numbers", "odds"].map(
    (id) => [id, document.getElementById(id).textContent]))"""
_CLAIMS = """() => [...document.querySelectorAll("[data-claim]")].map((one) => [one.dataset.claim, one.dataset.status,
    one.querySelector("h3, h4").textContent, one.querySelector(".reason").textContent,
    one.querySelector(".evidence").textContent])"""
_KEPT = """async () => [document.cookie.length, localStorage.length, sessionStorage.length,
    (await indexedDB.databases()).length, (await caches.keys()).length]"""
_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
_LINE = "getComputedStyle(document.querySelector('#chart .scatterlayer .js-line')).stroke"


@pytest.fixture(scope="module")
def base(frames: dict[str, pd.DataFrame]) -> Iterator[str]:
    """Return the address of a server whose tokens these tests can make."""
    with served(FramePrices(frames), None, SharingSettings(secret_key=KEY)) as home:
        yield home


@pytest.fixture
def snapshot(tmp_path: Path) -> Callable[[str], str]:
    """Return a function that gives the path of the snapshot of a query."""
    signer = Signer(KEY, Keys(tmp_path))
    return lambda query=QUERY: f"s/{signer.token(Purpose.SHARE, Grant(query, 'a name', date(2199, 12, 31)))}"


@pytest.fixture
def offline(browser: Browser, frames: dict[str, pd.DataFrame], tmp_path: Path) -> Iterator[Page]:
    """Return a view in one file, opened without a network; it may ask for nothing and log nothing."""
    file = tmp_path / "view.html"
    file.write_text(
        one_file(viewer(FramePrices(frames))(QUERY), "https://desk.example.com/?range=1Y"), encoding="utf-8"
    )
    context = browser.new_context(offline=True, accept_downloads=True)
    page, seen = context.new_page(), []
    page.on("request", lambda request: seen.append(request.url))
    page.on("console", lambda line: seen.append(line.text))
    page.on("pageerror", lambda error: seen.append(str(error)))
    page.goto(file.as_uri())
    page.wait_for_selector("html[data-ready]", state="attached")
    yield page
    context.close()
    assert [url for url in seen if not url.startswith(("data:", "blob:"))] == [file.as_uri()]


def test_a_snapshot_says_what_the_page_says(
    visit: Callable[..., Desk], base: str, snapshot: Callable[..., str]
) -> None:
    """Verdict, readout, numbers and probabilities word by word, every claim with its evidence, and the same lines.

    But what the page still waits for, the snapshot does not promise.
    """
    page = visit(base).open(QUERY)
    expected = page.evaluate(_SAID), page.evaluate(_CLAIMS), page.evaluate("desk.chart.figure.data.map(d => [...d.y])")
    still = visit(base).open(snapshot())
    found = still.evaluate(_SAID), still.evaluate(_CLAIMS), still.evaluate("desk.chart.figure.data.map(d => [...d.y])")
    assert str(expected[2]) == str(found[2])
    awaited, absent = "is being computed", "was not computed when this was made"
    assert {name: said.replace(awaited, absent) for name, said in expected[0].items()} == found[0]
    assert expected[1] == found[1]


def test_a_snapshot_asks_for_its_own_files_and_keeps_nothing(
    visit: Callable[..., Desk], base: str, snapshot: Callable[..., str]
) -> None:
    """Its scripts, one font and the sign of the tab; no question, no cookie, no storage of any kind."""
    desk = visit(base)
    page = desk.open(snapshot())
    page.locator("#evidence-B1").click()
    page.locator("#table-rsi").click()
    paths = [urlsplit(url).path for url in desk.requests]
    assert [path for path in paths if not path.startswith(("/s/", "/assets/", "/_favicon.ico"))] == []
    assert page.evaluate(_KEPT) == [0, 0, 0, 0, 0]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_snapshot_fits_every_screen_and_axe_finds_nothing(
    visit: Callable[..., Desk], base: str, snapshot: Callable[..., str], theme: str
) -> None:
    """Wide with an evidence open, on a phone, and at 320 pixels: nothing goes over the edge; all panels stand there."""
    desk = visit(base)
    page = desk.open(snapshot(f"{QUERY}&theme={theme}"))
    page.locator("#evidence-B1").click()
    assert violations(page) == []
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate(_WIDE) <= 0
        expect(page.locator("[data-plot=probability]")).to_be_visible()
    assert violations(page) == []


def test_the_theme_changes_on_the_page_alone(
    visit: Callable[..., Desk], base: str, snapshot: Callable[..., str]
) -> None:
    """The live lines take the dark colours, and the address stays."""
    page = visit(base).open(snapshot())
    before = page.url
    assert page.evaluate(_LINE) == "rgb(213, 94, 0)"  # --small: #d55e00
    page.get_by_role("switch", name="Dark").check(force=True)
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate(_LINE) == "rgb(230, 159, 0)"  # --small: #e69f00
    assert page.url == before


def test_a_zoomed_view_is_a_zoomed_snapshot(
    visit: Callable[..., Desk], base: str, snapshot: Callable[..., str]
) -> None:
    """Only the sessions between both dates are drawn; the readout stays on the as-of session."""
    page = visit(base).open(snapshot("?asof=2014-10-28&zoom=2014-07-01,2014-09-30"))
    days = page.evaluate("[0, -1].map((at) => desk.iso(desk.chart.figure.x.at(at)))")
    assert days == ["2014-07-01", "2014-09-30"]
    whole = visit(base).open("?asof=2014-10-28")
    assert page.evaluate(_SAID)["readout"] == whole.evaluate(_SAID)["readout"]


def test_a_claim_is_pinned_and_let_go_without_a_server(
    visit: Callable[..., Desk], base: str, snapshot: Callable[..., str]
) -> None:
    """What the link pinned is drawn at once; its button takes it off."""
    page = visit(base).open(snapshot())
    pin = page.locator("#pin-B1")
    expect(pin).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-mark=B1].pinned")).to_have_count(1)
    pin.click()
    expect(pin).to_have_attribute("aria-pressed", "false")
    expect(page.locator("[data-mark=B1].pinned")).to_have_count(0)


def test_a_snapshot_reads_without_scripts(visit: Callable[..., Desk], base: str, snapshot: Callable[..., str]) -> None:
    """The first drawing, the claims and an open evidence are there; nothing that needs a script is to be seen."""
    desk = visit(base, java_script_enabled=False)
    desk.allowed = (".js",)  # announced in the document's head, and dropped by this browser
    page = desk.page
    page.goto(f"{base}/{snapshot()}")
    expect(page.locator(".snapshot .line").first).to_be_visible()
    expect(page.locator("noscript .notice")).to_contain_text("JavaScript is off in this browser")
    page.locator("#evidence-B1").click()
    expect(page.locator("[data-claim=B1] .evidence")).to_be_visible()
    for control in page.locator(".pin, [data-table], .switch").all():
        expect(control).to_be_hidden()


def test_a_link_that_opens_nothing_leads_to_a_page(visit: Callable[..., Desk], base: str) -> None:
    """It says why, passes axe, and has the way to the desk."""
    desk = visit(base)
    desk.allowed = ("404",)
    desk.page.goto(f"{base}/s/nonsense")
    expect(desk.page.get_by_role("heading", name="This snapshot cannot be opened")).to_be_visible()
    assert violations(desk.page) == []
    desk.page.get_by_role("link", name="Open Small-Cap Desk").click()
    assert urlsplit(desk.page.url).path == "/"
    desk.ready()


def test_a_snapshot_prints_on_one_landscape_page(
    visit: Callable[..., Desk], base: str, snapshot: Callable[..., str]
) -> None:
    """An open evidence does not change that."""
    page = visit(base).open(snapshot("?asof=2014-10-28&theme=dark"))
    page.locator("#evidence-B1").click()
    assert page.pdf(format="A4", landscape=True).count(b"/MediaBox") == 1


def test_one_file_reads_zooms_and_unfolds_without_a_network(offline: Page) -> None:
    """The crosshair speaks for a session, a key zooms, the table and a record open; axe finds nothing."""
    offline.locator("[data-plot=price]").hover(force=True)
    expect(offline.locator(".crosshair")).to_be_visible()
    offline.locator("#chart").focus()
    offline.keyboard.press("+")
    expect(offline.locator("#chart")).to_have_attribute("data-zoomed", "yes")
    offline.locator("#table-rsi").click()
    expect(offline.locator("#rows-rsi tbody tr").first).to_be_visible()
    offline.locator("#record-B1").click()
    expect(offline.locator("#past-B1 .followed").first).to_be_visible()
    assert violations(offline) == []


def test_one_file_names_the_dates_in_sight_and_has_a_way_back(offline: Page) -> None:
    """Its heading follows a zoom; the button is there while there is one."""
    title = offline.locator("#chart-head h2")
    whole = "Price, relative strength and momentum, 28 Oct 2013 to 28 Oct 2014"
    expect(title).to_have_text(whole)
    expect(offline.get_by_role("button", name="All dates")).to_be_hidden()
    offline.evaluate("desk.chart.show([Date.UTC(2014, 6, 1), Date.UTC(2014, 8, 30)])")
    expect(title).to_have_text("Price, relative strength and momentum, 1 Jul 2014 to 30 Sep 2014")
    expect(offline.locator(".pane-price .pane-detail")).to_contain_text(" · values at the ends of 30 Sep 2014")
    offline.get_by_role("button", name="All dates").click()
    expect(title).to_have_text(whole)
    expect(offline.locator(".pane-price .pane-ends")).to_have_text("")


def test_the_data_are_saved_out_of_one_file(offline: Page) -> None:
    """Under a name that says what they are, with a row for each session and a line of names."""
    with offline.expect_download() as waiting:
        offline.get_by_role("link", name="Save the CSV").click()
    assert waiting.value.suggested_filename == "small-cap-desk-RUT-GSPC-2014-10-28-1Y-rebased.csv"
    lines = waiting.value.path().read_text(encoding="utf-8").splitlines()
    assert len(lines) == 1 + offline.evaluate("desk.chart.figure.sessions")
    assert lines[-1].startswith("2014-10-28,")

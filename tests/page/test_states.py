from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from data.model import Problem, Severity, Source, State
from tests.page.accessibility import violations
from tests.page.conftest import QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from components.view import Prices
    from tests.page.conftest import Desk
    from tests.page.prices import FramePrices

pytestmark = pytest.mark.page


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_on_the_default_view(
    visit: Callable[..., Desk], address: str, theme: str, width: int
) -> None:
    """Rules of WCAG 2.2 A and AA and good practice, wide and narrow, light and dark, with the evidence opened."""
    page = visit(address, width=width).open(f"?theme={theme}&avg=50&asof=2014-10-28")
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    assert violations(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_on_what_is_folded_away(
    visit: Callable[..., Desk], address: str, theme: str, width: int
) -> None:
    """Other symbols with a refused one, a table, the panels that a phone folds, a pinned claim, what came after."""
    desk = visit(address, width=width)
    page = desk.open(f"?theme={theme}&asof=2014-10-28&after=shown&show=B2")
    page.get_by_text("Other symbols").click()
    page.get_by_label("Small-cap symbol").fill("?")
    with desk.redrawn():
        page.get_by_label("Small-cap symbol").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("is no symbol")
    if width < 640:
        page.locator("#momentum").click()
    page.locator("#table-rsi").click()
    expect(page.locator("#rows-rsi tbody tr").first).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_while_the_page_waits(desk: Desk, theme: str) -> None:
    """An answer that takes its time: the page says that it is busy and stays readable."""
    page = desk.open(f"?theme={theme}")
    with desk.held(QUESTIONS):
        page.get_by_role("button", name="28 Oct 2014").press("Enter")
        page.wait_for_selector("main[aria-busy=true]")
        assert violations(page) == []
    desk.asks(f"?asof=2014-10-28{'&theme=dark' if theme == 'dark' else ''}")
    page.wait_for_selector("main[aria-busy=false]")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_a_panel_without_a_value(desk: Desk, theme: str) -> None:
    """In the first weeks of the history no average and no long rate of change is defined; the panels say why."""
    page = desk.open(f"?theme={theme}&asof=2001-03-01&avg=400&roc=252")
    expect(page.locator("[data-plot=roc] .wanting")).to_have_text("needs 252 earlier sessions")
    assert violations(page) == []


@pytest.mark.parametrize("query", ["?scale=levels", "?pair=FOO,BAR&asof=2014-10-28&avg=50"])
def test_no_width_scrolls_sideways(desk: Desk, query: str) -> None:
    """The document is never wider than the window, with a notice and with the evidence opened."""
    for width in (320, 390, 768, 1024, 1440):
        desk.page.set_viewport_size({"width": width, "height": 800})
        page = desk.open(query)
        page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_stale_offline_prices_say_so_with_their_date(
    prices: FramePrices, visit: Callable[..., Desk], serve: Callable[[Prices], str]
) -> None:
    """State and source stand as words beside the last session, and each problem as its sentence."""
    prices.state, prices.source = State.STALE, Source.BUNDLED
    missing = tuple(Problem("missing_session", Severity.WARNING, f"Session {n} is missing.") for n in range(1, 5))
    prices.problems = missing
    base = serve(prices)
    page = visit(base).open()
    expect(page.locator("#verdict .standing")).to_contain_text("The prices end on 21 Aug 2026")
    block = page.locator("#trust .instrument").first
    expect(block).to_contain_text("Offline")
    expect(block).to_contain_text("Stale")
    expect(block).to_contain_text("Last session 21 Aug 2026")
    expect(block).to_contain_text("bundled with the page")
    expect(block.get_by_text("Session 1 is missing.")).to_be_visible()
    block.get_by_text("2 more on ^RUT").click()
    expect(block.get_by_text("Session 4 is missing.")).to_be_visible()
    assert violations(page) == []


def test_a_view_that_cannot_be_built_leaves_a_message_and_no_half_page(
    prices: FramePrices, visit: Callable[..., Desk], serve: Callable[[Prices], str], caplog: pytest.LogCaptureFixture
) -> None:
    """The reader is told in words, without a traceback; the log has it; the page recovers with the next view."""
    base = serve(prices)
    desk = visit(base)
    page = desk.open()
    prices.failing = True
    page.get_by_role("button", name="28 Oct 2014").click()
    expect(page.get_by_role("alert")).to_contain_text("This view could not be put together")
    expect(page.locator("#verdict")).to_be_empty()
    expect(page.locator("#cases")).to_be_empty()
    expect(page.locator("#chart .plot-container")).to_have_count(0)
    assert "Traceback" not in page.content()
    assert "the prices are made to fail" in caplog.text
    assert violations(page) == []
    prices.failing = False
    page.get_by_role("button", name="Latest").click()
    expect(page.locator("#verdict")).to_contain_text("Fri 21 Aug 2026")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator("#chart .plot-container")).to_have_count(1)
    page.locator("[data-plot=price]").scroll_into_view_if_needed()
    plot = page.locator("#chart .nsewdrag").first.bounding_box()
    middle = plot["y"] + plot["height"] / 4
    page.mouse.move(plot["x"] + plot["width"] * 0.3, middle)
    page.mouse.down()
    page.mouse.move(plot["x"] + plot["width"] * 0.6, middle, steps=4)
    page.mouse.up()
    expect(page.locator("#chart")).to_have_attribute("data-zoomed", "yes")


def test_an_unreachable_desk_says_so_and_sends_again_what_was_lost(desk: Desk) -> None:
    """Unanswered for a quarter of a minute: the last view stays under a banner; the button sends the change again."""
    desk.page.clock.install()
    page = desk.open()
    desk.allowed = ("_dash-update-component", "net::ERR_FAILED", "Callback failed")
    page.route(QUESTIONS, lambda route: route.abort())
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="28 Oct 2014").press("Enter")
    page.get_by_role("radio", name="5Y").press("Space")  # the answer to this one is lost as well
    banner = page.get_by_role("alert")
    expect(banner).to_have_count(0)
    page.clock.fast_forward(15_000)
    expect(banner).to_contain_text("The desk does not answer. What is shown is the last view that came.")
    expect(page.locator("#verdict h2")).to_contain_text("Fri 21 Aug 2026")
    assert desk.query == ""
    assert violations(page) == []
    page.unroute(QUESTIONS)
    with desk.redrawn():
        page.get_by_role("button", name="Try again").click()
    assert desk.query == "?asof=2014-10-28&range=5Y"
    expect(page.locator("#verdict h2")).to_contain_text("Tue 28 Oct 2014")
    expect(banner).to_have_count(0)


def test_what_is_asked_again_keeps_its_order(desk: Desk) -> None:
    """A symbol, lost on its way; then a pair, then the symbol once more: the last word on each counts."""
    page = desk.open()
    page.get_by_text("Other symbols").click()
    small = page.get_by_label("Small-cap symbol")
    with desk.held(QUESTIONS):
        with page.expect_request(QUESTIONS):
            small.fill("IWM")
            small.press("Enter")
        page.get_by_role("combobox", name="Pair").select_option("IWM / SPY (the ETFs on both)")
        small.fill("^RUT")
        small.press("Enter")
        page.evaluate("window.dispatchEvent(new Event('offline'))")
    page.get_by_role("button", name="Try again").click()
    desk.asks("?pair=^RUT,SPY")


def test_looks_go_on_after_one_was_lost_and_take_the_banner_away(desk: Desk) -> None:
    """The first look for newer prices fails and the page says so; the next one is answered, a minute later."""
    desk.page.clock.install()
    page = desk.open()
    desk.allowed = ("_dash-update-component", "net::ERR_FAILED", "Callback failed")
    page.route(QUESTIONS, lambda route: route.abort(), times=1)
    with page.expect_event("requestfailed"):
        page.clock.fast_forward(5_000)
    page.clock.fast_forward(15_000)
    expect(page.get_by_role("alert")).to_contain_text("The desk does not answer.")
    page.clock.fast_forward(60_000)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_the_banner_comes_during_a_question_ahead_and_goes_with_a_view_that_was_kept(desk: Desk) -> None:
    """Offline while the answer to what lies under the pointer is awaited; then back to a view that was there before."""
    page = desk.open()
    for choice in ("5Y", "2Y"):
        with desk.redrawn():
            page.get_by_role("radio", name=choice).press("Space")
    banner = page.get_by_role("alert")
    with desk.held(QUESTIONS):
        with page.expect_request(QUESTIONS):
            page.locator("#range label", has_text="10Y").hover()
        page.evaluate("window.dispatchEvent(new Event('offline'))")
        expect(banner).to_contain_text("The desk does not answer.")
        with desk.redrawn():
            page.get_by_role("radio", name="5Y").press("Space")
        expect(banner).to_have_count(0)


def test_a_browser_that_goes_offline_is_told_and_catches_up(desk: Desk) -> None:
    """The banner comes without waiting; what is set meanwhile counts once the line is back."""
    page = desk.open()
    desk.allowed = ("_dash-update-component", "net::ERR_INTERNET_DISCONNECTED", "Callback failed")
    page.context.set_offline(offline=True)
    expect(page.get_by_role("alert")).to_contain_text("The desk does not answer.")
    page.context.set_offline(offline=False)
    expect(page.get_by_role("alert")).to_have_count(0)
    with desk.redrawn():
        page.get_by_role("button", name="28 Oct 2014").click()
    expect(page.locator("#verdict h2")).to_contain_text("Tue 28 Oct 2014")


def test_without_plotly_words_controls_and_tables_work_and_a_sentence_says_what_is_missing(desk: Desk) -> None:
    """The picture that the server drew stays in its place; no script fails."""
    page = desk.page
    desk.allowed = ("plotly-basic", "net::ERR_FAILED")
    page.route("**/assets/vendor/plotly*", lambda route: route.abort())
    desk.open("?scale=levels")
    expect(page.get_by_text("The interactive chart could not be loaded.")).to_be_visible()
    expect(page.locator(".snapshot").first).to_be_visible()
    page.locator("#table-small").click()
    expect(page.locator("#rows-small tbody tr").first).to_contain_text("21 Aug 2026")
    with desk.redrawn():
        page.get_by_role("button", name="28 Oct 2014").click()
    assert desk.query == "?asof=2014-10-28&scale=levels"
    expect(page.locator("#verdict h2")).to_contain_text("Tue 28 Oct 2014")
    expect(page.locator("#readout [data-cursor]")).to_have_text("Tue 28 Oct 2014")
    with desk.redrawn():
        page.get_by_role("button", name="Previous session").click()
    expect(page.locator("#verdict h2")).to_contain_text("Mon 27 Oct 2014")
    assert violations(page) == []


def test_without_any_script_the_view_can_be_read(visit: Callable[..., Desk], address: str) -> None:
    """JavaScript off: words, numbers and the drawn chart are in the document, and it says that the controls rest."""
    desk = visit(address, java_script_enabled=False)
    desk.allowed = (".js",)  # announced in the document's head, and dropped by this browser
    page = desk.page
    page.goto(f"{address}/?asof=2014-10-28")
    expect(page.locator("#verdict h2")).to_contain_text("Tue 28 Oct 2014")
    expect(page.locator("[data-plot] .snapshot")).to_have_count(8)
    expect(page.locator(".snapshot .line-main").first).to_be_visible()
    notice = page.locator("noscript .notice")
    expect(notice).to_contain_text("JavaScript is off in this browser")
    assert notice.bounding_box()["y"] < page.locator("h1").bounding_box()["y"]
    page.locator("#record-B1").click()
    expect(page.locator("#past-B1")).to_have_text(
        "The past cases are fetched by scripts: they come once JavaScript runs."
    )


def test_in_forced_colours_the_keys_of_lines_are_still_told_apart(visit: Callable[..., Desk], address: str) -> None:
    """By the colours of the lines, which stay, and by their weight; those of the rates by their borders."""
    page = visit(address, forced_colors="active").open("?asof=2014-10-28")
    key = "one => [getComputedStyle(one).borderTopColor, parseFloat(getComputedStyle(one).borderTopWidth)]"
    small, large = (page.locator(f"#readout .swatch-{who}").evaluate(key) for who in ("small", "large"))
    assert small == ["rgb(213, 94, 0)", 5]  # --small: #d55e00
    assert large == ["rgb(0, 114, 178)", 2]  # --large: #0072b2
    sign = "all => all.map(one => parseFloat(getComputedStyle(one, '::before').borderLeftWidth))"
    assert set(page.eval_on_selector_all("#odds .beside dt", sign)) == {5, 2}


def test_newer_prices_are_picked_up_without_a_click(
    prices: FramePrices, visit: Callable[..., Desk], serve: Callable[[Prices], str]
) -> None:
    """A page on the latest session moves to a session that has come in since, once the clock has ticked."""
    prices.until = {"^RUT": date(2026, 8, 20), "^GSPC": date(2026, 8, 20)}
    desk = visit(serve(prices))
    desk.page.clock.install()
    page = desk.open()
    expect(page.locator("#verdict h2")).to_contain_text("Thu 20 Aug 2026")
    prices.until = {}
    page.clock.fast_forward(60_000)
    expect(page.locator("#verdict h2")).to_contain_text("Fri 21 Aug 2026")
    expect(page.get_by_role("slider", name="As-of date")).to_have_attribute("aria-valuetext", "Fri 21 Aug 2026")


def test_the_keyboard_reaches_the_verdict_and_every_control(desk: Desk) -> None:
    """The first stop skips to the verdict; after it each control gets its turn, each with an outline."""
    page = desk.open()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the verdict")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#verdict")).to_be_focused()
    reached, bare = [], []
    while not reached or not reached[-1].startswith("pin-"):
        page.keyboard.press("Tab")
        name, outline = page.evaluate("""(() => {
            const at = document.activeElement;
            const seen = ['radio', 'checkbox'].includes(at.type) ? at.nextElementSibling : at;
            const { outlineStyle, outlineWidth } = getComputedStyle(seen);
            return [at.type === 'radio' ? at.value : at.id || at.textContent, `${outlineStyle} ${outlineWidth}`];
        })()""")
        reached.append(name)
        if outline != "solid 2px":
            bare.append(name)
    assert bare == []
    stops = ["pair", "Other symbols", "as-of", "as-of-pick", "Latest", "28 Oct 2014", "2Y", "rebased", "63", "average"]
    stops += ["50", "100", "200", "table-price", "csv-price", "csv-roc", "chart", "as-of-previous", "scrub", "after"]
    assert [stop for stop in stops if stop not in reached] == []


@pytest.mark.parametrize("field", ["pair", "small-symbol", "as-of", "average"])
def test_a_field_in_focus_has_the_outline_of_everything_else(desk: Desk, field: str) -> None:
    """Two pixels of the accent's colour, as on buttons."""
    page = desk.open()
    page.get_by_text("Other symbols").click()
    page.locator(f"#{field}").focus()
    expect(page.locator(f"#{field}")).to_have_css("outline", "rgb(11, 92, 173) solid 2px")


def test_another_view_is_announced_once_and_names_the_window(desk: Desk) -> None:
    """The first view is not; another date is, politely, with where the small one stands, and the title names it."""
    page = desk.open("?pair=IWM,SPY")
    said = page.locator("#announcer")
    expect(page).to_have_title("Small-Cap Desk: IWM or SPY, 21 Aug 2026")
    expect(said).to_be_empty()
    expect(said).to_have_role("status")
    expect(page.locator("#notices")).to_have_role("status")
    with desk.redrawn():
        page.get_by_role("button", name="28 Oct 2014").click()
    stands = page.locator("#verdict .headline").first.inner_text()
    expect(said).to_have_text(f"IWM or SPY, as of Tue 28 Oct 2014. {stands}")
    expect(page).to_have_title("Small-Cap Desk: IWM or SPY, 28 Oct 2014")


def test_what_says_the_same_is_left_in_place(desk: Desk) -> None:
    """A notice that stands in both views is not built anew, so that it is not read out again."""
    page = desk.open("?pair=FOO,BAR")
    notice = page.locator("#notices .notice").element_handle()
    with desk.redrawn():
        page.get_by_role("button", name="50-day average").click()
    assert notice.evaluate("notice => notice.isConnected")


def test_another_date_changes_the_words_in_place(desk: Desk) -> None:
    """From the second on: the same card and panel say something else, all that the page of that date says."""
    page = desk.open("?asof=2014-10-29")
    back = page.get_by_role("button", name="Previous session")
    with desk.redrawn():
        back.click()
    parts = [page.locator(name).element_handle() for name in ("[data-claim=B2]", "[data-pane=rsi] h3")]
    before = [part.inner_text() for part in parts]
    with desk.redrawn():
        back.click()
    after = [part.inner_text() for part in parts]
    assert all(part.evaluate("part => part.isConnected") for part in parts)
    assert all(one != other for one, other in zip(before, after, strict=True))
    whole = page.locator(".page").inner_text()
    assert desk.open(desk.query).locator(".page").inner_text() == whole


def test_evidence_stays_open_when_the_date_moves(desk: Desk) -> None:
    """A reader who follows one claim's numbers from session to session opens them once."""
    page = desk.open("?asof=2014-10-28")
    evidence = page.locator("[data-claim='B2'] details:has(#evidence-B2)")
    evidence.locator("summary").click()
    with desk.redrawn():
        page.evaluate("document.getElementById('as-of-previous').click()")
    expect(evidence).to_have_attribute("open", "")
    expect(evidence.locator("summary")).to_be_focused()
    expect(page.locator("details[open]")).to_have_count(1)


def test_the_page_loads_one_plotly_and_only_its_own(desk: Desk) -> None:
    """Dash's own copy of plotly.js, four times as large, is never asked for."""
    desk.open()
    plotly = [url for url in desk.requests if "plotly" in url or "graph" in url]
    assert len(plotly) == 1
    assert plotly[0].startswith(f"{desk.base}/assets/vendor/plotly-basic-4.1.1.min.js")


def test_the_document_names_its_language_landmarks_and_headings(desk: Desk) -> None:
    """English, one main, one first heading; a second heading for the verdict, the chart, each case and below."""
    page = desk.open()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("main")).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_have_text("Small-Cap Desk")
    parts = page.get_by_role("heading", level=2)
    expect(parts).to_have_count(7)
    expect(parts.filter(has_text=re.compile("^(The numbers|Both sides as odds|Chart patterns)$"))).to_have_count(3)


def test_each_panel_is_a_region_headed_by_its_takeaway_and_described_in_numbers(desk: Desk) -> None:
    """Eight; the heading says something of what is drawn, the description has its numbers, on each date anew."""
    page = desk.open()
    for button in ("Latest", "28 Oct 2014"):
        with desk.redrawn():
            page.get_by_role("button", name=button).click()
        panes = page.locator("[data-pane]")
        expect(panes).to_have_count(8)
        for pane in panes.all():
            heading = pane.get_by_role("heading", level=3).inner_text()
            expect(pane).to_have_role("region")
            expect(pane).to_have_accessible_name(heading)
            expect(pane).to_have_accessible_description(re.compile(r"\d\.\d|\d of \d"))
            assert re.search("Russell|S&P|index|both|average|RSI|PPO|claim|base rate", heading)
    expect(page.locator("#chart")).to_have_accessible_name(re.compile("arrow keys move along the sessions"))

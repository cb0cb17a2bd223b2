from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.page.conftest import QUESTIONS

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.page.conftest import Desk

pytestmark = pytest.mark.page


def _steps(page: Page) -> int:
    """Return how many entries the window's history has."""
    return page.evaluate("history.length")


def test_back_and_forward_walk_through_the_views(desk: Desk) -> None:
    """Three views, two steps back and one forward: link, controls and chart follow each step."""
    page = desk.open()
    for button in ("28 Oct 2014", "Previous session"):
        with desk.redrawn():
            page.get_by_role("button", name=button, exact=True).click()
    heading = page.locator("#verdict h2")
    for step, query, text, field in (
        (page.go_back, "?asof=2014-10-28", "Tue 28 Oct 2014", "28 Oct 2014"),
        (page.go_back, "", "Fri 21 Aug 2026", ""),
        (page.go_forward, "?asof=2014-10-28", "Tue 28 Oct 2014", "28 Oct 2014"),
    ):
        with desk.redrawn():
            step()
        assert desk.query == query
        expect(heading).to_contain_text(text)
        expect(page.get_by_role("textbox", name="As of")).to_have_value(field)


def test_a_step_back_overtakes_an_answer_on_its_way(desk: Desk) -> None:
    """The view that was left by then is never shown: link and page stand on the one that was gone back to."""
    page = desk.open()
    with desk.redrawn():
        page.get_by_role("button", name="28 Oct 2014").click()
    with desk.held(QUESTIONS):
        with page.expect_request(QUESTIONS):
            page.get_by_role("button", name="50-day average").press("Enter")
        page.go_back()
    expect(page.locator("#verdict h2")).to_contain_text("Fri 21 Aug 2026")
    assert desk.query == ""
    with desk.redrawn():
        page.get_by_role("radio", name="5Y").click()
    assert desk.query == "?range=5Y"
    expect(page.get_by_label("Average, sessions")).to_have_value("200")


def test_a_step_within_the_page_asks_for_nothing_and_loses_nothing(desk: Desk) -> None:
    """The skip link writes its mark behind the address while an answer is on its way; the answer is shown."""
    page = desk.open("?asof=2014-10-28")
    with desk.held(QUESTIONS):
        with page.expect_request(QUESTIONS):
            page.get_by_role("button", name="50-day average").press("Enter")
        page.locator(".skip").press("Enter")
        expect(page.locator("#verdict")).to_be_focused()
    desk.asks("?asof=2014-10-28&avg=50")
    expect(page.get_by_label("Average, sessions")).to_have_value("50")
    assert len([url for url in desk.requests if "_dash-update-component" in url]) == 1


def test_a_row_of_moves_of_the_scrubber_is_one_step_in_the_history(desk: Desk) -> None:
    """Six sessions back with the keys, one step back in the history undoes them; another control begins a new step."""
    page = desk.open("?asof=2014-10-28")
    before = _steps(page)
    page.get_by_role("slider", name="As-of date").focus()
    for day in ("27", "24", "23", "22", "21", "20"):
        page.keyboard.press("ArrowLeft")
        desk.asks(f"?asof=2014-10-{day}")
    assert _steps(page) == before + 1
    with desk.redrawn():
        page.get_by_role("radio", name="5Y").click()
    with desk.redrawn():
        page.get_by_role("button", name="Previous session").click()
    assert _steps(page) == before + 3
    for query in ("?asof=2014-10-20&range=5Y", "?asof=2014-10-20", "?asof=2014-10-28"):
        with desk.redrawn():
            page.go_back()
        assert desk.query == query
    expect(page.get_by_role("slider", name="As-of date")).to_have_attribute("aria-valuetext", "Tue 28 Oct 2014")


def test_a_link_sets_every_control(desk: Desk) -> None:
    """A link with every parameter away from its default shows in every control."""
    page = desk.open("?pair=IWM,SPY&asof=2014-10-28&range=5Y&scale=log&avg=50&roc=21&theme=dark&after=shown&show=B2")
    expect(page.get_by_role("combobox", name="Pair")).to_have_value("IWM,SPY")
    expect(page.get_by_label("Small-cap symbol")).to_have_value("IWM")
    expect(page.get_by_label("Large-cap symbol")).to_have_value("SPY")
    expect(page.get_by_role("textbox", name="As of")).to_have_value("28 Oct 2014")
    expect(page.get_by_role("slider", name="As-of date")).to_have_attribute("aria-valuetext", "Tue 28 Oct 2014")
    expect(page.get_by_label("Average, sessions")).to_have_value("50")
    expect(page.get_by_role("switch", name="Dark")).to_be_checked()
    expect(page.get_by_role("switch", name="Show what came after")).to_be_checked()
    expect(page.locator("#pin-B2")).to_have_attribute("aria-pressed", "true")
    for choice in ("5Y", "Log", "21"):
        expect(page.get_by_role("radio", name=choice, exact=True)).to_be_checked()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?range=3W", "“3W” was ignored as range"),
        ("?avg=-1&roc=7", "“-1” was ignored as avg"),
        ("?asof=31.12.2014", "“31.12.2014” was ignored as asof"),
        ("?asof=2014-10-26", "26 Oct 2014 was no session with both prices; the page stands as of 24 Oct 2014"),
        ("?asof=1950-01-03", "3 Jan 1950 lies before the first session"),
        ("?asof=2099-01-01", "1 Jan 2099 lies after the last session"),
        ("?pair=<script>alert(1)</script>", "was ignored as pair"),
        ("?colour=red", "The parameter “colour” was ignored"),
        ("?%00%ff&=&&pair=%E2%80%AE,A", "was ignored as pair"),
        ("?pair=FOO,BAR", "FOO and BAR cannot be had; ^RUT and ^GSPC are shown instead"),
        ("?" + "x" * 1500, "The link was ignored"),
    ],
)
def test_any_link_opens_a_view_and_says_what_it_ignored(desk: Desk, query: str, said: str) -> None:
    """Whatever stands in the link, a chart is drawn and a notice names what was passed over."""
    page = desk.open(query)
    expect(page.locator("#notices")).to_contain_text(said)


def test_a_default_view_says_nothing_of_what_it_ignored(desk: Desk) -> None:
    """Without anything to say there is no notice."""
    expect(desk.open().locator("#notices .notice")).to_have_count(0)


def test_the_address_keeps_what_was_asked_when_another_pair_is_shown(desk: Desk) -> None:
    """The page shows the pair that stands in; a reader's next change keeps the pair that was asked for."""
    page = desk.open("?pair=FOO,BAR")
    with desk.redrawn():
        page.get_by_role("button", name="50-day average").click()
    assert desk.query == "?pair=FOO,BAR&avg=50"
    expect(page.get_by_label("Small-cap symbol")).to_have_value("FOO")

"""The scorecard in a browser: without scripts, in both themes, on a phone, on paper, and from the desk and back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.page.accessibility import violations

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.page.conftest import Desk

pytestmark = pytest.mark.page

_TARGETS = """() => [...document.querySelectorAll('a, button, select, .switch, input:not(label *):not([type=hidden])')]
    .filter(one => one.checkVisibility()).map(one => [one.textContent, one.getBoundingClientRect()])
    .filter(([, box]) => Math.min(box.width, box.height) < 24).map(([text]) => text)"""
_SMALLEST = """() => Math.min(...[...document.querySelectorAll('body *')].filter(one => one.checkVisibility()
    && one.innerText?.trim()).map(one => parseFloat(getComputedStyle(one).fontSize)))"""


def test_without_scripts_the_form_moves_the_date_and_reveals(visit: Callable[..., Desk], address: str) -> None:
    """By the keyboard alone: the date, the switch, the button."""
    desk = visit(address, java_script_enabled=False)
    page = desk.page
    page.goto(f"{address}/scorecard?range=5Y")
    page.get_by_label("As of").fill("2014-11-05")
    page.get_by_role("button", name="Show").press("Enter")
    expect(page.get_by_role("heading", name="As of 5 Nov 2014")).to_be_visible()
    expect(page.get_by_text("Open: due 31 Dec 2014.").first).to_be_visible()
    page.get_by_role("switch", name="Reveal what came after").press("Space")
    page.get_by_role("button", name="Show").press("Enter")
    expect(page.get_by_text("Revealed: what came after 5 Nov 2014")).to_be_visible()
    expect(page.get_by_text("Open: due 31 Dec 2014.")).to_have_count(0)
    assert {"range": ["5Y"], "asof": ["2014-11-05"], "after": ["shown"]} == parse_qs(urlsplit(page.url).query)


def test_one_voice_can_be_chosen(desk: Desk) -> None:
    """From the list, without another press; the others are gone, and the list says which is shown."""
    page = desk.page
    page.goto(f"{desk.base}/scorecard?asof=2015-03-02")
    expect(page.get_by_role("button", name="Show")).to_be_hidden()
    page.get_by_label("Call").select_option("Strategist, 28 Oct 2014")
    expect(page.get_by_role("heading", level=2, name="Technician")).to_have_count(0)
    expect(page.get_by_role("heading", level=2, name="Strategist")).to_be_visible()
    expect(page.get_by_label("Call")).to_have_value("strategist")


def test_the_desk_leads_to_the_scorecard_of_its_view_and_back(desk: Desk) -> None:
    """The link in the head follows the view; back at the date of the view, and to the day of a call."""
    page = desk.open("?asof=2014-12-31&theme=dark")
    with desk.redrawn():
        page.locator("#range [value='5Y']").click()
    page.get_by_role("link", name="Scorecard").click()
    page.wait_for_url("**/scorecard?asof=2014-12-31&range=5Y&theme=dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_role("link", name="The desk as of 28 Oct 2014").first.click()
    expect(page.locator(".as-of")).to_contain_text("28 Oct 2014")
    desk.ready()
    page.go_back()
    page.get_by_role("link", name="Back to the desk").click()
    expect(page.locator(".as-of")).to_contain_text("31 Dec 2014")
    desk.ready()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1440])
def test_it_can_be_read_at_any_width_and_by_any_reader(
    visit: Callable[..., Desk], address: str, width: int, theme: str
) -> None:
    """Nothing for axe, nothing sideways, targets of 24 pixels, texts of 11; a row is a row however it is laid out."""
    page = visit(address, width=width, height=640).page
    for query in ("?asof=2014-11-05", "?asof=2014-10-27", "?asof=2014-10-28&after=shown"):
        page.goto(f"{address}/scorecard{query}&theme={theme}")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(_TARGETS) == []
        assert page.evaluate(_SMALLEST) >= 11
    table = page.get_by_role("table", name="Technician: statements, and what came of the forecasts")
    assert 10 == table.get_by_role("row").count()
    assert "Broke down from a triangle" == table.get_by_role("rowheader").nth(5).inner_text()


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_all_counts_are_seen_with_their_words(visit: Callable[..., Desk], address: str, width: int) -> None:
    """Nothing of them lies beside the screen; nine counts a voice, each still a cell of its row."""
    page = visit(address, width=width, height=640).page
    page.goto(f"{address}/scorecard?asof=2015-03-02")
    table = page.get_by_role("table", name="Who was right on what")
    row = table.get_by_role("row", name="Technician")
    assert 9 == row.get_by_role("cell").count()
    right, words = row.get_by_role("cell").evaluate_all(
        "cells => [Math.max(...cells.map(one => one.getBoundingClientRect().right)),"
        " cells.map(one => getComputedStyle(one, '::before').content)]"
    )
    assert right <= width
    assert '"Held" "Mixed" "Overtaken" "Did not hold" "Not testable" "Right" "Wrong" "Open" "Not testable"' == " ".join(
        words
    )


@pytest.mark.parametrize("width", [1440, 2200])
def test_on_a_wide_screen_head_and_sections_end_at_the_same_line(
    visit: Callable[..., Desk], address: str, width: int
) -> None:
    """The link back stands above the right edge of every section, the title above the left."""
    page = visit(address, width=width, height=900).page
    page.goto(f"{address}/scorecard?asof=2015-03-02")
    edges = "(part, side) => [...document.querySelectorAll(part)].map(one => one.getBoundingClientRect()[side])"
    sections = ".settings, .overall, .followed, .call"
    for head, side in (("h1", "left"), (".back", "right")):
        (end,) = page.evaluate(f"({edges})('{head}', '{side}')")
        assert [end] * 6 == pytest.approx(page.evaluate(f"({edges})('{sections}', '{side}')"), abs=1)


def test_on_paper_it_is_light_and_without_its_controls(visit: Callable[..., Desk], address: str) -> None:
    """Whatever the theme on the screen."""
    page = visit(address).page
    page.goto(f"{address}/scorecard?theme=dark")
    ground = "getComputedStyle(document.querySelector('.overall')).backgroundColor"
    assert "rgb(21, 27, 35)" == page.evaluate(ground)
    page.emulate_media(media="print")
    assert "rgb(255, 255, 255)" == page.evaluate(ground)
    assert "rgb(255, 255, 255)" == page.evaluate("getComputedStyle(document.body).backgroundColor")
    expect(page.get_by_text("Last session").first).to_be_visible()
    width, height = map(
        float, re.findall(rb"/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]", page.pdf(prefer_css_page_size=True))[0]
    )
    assert width > height
    expect(page.get_by_role("button", name="Show")).to_be_hidden()

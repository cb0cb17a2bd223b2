"""The sections of probabilities and chart patterns in a browser."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from commentary.evidence.model import Bars, Kind, Pattern, PatternRate, Study, Target
from tests.page.accessibility import violations

if TYPE_CHECKING:
    from collections.abc import Callable

    from components.view import Prices, Studies
    from data.model import Pair
    from tests.page.conftest import Desk
    from tests.page.prices import FramePrices

pytestmark = pytest.mark.page

FOUND = tuple(
    Pattern(Kind.HEAD_AND_SHOULDERS, Bars.DAILY, Target.SMALL, date(2014, 5, 1), date(2014, 7, day), known)
    for day, known in ((day, date(2014, 7, day + 3)) for day in (25, 22, 18, 15, 11, 8, 4))
)
RATES = tuple(PatternRate(*which, 7, 20.0, 0.35, 0.4) for which in product(Kind, Bars, (Target.SMALL, Target.LARGE)))


@dataclass
class _Found:
    """Studies that know the same patterns as of each day from their own."""

    def known(self, pair: Pair, as_of: date) -> Study | None:  # noqa: ARG002
        """Return those that were known by then."""
        patterns = tuple(pattern for pattern in FOUND if pattern.known <= as_of)
        return Study({}, 0, 2000, 499, {"pooled.small_higher": (-2.1, 0.4)}, patterns, RATES)

    def ask(self, pair: Pair, as_of: date) -> bool:  # noqa: ARG002
        """Have nothing to compute."""
        return False


@pytest.fixture
def studied(prices: FramePrices, serve: Callable[[Prices, Studies], str]) -> str:
    """Return the address of a page whose studies are there."""
    return serve(prices, _Found())


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (320, "dark")])
def test_axe_finds_nothing_in_the_sections_and_they_fit(
    visit: Callable[..., Desk], studied: str, width: int, theme: str
) -> None:
    """With everything that is folded opened; nothing is wider than the page, and no control under 24 pixels."""
    page = visit(studied, width=width).open(f"?asof=2014-10-28&theme={theme}")
    page.evaluate(
        "document.querySelectorAll('#odds details, #patterns details').forEach(part => { part.open = true; })"
    )
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    small = """[...document.querySelectorAll('#patterns :is(button, summary), #odds summary')]
        .map(one => one.getBoundingClientRect()).filter(box => Math.min(box.width, box.height) < 24).length"""
    assert page.evaluate(small) == 0


def test_the_pictures_of_a_later_view_are_drawn_as_those_of_the_first(desk: Desk) -> None:
    """A session later each mark takes the place that it takes when that session's link is opened."""
    places = """[...document.querySelectorAll('#odds :is(circle, rect, line)')].map(mark => {
        const { x, y, width, height } = mark.getBoundingClientRect(); return [x, y, width, height]; })"""
    page = desk.open("?asof=2014-10-28")
    with desk.redrawn():
        page.get_by_role("button", name="Next session").click()
    later = page.evaluate(places)
    desk.open(desk.query)
    assert later == page.evaluate(places)
    assert sum(width > 0 for _, _, width, _ in later) > 10


def test_a_pattern_leads_to_the_day_on_which_it_was_known(visit: Callable[..., Desk], studied: str) -> None:
    """By key: the page stands as of that day, what was known later is gone, and the focus stays on the button."""
    desk = visit(studied)
    page = desk.open("?asof=2014-10-28")
    days = page.locator("#patterns button:visible")
    expect(days).to_have_text([f"{day} Jul 2014" for day in (28, 25, 21, 18, 14, 11)])
    button = page.get_by_role("button", name="21 Jul 2014: show the page as of that day")
    with desk.redrawn():
        button.press("Enter")
    assert desk.query == "?asof=2014-07-21"
    expect(page.locator("#patterns button").first).to_have_text("21 Jul 2014")
    expect(button).to_be_focused()


def test_paper_leaves_the_sections_out(visit: Callable[..., Desk], studied: str) -> None:
    """The printed page is one page of the two cases."""
    page = visit(studied).open("?asof=2014-10-28")
    expect(page.locator("#odds")).to_be_visible()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#odds")).to_be_hidden()
    expect(page.locator("#patterns")).to_be_hidden()


def test_a_page_without_prices_has_no_empty_sections(
    prices: FramePrices, visit: Callable[..., Desk], serve: Callable[[Prices], str]
) -> None:
    """Only the failure is said."""
    prices.failing = True
    desk = visit(serve(prices))
    page = desk.page
    page.goto(desk.base)
    expect(page.locator("#notices")).not_to_be_empty()
    expect(page.locator("#odds")).to_be_hidden()
    expect(page.locator("#patterns")).to_be_hidden()

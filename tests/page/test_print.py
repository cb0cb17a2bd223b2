from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from data.model import Problem, Severity, Source, State

if TYPE_CHECKING:
    from collections.abc import Callable

    from components.view import Prices
    from tests.page.conftest import Desk
    from tests.page.prices import FramePrices

pytestmark = pytest.mark.page

_PINS = "show=B1,B2,B3,B5,B6,B7,B8,U2,U3"
_SEEN = """[document.documentElement.className, document.documentElement.dataset.theme,
    JSON.stringify(desk.chart.measured), getComputedStyle(document.body).width]"""


def _pages(file: bytes) -> list[list[float]]:
    """Return width and height of each page of a PDF, in points, as its page objects have them."""
    assert len(re.findall(rb"/Type\s*/Page\b", file)) == len(re.findall(rb"/MediaBox", file))
    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]", file)
    return [[float(side) for side in box] for box in boxes]


@pytest.mark.parametrize(
    "link", ["?theme=dark&range=Max", f"?scale=levels&after=shown&{_PINS}&theme=dark", f"?pair=FOO,BAR&avg=50&{_PINS}"]
)
def test_the_page_prints_on_one_landscape_page(desk: Desk, link: str) -> None:
    """Letter and A4, whatever is drawn or pinned; the screen is then as it was, in its theme and size."""
    page = desk.open(f"{link}&asof=2014-10-28")
    before = page.evaluate(_SEEN)
    for paper, size in (("Letter", [792, 612]), ("A4", [842, 595])):  # points, of which an inch has 72
        assert _pages(page.pdf(format=paper, landscape=True)) == [pytest.approx(size, abs=1)], paper
    assert page.evaluate(_SEEN) == before


def test_a_landscape_page_is_what_the_style_sheet_asks_for(desk: Desk) -> None:
    """Without a word about the paper the page lies on its side."""
    ((width, height),) = _pages(desk.open("?asof=2014-10-28").pdf())
    assert width > height


def test_stale_prices_with_their_problems_fit_too(
    prices: FramePrices, visit: Callable[..., Desk], serve: Callable[[Prices], str]
) -> None:
    """What the desk must say of its prices is on the same page."""
    prices.state, prices.source = State.STALE, Source.LAST_GOOD
    text = "The close of 20 Aug 2026 was 3.1 % away from what another source has; it was kept as it came."
    prices.problems = (Problem("moved_close", Severity.WARNING, text),) * 2
    page = visit(serve(prices)).open("?asof=2014-10-28&scale=levels")
    assert len(_pages(page.pdf(format="A4", landscape=True))) == 1


def test_paper_is_light_and_has_no_controls(desk: Desk) -> None:
    """While it is printed the dark page takes the light colours, and what can only be pressed is left out."""
    page = desk.open("?asof=2014-10-28&theme=dark")
    for _ in range(2):  # as a browser says it that renews its preview
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    surface = "getComputedStyle(document.querySelector('#verdict')).backgroundColor"
    assert page.evaluate(surface) == "rgb(255, 255, 255)"
    line = page.locator("#chart .scatterlayer .js-line").first
    assert line.evaluate("line => getComputedStyle(line).stroke") == "rgb(213, 94, 0)"  # --small: #d55e00
    assert page.locator(":is(button, input, select, summary):visible").count() == 0
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(surface) == "rgb(21, 27, 35)"  # --surface: #151b23


def test_paper_keeps_what_restrains_each_claim_and_says_where_it_is_from(desk: Desk) -> None:
    """The record's sentence below each claim, nothing that ends in a colon, and the link in the last line."""
    page = desk.open("?asof=2014-10-28")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    records = page.locator("#cases .tracked")
    assert records.count() == len(page.locator("#cases .record").all()) > 0
    assert all(record.is_visible() for record in records.all())
    said = [reason.inner_text().rstrip() for reason in page.locator("#cases .reason").all()]
    assert [text for text in said if text.endswith(":")] == []
    link = page.locator(".foot").evaluate("foot => getComputedStyle(foot, '::after').content")
    assert page.evaluate("location.origin + '/' + desk.page.pinned") in link

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.page.pictures import ALLOWED, LOOKS, difference, kept, query, taken

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.page.conftest import Desk

pytestmark = pytest.mark.page

_CHANGES = {
    "a token is swapped": "document.documentElement.style.setProperty('--muted', '#8a6f5e')",
    "a pane is moved by 6 pixels": "document.querySelector('[data-plot]').style.marginTop = '6px'",
    "a label is hidden": "document.querySelector('.overlay .end').style.visibility = 'hidden'",
}
_WATCH = """window.shifts = [];
    new PerformanceObserver(list => list.getEntries().forEach(entry => window.shifts.push(entry.value)))
        .observe({type: 'layout-shift', buffered: true});"""
_TARGETS = """() => [...document.querySelectorAll(
        'a, button, select, summary, .switch, .segments label, input:not(label *, [aria-hidden=true])')]
    .filter(one => one.checkVisibility()).map(one => [one.id || one.textContent, one.getBoundingClientRect()])
    .map(([name, box]) => [name, Math.round(box.width), Math.round(box.height)])"""
_LONGEST = """() => Math.max(...[...document.querySelectorAll('*')].flatMap(one => [null, '::before', '::after']
    .map(part => getComputedStyle(one, part))
    .flatMap(style => `${style.transitionDuration}, ${style.animationDuration}`.split(',').map(parseFloat))))"""


def _opened(page: Page) -> None:
    """Open everything that can be folded or opened, the way a reader does it where a button is in sight."""
    page.evaluate("""() => {
        document.querySelectorAll('details').forEach(part => { part.open = true; });
        [...document.querySelectorAll('.unfold, [data-table]')]
            .filter(button => button.checkVisibility()).forEach(button => button.click());
    }""")


@pytest.mark.parametrize("look", LOOKS)
def test_the_page_looks_as_when_it_was_last_looked_at(
    visit: Callable[..., Desk], address: str, look: str, tmp_path: Path
) -> None:
    """The first screen is the picture that was kept; another colour, 6 pixels or a label less count as a change."""
    width, height = LOOKS[look]
    page = visit(address, width=width, height=height, reduced_motion="reduce").open(query(look))
    now = taken(page)
    actual = tmp_path / f"{look}.png"
    now.save(actual)
    assert difference(now, kept(look)) <= ALLOWED, f"{actual} is another picture; renew: python -m tests.page.pictures"
    for what, change in _CHANGES.items() if width > 390 else ():
        page.evaluate(change)
        changed = taken(page)
        assert difference(changed, now) > 2 * ALLOWED, f"not seen: {what}"
        now = changed


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_nothing_jumps(visit: Callable[..., Desk], address: str, width: int, late: bool) -> None:  # noqa: FBT001
    """Scripts after the first paint, a font that comes last, another range and date: together less than 0.05."""
    desk = visit(address, width=width)
    page = desk.page
    page.add_init_script(_WATCH)
    if late:
        with desk.held("**/*.woff2*"):
            with desk.held("**/assets/**/*.js*"):
                page.goto(f"{address}/?asof=2014-10-28", wait_until="commit")
                page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length === 1")
            page.wait_for_selector("#chart[data-drawn]:not([data-drawn=''])", state="attached")
        desk.ready()
    else:
        desk.open("?asof=2014-10-28")
    taken(page)
    for change in ("#range [value='5Y']", "#as-of-previous"):
        with desk.redrawn():
            page.locator(change).click()
        taken(page)
    assert page.evaluate("shifts.reduce((sum, one) => sum + one, 0)") < 0.05
    page.evaluate("document.querySelector('main').style.marginTop = '300px'")
    page.wait_for_function("() => shifts.reduce((sum, one) => sum + one, 0) > 0.05")  # the measure sees a jump


@pytest.mark.parametrize("width", [390, 1440])
def test_every_target_is_24_pixels_or_more(visit: Callable[..., Desk], address: str, width: int) -> None:
    """WCAG 2.2, 2.5.8: all that can be pressed, with everything unfolded, claims pinned and the skip link in sight."""
    page = visit(address, width=width).open("?asof=2014-10-28&show=B2,U3&after=shown&scale=levels")
    _opened(page)
    page.locator(".skip").focus()
    targets = page.evaluate(_TARGETS)
    assert len(targets) > 60
    assert [target for target in targets if min(target[1:]) < 24] == []


@pytest.mark.parametrize(
    "link", ["?scale=levels&after=shown&show=B5,B6,U3", "?asof=2001-01-02", "?pair=FOO,BAR&avg=50"]
)
def test_at_four_times_the_size_nothing_scrolls_sideways(visit: Callable[..., Desk], address: str, link: str) -> None:
    """1280 x 1024 at 400 % is 320 x 256: as opened, all unfolded, with refusals, offline and under the cursor."""
    desk = visit(address, width=320, height=256, device_scale_factor=4)
    page = desk.open(f"{link}&asof=2014-10-28" if "asof" not in link else link)
    fits = "document.documentElement.scrollWidth <= 320"
    assert page.evaluate(fits)
    _opened(page)
    assert page.evaluate(fits)
    for field in ("#as-of", "#small-symbol"):
        page.locator(field).fill("no-such-thing-" * 5)
        page.locator(field).press("Enter")
        page.wait_for_selector(f"{field}-refused:not(:empty)")
    page.evaluate("window.dispatchEvent(new Event('offline'))")
    page.locator("#chart").press("Home")
    page.wait_for_selector("#offline:not([hidden])")
    assert page.evaluate(fits)


def test_in_forced_colours_what_is_set_can_be_told(visit: Callable[..., Desk], address: str) -> None:
    """Where the browser takes the grounds away, the chosen segment has an outline, a switch a border and its knob."""
    page = visit(address, forced_colors="active").open()
    chosen, other = (page.locator(f"#range input[value='{name}'] + span") for name in ("2Y", "5Y"))
    expect(chosen).to_have_css("outline-style", "solid")
    expect(other).to_have_css("outline-style", "none")
    expect(page.locator(".knob").first).to_have_css("border-style", "solid")
    knob = "getComputedStyle(document.querySelector('.knob'), '::after')"
    switch = "getComputedStyle(document.querySelector('.knob'))"
    assert page.evaluate(f"{knob}.borderTopColor !== {switch}.backgroundColor")
    assert page.evaluate(f"{knob}.borderTopWidth") == "7px"


def test_reduced_motion_is_respected(visit: Callable[..., Desk], address: str) -> None:
    """Nothing moves longer than a millisecond while an answer is waited for; without the wish some things do."""
    for wish, still in (("reduce", True), ("no-preference", False)):
        desk = visit(address, reduced_motion=wish)
        page = desk.open("?asof=2014-10-28")
        with desk.held("**/_dash-update-component*"):
            page.get_by_role("radio", name="5Y").click()
            page.wait_for_selector("main[aria-busy=true]")
            assert (page.evaluate(_LONGEST) <= 0.001) == still

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from data.model import Source, State
from tests.page.accessibility import violations

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from components.view import Prices
    from tests.page.conftest import Desk
    from tests.page.prices import FramePrices

pytestmark = pytest.mark.page

_OWN = [
    "plotly-basic-4.1.1",
    *("format", "chart", "plot", "axes", "marks", "overlay", "strips", "cursor"),
    *("table", "sight", "controls", "zoom", "parts", "access", "copy", "page", "ask", "records", "replay"),
]
_LATE = ["picture", "save", "share"]
_DASH = [
    *("polyfill", "react", "react-dom", "prop-types", "dash_renderer"),
    *("dash_core_components", "dash_core_components-shared", "dash_html_components", "bundle"),
]
_ELSE = ["_dash-dependencies", "_dash-layout", "_favicon.ico", "inter-latin-5.3.0.woff2"]
_HEADINGS = """() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter(one => one.checkVisibility())
    .map(one => Number(one.tagName[1]))"""
_TWICE = (
    """() => [...document.querySelectorAll('[id]')].map(one => one.id).filter((id, i, all) => all.indexOf(id) !== i)"""
)


def _name(url: str) -> str:
    """Return the last part of an address, without the versions that Dash puts into names and queries."""
    file = urlsplit(url).path.rsplit("/", 1)[1]
    return re.sub(r"(@\d+)?\.v\d+_\d+_\d+m\d+(\.\d+)*", "", file)


def _plain(url: str) -> str:
    return _name(url).removesuffix(".js").removesuffix(".min")


def test_a_first_visit_asks_for_these_files_and_no_other(desk: Desk) -> None:
    """Our own scripts, one font, Dash's core and its two questions, each once; a study has no set time."""
    desk.open().wait_for_function("() => Boolean(desk.leaving.opened)")
    asked = [_plain(url) for url in desk.requests if urlsplit(url).path not in {"/", "/study"}]
    assert sorted([*_OWN, *_DASH, *_LATE, *_ELSE]) == sorted(asked)


def test_what_draws_the_page_comes_before_what_answers_it(desk: Desk) -> None:
    """Scripts run in the order in which they need each other: plotly.js first, then Dash, what is for leaving last."""
    page = desk.open()
    page.wait_for_function("() => Boolean(desk.leaving.opened)")
    scripts = [
        _plain(src)
        for src in page.evaluate("[...document.head.querySelectorAll('script')].map(one => one.src).filter(Boolean)")
    ]
    assert _OWN == scripts[: len(_OWN)]
    assert set(_DASH) == set(scripts[len(_OWN) : -len(_LATE)])
    assert scripts[-len(_LATE) :] == _LATE


def test_landmarks_have_names_and_headings_follow_each_other(desk: Desk) -> None:
    """One header, main and footer, a name for every section; no level is passed over, before and after an update."""
    page = desk.open("?asof=2014-10-28")
    for role in ("banner", "main", "contentinfo", "complementary"):
        expect(page.get_by_role(role)).to_have_count(1)
    expect(page.get_by_role("complementary")).to_have_accessible_name("The bear and the bull case")
    for name in ("Where both stand", "Pair and date", "Charts", "The prices shown", "Numbers"):
        expect(page.get_by_role("region", name=name, exact=True)).to_have_count(1)
    levels = page.evaluate(_HEADINGS)
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [pair for pair in pairwise(levels) if pair[1] - pair[0] > 1] == []
    for change in ("Previous session", "50-day average"):
        with desk.redrawn():
            page.get_by_role("button", name=change).click()
    assert page.evaluate(_HEADINGS) == levels
    assert page.evaluate(_TWICE) == []


def test_the_skip_link_shows_itself_and_leads_to_the_verdict(desk: Desk) -> None:
    """It is the first stop, off the screen until then; the next stop after the verdict is the first control."""
    page = desk.open()
    link = page.get_by_role("link", name="Skip to the verdict")
    expect(link).not_to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.locator("#verdict")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("combobox", name="Pair")).to_be_focused()


def test_one_polite_region_speaks_for_chart_and_view(desk: Desk) -> None:
    """The readout, the slider's date and the cases change without being read out; only messages have regions too."""
    page = desk.open("?asof=2014-10-28")
    regions = "[aria-live], [role=status], [role=log], output"
    live = page.evaluate("regions => [...document.querySelectorAll(regions)].map(one => one.id)", regions)
    assert sorted(live) == ["announcer", "busy", "copied", "notices", "saved", "share-said", "unstudied"]
    alerts = page.evaluate("[...document.querySelectorAll('[role=alert]')].map(one => [one.id, one.checkVisibility()])")
    assert [name for name, seen in alerts if seen] == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("link", ["?show=B2,B6,U3&after=shown&asof=2014-10-28", "?asof=2001-01-02"])
def test_axe_finds_nothing_on_pinned_claims_and_on_the_first_date(
    visit: Callable[..., Desk], address: str, theme: str, link: str
) -> None:
    """Wide, with a preview and the crosshair; on a phone with settings and all panels unfolded."""
    page = visit(address).open(f"{link}&theme={theme}")
    page.locator("#evidence-B5").focus()
    page.locator("[data-plot=price]").hover(force=True)
    expect(page.locator(".crosshair")).to_be_visible()
    assert violations(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    for name in ("#settings", "#momentum", "#through-time"):
        page.locator(name).click()
        expect(page.locator(name)).to_have_attribute("aria-expanded", "true")
    assert violations(page) == []


@pytest.mark.parametrize("failing", [False, True])
def test_axe_finds_nothing_on_the_dark_side_of_what_may_go_wrong(
    prices: FramePrices,
    visit: Callable[..., Desk],
    serve: Callable[[Prices], str],
    failing: bool,  # noqa: FBT001
) -> None:
    """Stale prices and no line to the desk; and the message that a view cannot be put together."""
    prices.state, prices.source = State.STALE, Source.LAST_GOOD
    page = _dark(visit(serve(prices)))
    if failing:
        prices.failing = True
        page.get_by_role("button", name="28 Oct 2014").click()
        expect(page.get_by_role("alert")).to_contain_text("This view could not be put together")
    else:
        page.evaluate("window.dispatchEvent(new Event('offline'))")
        expect(page.get_by_role("alert")).to_contain_text("The desk does not answer.")
    assert violations(page) == []


def _dark(desk: Desk) -> Page:
    page = desk.open("?theme=dark")
    expect(page.locator("#trust")).to_contain_text("Stale")
    return page

"""A zoom is in the link, in the first picture and in the live chart, and in no question to the server."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from playwright.sync_api import expect

from tests.page.conftest import QUESTIONS

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.page.conftest import Desk

pytestmark = pytest.mark.page

ZOOM = "zoom=2020-01-02,2020-06-30"
LINK = f"?range=10Y&{ZOOM}"
_DATES = "desk.chart.range().map(time => new Date(time).toISOString().slice(0, 10))"
_SERVED = "[...document.querySelectorAll('.snapshot .{part} text')].map(text => text.textContent)"
_LIVE = "[...document.querySelectorAll('.overlay text.{part}')].map(text => text.textContent)"


def _drag(desk: Desk, first: str, last: str) -> None:
    """Show some dates as a drag over them would."""
    desk.chart(
        f"Plotly.relayout(gd, {{'xaxis.range': [Date.parse('{first}'), Date.parse('{last}') + 7200000]}}).then(() => 0)"
    )


def _shows(page: Page, first: str, last: str) -> None:
    """Wait until the chart spans some dates."""
    page.wait_for_function(f"dates => {_DATES}.join() === dates", arg=f"{first},{last}")


def test_a_zoom_gets_into_the_address_and_out_of_it(desk: Desk) -> None:
    """It names the first and the last session in sight, by the calendar; no new entry, no question."""
    page = desk.open("?range=10Y")
    entries = page.evaluate("history.length")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    _drag(desk, "2020-01-04", "2020-06-28")  # a Saturday and a Sunday
    desk.asks("?range=10Y&zoom=2020-01-06,2020-06-26")
    page.locator("#chart .nsewdrag").first.dblclick()
    desk.asks("?range=10Y")
    assert (page.evaluate("history.length"), [url for url in asked if "_dash" in url]) == (entries, [])


@pytest.mark.parametrize("query", [LINK, f"?range=Max&scale=log&{ZOOM}", f"?range=Max&scale=levels&{ZOOM}"])
def test_the_first_picture_and_the_live_chart_show_the_same(desk: Desk, query: str) -> None:
    """Ticks and line ends of every pane, as texts: those that the server drew are those that the browser draws."""
    page = desk.open(query)
    _shows(page, "2020-01-02", "2020-06-30")
    expect(page.locator("#chart")).to_have_attribute("data-zoomed", "yes")
    assert page.evaluate(_SERVED.format(part="ticks")) == page.evaluate(_LIVE.format(part="tick"))
    served = page.evaluate("[...document.querySelectorAll('.snapshot .end-value')].map(text => text.textContent)")
    assert served == page.evaluate(
        "[...document.querySelectorAll('.overlay .end-value')].map(text => text.textContent)"
    )
    assert desk.query == query


def test_a_zoom_is_undone_to_the_whole_range(desk: Desk) -> None:
    """The figure behind a zoomed link is that of the range: ten years to 21 August 2026."""
    page = desk.open(LINK)
    page.locator("#chart .nsewdrag").first.dblclick()
    _shows(page, "2016-08-22", "2026-08-21")
    desk.asks("?range=10Y")


def test_reload_history_and_the_copied_link_keep_a_zoom(desk: Desk) -> None:
    """Zoomed, then changed, then back, forward and loaded again: each entry has its dates."""
    page = desk.open("?range=10Y")
    _drag(desk, "2020-01-02", "2020-06-30")
    with desk.redrawn():
        page.get_by_role("button", name="50-day average").click()
    assert desk.query == f"?range=10Y&avg=50&{ZOOM}"
    _drag(desk, "2021-01-04", "2021-06-30")
    desk.asks("?range=10Y&avg=50&zoom=2021-01-04,2021-06-30")
    with desk.redrawn():
        page.go_back()
    _shows(page, "2020-01-02", "2020-06-30")
    assert desk.query == LINK
    with desk.redrawn():
        page.go_forward()
    _shows(page, "2021-01-04", "2021-06-30")
    assert page.evaluate("desk.link()").endswith("&zoom=2021-01-04,2021-06-30")
    page.reload()
    desk.ready()
    _shows(page, "2021-01-04", "2021-06-30")


def test_a_zoom_left_within_the_delay_is_kept(desk: Desk) -> None:
    """Whoever leaves the page in the moment before the address is written finds the zoom on the way back."""
    page = desk.open("?range=10Y")
    _drag(desk, "2020-01-02", "2020-06-30")
    page.goto(f"{desk.base}/scorecard")
    page.go_back()
    desk.ready()
    _shows(page, "2020-01-02", "2020-06-30")


def test_no_question_carries_a_zoom(desk: Desk) -> None:
    """Opened zoomed, a change of theme asks about the view without it, and so does the look for newer prices."""
    page = desk.open(LINK)
    with page.expect_request(QUESTIONS) as asked, desk.redrawn():
        page.evaluate("desk.change('theme', 'dark')")
    assert "zoom" not in asked.value.post_data
    desk.asks(f"?range=10Y&theme=dark&{ZOOM}")
    with page.expect_response(QUESTIONS) as answered:
        page.evaluate("desk.look()")
    news = json.loads(answered.value.text())["response"]["answered"]["data"]
    assert (news["page"], news["query"]) == (None, "?range=10Y&theme=dark")


@pytest.mark.parametrize(("control", "text"), [("range", "5Y"), ("pair", "IWM,SPY")])
def test_another_range_or_pair_ends_a_zoom(desk: Desk, control: str, text: str) -> None:
    """The zoom was of other lines: chart and address show the whole range."""
    page = desk.open(LINK)
    with desk.redrawn():
        page.evaluate("([name, text]) => desk.change(name, text)", [control, text])
    expect(page.locator("#chart")).to_have_attribute("data-zoomed", "")
    page.wait_for_function("!location.search.includes('zoom')")


def test_another_date_keeps_a_zoom_that_it_has(desk: Desk) -> None:
    """A session back the dates are still there; ten years back they are not."""
    page = desk.open(LINK)
    with desk.redrawn():
        page.get_by_role("button", name="Previous session").click()
    assert desk.query == f"?asof=2026-08-20&range=10Y&{ZOOM}"
    with desk.redrawn():
        page.evaluate("desk.change('asof', '2016-08-19')")
    desk.asks("?asof=2016-08-19&range=10Y")


@pytest.mark.parametrize(
    ("zoom", "said"),
    [
        ("2001-02-01,2001-08-01", "The zoom from 1 Feb 2001 to 1 Aug 2001 was ignored"),
        ("2020-01-02,2020-01-02", "“2020-01-02,2020-01-02” was ignored as zoom"),
        ("2020-01-04,2020-01-05", "The zoom from 4 Jan 2020 to 5 Jan 2020 was ignored"),  # a weekend
        ("2020-06-30,2020-01-02", "“2020-06-30,2020-01-02” was ignored as zoom"),
        ("<b>", "“<b>” was ignored as zoom"),
    ],
)
def test_a_zoom_that_shows_nothing_is_ignored_with_a_sentence(desk: Desk, zoom: str, said: str) -> None:
    """The chart shows the whole range; the sentence stays when the page looks for newer prices."""
    page = desk.open(f"?range=10Y&zoom={zoom}")
    with page.expect_response(QUESTIONS):
        page.evaluate("desk.look()")
    expect(page.locator("#notices")).to_contain_text(said)
    expect(page.locator("#chart")).to_have_attribute("data-zoomed", "")
    expect(page.locator(".snapshot .lines")).not_to_have_count(0)


def test_a_file_has_the_dates_in_sight(desk: Desk) -> None:
    """The CSV of a panel, had after a zoom and after it was undone: 128 weekdays by the calendar, then ten years."""
    page = desk.open("?range=10Y")
    days = {
        "zoom": len(pd.bdate_range("2020-01-02", "2020-06-30")),
        "all": len(pd.bdate_range("2016-08-22", "2026-08-21")),
    }
    found = {}
    for name in days:
        if name == "zoom":
            _drag(desk, "2020-01-02", "2020-06-30")
        else:
            page.locator("#chart .nsewdrag").first.dblclick()
        with page.expect_download() as file:
            page.locator("#csv-price").click()
        found[name] = len(pd.read_csv(file.value.path(), comment="#"))
    assert found == days


def test_two_sessions_of_a_link_are_shown_as_they_are(desk: Desk) -> None:
    """A drag never makes so narrow a zoom; a link may, and it is not widened."""
    page = desk.open("?zoom=2026-08-20,2026-08-21")
    _shows(page, "2026-08-20", "2026-08-21")
    assert desk.query == "?zoom=2026-08-20,2026-08-21"

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
    page.wait_for_function("() => !location.search.includes('zoom')")


def test_another_date_keeps_a_zoom_that_has_it_in_sight(desk: Desk) -> None:
    """Within the half-year the as-of date moves in sight; a step beyond it shows all dates."""
    page = desk.open(f"?asof=2020-06-29&after=shown&range=10Y&{ZOOM}")
    with desk.redrawn():
        page.get_by_role("button", name="Next session").click()
    assert desk.query == f"?asof=2020-06-30&range=10Y&after=shown&{ZOOM}"
    with desk.redrawn():
        page.get_by_role("button", name="Next session").click()
    desk.asks("?asof=2020-07-01&range=10Y&after=shown")


@pytest.mark.parametrize(("asof", "step"), [("2026-08-20", "Next session"), ("2026-08-21", "Previous session")])
def test_a_zoom_into_the_past_lasts_as_long_as_the_date(desk: Desk, asof: str, step: str) -> None:
    """Another theme keeps it, a step of the date does not: the new date would be out of sight."""
    page = desk.open(f"?asof={asof}&range=10Y&{ZOOM}")
    with desk.redrawn():
        page.evaluate("desk.change('theme', 'dark')")
    _shows(page, "2020-01-02", "2020-06-30")
    with desk.redrawn():
        page.get_by_role("button", name=step).click()
    expect(page.locator("#chart")).to_have_attribute("data-zoomed", "")
    page.wait_for_function("() => !location.search.includes('zoom')")


def test_a_zoom_up_to_the_date_does_not_lose_the_next_one(desk: Desk) -> None:
    """July and August 2014 up to the 20th; on the 21st all dates are shown."""
    page = desk.open("?asof=2014-08-20&zoom=2014-07-01,2014-08-20")
    with desk.redrawn():
        page.get_by_role("button", name="Next session").click()
    desk.asks("?asof=2014-08-21")


def test_the_heading_names_the_dates_in_sight(desk: Desk) -> None:
    """In what is served, after a drag, and with all dates again; a weekend at an end is none of them."""
    page = desk.open(LINK)
    title = page.locator("#chart-head h2")
    expect(title).to_have_text("Price, relative strength and momentum, 2 Jan 2020 to 30 Jun 2020")
    served = page.request.get(f"{desk.base}/{LINK}").text()
    assert '<span data-as-of="2026-08-21">2 Jan 2020 to 30 Jun 2020</span>' in served
    assert " · values at the ends of 30 Jun 2020</span>" in served
    _drag(desk, "2021-01-02", "2021-06-27")  # a Saturday and a Sunday
    expect(title).to_have_text("Price, relative strength and momentum, 4 Jan 2021 to 25 Jun 2021")
    page.locator("#chart .nsewdrag").first.dblclick()
    expect(title).to_have_text("Price, relative strength and momentum, 22 Aug 2016 to 21 Aug 2026")


@pytest.mark.parametrize(
    "query",
    [
        f"?asof=2026-08-21&{LINK[1:]}",
        "?asof=2020-03-02&after=shown&zoom=2020-01-02,2020-06-30",
        "?asof=2020-03-02&after=shown&zoom=2020-03-03,2020-06-30",
        "?asof=2020-03-02",
    ],
)
def test_the_page_says_of_the_dates_in_sight_what_the_server_says(desk: Desk, query: str) -> None:
    """Heading and panes, as served and as they stand once the scripts have written them."""
    page = desk.open(query)
    read = "root => [...root.querySelectorAll('[data-as-of], .pane-ends')].map(one => one.textContent)"
    served = page.request.get(f"{desk.base}/{query}").text()
    expected = page.evaluate(f"text => ({read})(new DOMParser().parseFromString(text, 'text/html'))", served)
    page.evaluate("document.querySelectorAll('[data-as-of], .pane-ends').forEach(one => { one.textContent = '?'; })")
    page.evaluate("desk.chart.draw()")
    assert expected == page.evaluate(f"({read})(document)")


def test_panes_say_of_which_session_the_values_at_the_ends_are(desk: Desk) -> None:
    """Those of the last session in sight, where it is not the as-of session; a pane without lines has no ends."""
    page = desk.open("?range=10Y")
    ends = page.locator(".pane-ends")
    assert set(ends.all_text_contents()) == {""}
    _drag(desk, "2020-01-02", "2020-06-30")
    expect(page.locator(".pane-price .pane-ends")).to_have_text(" · values at the ends of 30 Jun 2020")
    page.locator("#chart .nsewdrag").first.dblclick()
    expect(page.locator(".pane-price .pane-ends")).to_have_text("")


def test_a_button_leads_out_of_a_zoom_by_keys(desk: Desk) -> None:
    """It is there while there is a zoom; afterwards the focus is on the chart."""
    page = desk.open(LINK)
    button = page.get_by_role("button", name="All dates")
    button.focus()
    page.keyboard.press("Enter")
    _shows(page, "2016-08-22", "2026-08-21")
    expect(button).to_be_hidden()
    expect(page.locator("#chart")).to_be_focused()
    desk.asks("?range=10Y")


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

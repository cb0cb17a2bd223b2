"""The replay: the page of each session in turn, as it stood that day."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from callbacks.draw import page as drawn
from components.ids import Id
from components.view import viewer
from components.words import words
from data.instruments import PAIRS
from tests.page.accessibility import violations
from tests.page.conftest import QUESTIONS
from tests.page.prices import FramePrices
from tests.page.reference import written

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd
    from playwright.sync_api import Locator, Page, Response

    from data.service import Prices
    from tests.page.conftest import Desk

pytestmark = pytest.mark.page

FIRST, LAST = "2014-10-20", "2014-10-28"
_TAKES = "was not taken; this takes a date such as 28 Oct 2014 or 2014-10-28, or nothing."
# From now on: which sessions came, when each was asked for, and what was said to those who hear the page.
_RECORD = """() => {
    window.shown = []; window.times = []; window.spoken = [];
    const start = performance.now();
    desk.whenAsked(news => {
        if (news === "asked") window.times.push(performance.now() - start);
        const { asof } = desk.page.controls;
        if (news === "shown" && window.shown.at(-1) !== asof) window.shown.push(asof);
    });
    const status = document.getElementById("announcer");
    new MutationObserver(() => window.spoken.push(status.textContent)).observe(status, { childList: true });
}"""


def _button(page: Page) -> Locator:
    return page.locator("#replay")


def _set(page: Page, start: str = FIRST, end: str = LAST, speed: str = "10") -> None:
    page.get_by_text("Replay settings").click()
    page.get_by_label("Speed").select_option(speed)
    page.get_by_label("From", exact=True).fill(start)
    page.get_by_label("To", exact=True).fill(end)


def _ends(page: Page) -> None:
    """Wait until a replay has begun and ended."""
    expect(page.locator("#announcer")).to_contain_text("Replay ended")
    expect(_button(page)).to_have_accessible_name("Replay")


def _sessions(frames: dict[str, pd.DataFrame], start: str = FIRST, end: str = LAST) -> list[str]:
    return [written(session) for session in frames["^RUT"].loc[start:end].index]


def test_the_replay_shows_each_session_in_turn_and_stops_at_the_last(
    desk: Desk, frames: dict[str, pd.DataFrame]
) -> None:
    """The link carries the last date, the words are those of its own page, and it is one step in the history."""
    page = desk.open("?range=1Y")
    steps = page.evaluate("history.length")
    _set(page)
    page.evaluate(_RECORD)
    _button(page).click()
    _ends(page)
    assert page.evaluate("shown") == _sessions(frames)
    assert not page.evaluate("desk.playing")
    desk.asks(f"?asof={LAST}&range=1Y")
    assert page.evaluate("history.length") == steps + 1
    verdict, chart = page.locator("#verdict").inner_text(), desk.chart("[...gd.data[0].y]")
    desk.open(desk.query)
    assert (page.locator("#verdict").inner_text(), desk.chart("[...gd.data[0].y]")) == (verdict, chart)


def test_a_step_back_leaves_the_whole_replay(desk: Desk) -> None:
    """The view before it is one step away."""
    page = desk.open("?range=1Y")
    _set(page)
    _button(page).click()
    _ends(page)
    desk.asks(f"?asof={LAST}&range=1Y")
    with desk.redrawn():
        page.evaluate("history.back()")
    assert desk.query == "?range=1Y"


def test_no_session_comes_before_its_time(desk: Desk) -> None:
    """At five a second the first comes 200 milliseconds after the start at the earliest, the fourth after 800."""
    page = desk.open(f"?asof={FIRST}")
    _set(page, end="2014-10-24", speed="5")
    page.evaluate(_RECORD)
    _button(page).click()
    _ends(page)
    times = page.evaluate("times")
    assert len(times) == 4
    assert all(time >= 200 * number - 2 for number, time in enumerate(times, 1))  # a timer may be a millisecond early


def test_only_start_and_end_are_spoken(desk: Desk, frames: dict[str, pd.DataFrame]) -> None:
    """Not each of seven sessions; the end says where the page stands."""
    page = desk.open()
    _set(page)
    page.evaluate(_RECORD)
    _button(page).click()
    _ends(page)
    start, end = page.evaluate("spoken")
    days = _sessions(frames)
    assert start == f"Replay from {days[0]} to {days[-1]}."
    assert end == f"Replay ended. {page.evaluate('desk.page.heading')}"


def test_pause_and_play_by_key_go_on_where_it_stood(desk: Desk, frames: dict[str, pd.DataFrame]) -> None:
    """Space pauses while an answer is on its way, which then changes nothing; Space again plays on to the end."""
    page = desk.open(f"?asof={FIRST}")
    _set(page, speed="2")
    page.evaluate(_RECORD)
    button = _button(page)
    button.focus()
    with desk.held(QUESTIONS):
        with page.expect_request(QUESTIONS):
            page.keyboard.press("Space")
        expect(button).to_have_accessible_name("Pause")
        page.keyboard.press("Space")
        expect(button).to_have_accessible_name("Replay")
        expect(page.locator("#announcer")).to_contain_text("Replay paused.")
    assert desk.query == f"?asof={FIRST}"
    page.keyboard.press("Space")
    _ends(page)
    assert page.evaluate("shown") == _sessions(frames)[1:]
    expect(button).to_be_focused()


def test_played_again_from_its_end_it_starts_anew(desk: Desk, frames: dict[str, pd.DataFrame]) -> None:
    """The fields hold both ends, also where they were left open: the first session shown, and the last there is."""
    page = desk.open("?asof=2026-08-20&range=6M")
    first = page.evaluate("desk.iso(desk.chart.figure.x[0])")
    button = _button(page)
    page.get_by_text("Replay settings").click()
    button.click()
    _ends(page)
    assert page.get_by_label("From", exact=True).input_value() == written(frames["^RUT"].loc[first:].index[0])
    assert page.get_by_label("To", exact=True).input_value() == "21 Aug 2026"
    page.evaluate(_RECORD)
    with page.expect_request(QUESTIONS):
        button.click()
    page.wait_for_function("() => shown.length > 1")
    button.click()
    assert page.evaluate("shown")[:2] == _sessions(frames, first, "2026-08-21")[:2]


def test_a_span_that_was_set_is_played_from_its_start(desk: Desk, frames: dict[str, pd.DataFrame]) -> None:
    """Although the page stands within it; paused and played again it goes on, until the span is set anew."""
    page = desk.open("?asof=2014-10-24")
    _set(page)
    page.evaluate(_RECORD)
    _button(page).click()
    page.wait_for_function("() => shown.length > 1")
    page.keyboard.press("Escape")
    stood = page.evaluate("desk.controls.at()")
    _button(page).click()
    _ends(page)
    assert page.evaluate("shown") == _sessions(frames)
    assert stood > page.evaluate("desk.controls.sessions().findIndex(day => day * 864e5 === Date.UTC(2014, 9, 20))")


@pytest.mark.parametrize("how", ["Enter", "Tab"])
def test_a_text_that_is_no_date_is_refused_as_soon_as_it_is_written(desk: Desk, how: str) -> None:
    """With Enter or when its field is left, before anything is played."""
    page = desk.open(f"?asof={FIRST}")
    _set(page, "tomorrow")
    page.get_by_label("From", exact=True).press(how)
    expect(page.locator("#replay-from-refused")).to_have_text(f"“tomorrow” {_TAKES}")


def test_a_speed_that_is_not_reached_is_said_in_the_settings(desk: Desk) -> None:
    """Once three answers in a row came after their time, and until it rests; not while they come in time."""
    page = desk.open(f"?asof={FIRST}")
    _set(page, end="2014-12-31", speed="1")
    note = page.get_by_text("This speed is not reached")
    page.evaluate("""() => { const now = performance.now.bind(performance);
        window.ahead = 0; performance.now = () => now() + window.ahead;
        desk.whenAsked(news => { if (news === "asked") window.ahead += 60000; }); }""")
    page.get_by_label("Speed").select_option("10")
    expect(note).to_be_hidden()
    _button(page).click()
    expect(note).to_be_visible()
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()


def test_offline_the_slider_goes_back_to_the_session_shown(desk: Desk) -> None:
    """The step whose answer did not come is not on the page."""
    page = desk.open(f"?asof={FIRST}")
    _set(page)
    with desk.held(QUESTIONS):
        _button(page).click()
        expect(page.locator("#scrubbed")).to_have_text("Tue 21 Oct 2014")
        page.evaluate("window.dispatchEvent(new Event('offline'))")
        expect(page.locator("#scrubbed")).to_have_text("Mon 20 Oct 2014")
    expect(page.locator("#verdict h2")).to_contain_text("20 Oct 2014")


def test_an_open_record_says_that_it_waits_for_the_replay(desk: Desk) -> None:
    """Beside its own date, and only while it is played."""
    page = desk.open(f"?asof={FIRST}")
    page.locator("#record-B1").click()
    waits = page.locator("[data-claim=B1]").get_by_text("It follows when the replay rests.")
    expect(waits).to_be_hidden()
    _set(page, speed="1")
    _button(page).click()
    expect(waits).to_be_visible()
    page.keyboard.press("Escape")
    expect(waits).to_be_hidden()


@pytest.mark.parametrize("how", ["Escape", "Previous session", "slider", "field", "offline"])
def test_anything_else_that_is_done_pauses_it(desk: Desk, how: str) -> None:
    """A key, another control of the date, a text in a field of its own, the connection lost."""
    page = desk.open(f"?asof={FIRST}")
    _set(page, speed="1")
    button = _button(page)
    button.click()
    expect(button).to_have_accessible_name("Pause")
    if how == "offline":
        page.evaluate("window.dispatchEvent(new Event('offline'))")
    elif how == "slider":
        page.get_by_role("slider", name="As-of date").press("PageDown")
    elif how == "field":
        page.get_by_label("To", exact=True).press("Backspace")
    elif how == "Escape":
        page.keyboard.press("Escape")
    else:
        page.get_by_role("button", name=how).click()
    expect(button).to_have_accessible_name("Replay")
    assert not page.evaluate("desk.playing")


def test_what_is_opened_and_zoomed_stays_through_a_replay(desk: Desk) -> None:
    """A claim's evidence, a table, a zoom that has the dates replayed, and the speed taken up meanwhile."""
    page = desk.open(f"?asof={FIRST}&after=shown")
    page.locator("[data-claim=B1] summary").first.click()
    page.locator("#table-rsi").click()
    page.evaluate("desk.chart.show([Date.UTC(2014, 7, 1), Date.UTC(2014, 11, 1)])")
    _set(page, speed="2")
    _button(page).click()
    page.get_by_label("Speed").select_option("10")
    _ends(page)
    expect(page.locator("[data-claim=B1] details").first).to_have_attribute("open", "")
    expect(page.locator("#rows-rsi table")).to_be_visible()
    expect(page.locator("#chart")).to_have_attribute("data-zoomed", "yes")
    assert page.evaluate("desk.chart.range()") == page.evaluate("[Date.UTC(2014, 7, 1), Date.UTC(2014, 11, 1)]")


def test_a_replay_ends_a_zoom_that_its_dates_are_not_in(desk: Desk) -> None:
    """The spring is zoomed to, October is played: each date that is played is in sight."""
    page = desk.open(f"?asof={FIRST}")
    page.evaluate("desk.chart.show([Date.UTC(2014, 3, 1), Date.UTC(2014, 7, 1)])")
    _set(page)
    _button(page).click()
    _ends(page)
    expect(page.locator("#chart")).to_have_attribute("data-zoomed", "")


def test_a_zoom_on_the_last_sessions_goes_along(desk: Desk) -> None:
    """As wide as before, up to the session that is shown."""
    page = desk.open(f"?asof={FIRST}")
    page.evaluate("desk.chart.show([Date.UTC(2014, 6, 1), desk.chart.figure.x.at(-1)])")
    width = page.evaluate("desk.chart.range()[1] - desk.chart.range()[0]")
    _set(page)
    _button(page).click()
    _ends(page)
    start, end = page.evaluate("desk.chart.range()")
    assert end == page.evaluate("Date.UTC(2014, 9, 28)")
    assert end - start == width


@pytest.mark.parametrize(
    ("start", "end", "field", "message"),
    [
        ("tomorrow", LAST, "replay-from", f"“tomorrow” {_TAKES}"),
        (FIRST, "2014-02-30", "replay-to", f"“2014-02-30” {_TAKES}"),
        ("1 Jan 2030", "", "replay-from", "The prices end on 21 Aug 2026."),
        ("1950-01-01", LAST, "replay-from", "The prices begin on 2 Jan 2001."),
        ("", "1990-01-01", "replay-to", "The prices begin on 2 Jan 2001."),
        (
            "28 oct 2014",
            "20 Oct 2014",
            "replay-to",
            "The replay would start on 28 Oct 2014 and end on 20 Oct 2014; it must end later than it starts.",
        ),
    ],
)
def test_a_span_that_cannot_be_played_is_refused_in_words(
    desk: Desk, start: str, end: str, field: str, message: str
) -> None:
    """At its field, which has the focus; nothing plays, and the message goes once the field is set anew."""
    page = desk.open()
    _set(page, start, end)
    _button(page).click()
    expect(page.locator(f"#{field}-refused")).to_have_text(message)
    expect(page.locator(f"#{field}")).to_be_focused()
    expect(page.locator(f"#{field}")).to_have_attribute("aria-invalid", "true")
    expect(_button(page)).to_have_accessible_name("Replay")
    page.locator(f"#{field}").fill("")
    expect(page.locator(f"#{field}-refused")).to_be_empty()


def test_days_without_a_session_give_way_to_the_sessions_within(desk: Desk) -> None:
    """A Saturday starts on the Monday after it, a Sunday ends on the Friday before it."""
    page = desk.open()
    _set(page, "18 Oct 2014", "26 Oct 2014")
    _button(page).click()
    _ends(page)
    expect(page.get_by_label("From", exact=True)).to_have_value("20 Oct 2014")
    expect(page.get_by_label("To", exact=True)).to_have_value("24 Oct 2014")


def test_it_can_start_from_the_as_of_date(desk: Desk) -> None:
    """One button writes the date of the page into the field."""
    page = desk.open(f"?asof={FIRST}")
    page.get_by_text("Replay settings").click()
    page.get_by_role("button", name="From the as-of date").click()
    expect(page.get_by_label("From", exact=True)).to_have_value("20 Oct 2014")


def _said(page: dict[str, Any], own_words: dict[str, Any]) -> dict[str, Any]:
    """Return what an answer says as of its date, and not of the prices as they are now."""
    parts = page["parts"] | own_words
    later = {Id.TRUST, Id.NOTICES}
    return {
        "parts": {name: part for name, part in parts.items() if name not in later},
        **{name: page[name] for name in ("figure", "heading", "title", "controls", "session")},
    }


def test_no_answer_of_a_replay_knows_a_later_session(
    visit: Callable[..., Desk],
    serve: Callable[[Prices], str],
    shared_data: Path,  # noqa: ARG001 - the histories' folder, or a skip
    index_frames: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    """September 2014 on real prices: each answer is that of prices which end on its date."""
    frames = dict(zip(("^RUT", "^GSPC"), index_frames, strict=True))
    desk = visit(serve(FramePrices(frames)))
    answers: list[Response] = []
    desk.page.on("response", lambda response: answers.append(response) if "_dash-update" in response.url else None)
    page = desk.open("?asof=2014-09-01")
    _set(page, "2 Sep 2014", "10 Sep 2014")
    _button(page).click()
    _ends(page)
    told = [answer.json()["response"]["answered"]["data"] for answer in answers]
    days = []
    for answer in told:
        if not answer["page"]:
            continue
        given = json.loads(answer["page"])
        day = given["figure"] and date.fromisoformat(answer["query"].removeprefix("?asof="))
        days.append(day)
        cut = FramePrices(frames, until=dict.fromkeys(frames, day))
        view = viewer(cut)(answer["query"])
        expected = _said(drawn(answer["query"], view, PAIRS), words(view))
        assert _said(given, given["words"]) == json.loads(json.dumps(expected)), day
    assert days == [session.date() for session in index_frames[0].loc["2014-09-02":"2014-09-10"].index]


def test_the_replay_has_no_barrier_and_fits_a_phone(visit: Callable[..., Desk], address: str) -> None:
    """Playing, with its settings unfolded, at 320 pixels; each target at least 24 pixels."""
    desk = visit(address, width=320, height=700, has_touch=True)
    page = desk.open(f"?asof={FIRST}")
    _set(page, speed="1")
    _button(page).tap()
    expect(_button(page)).to_have_accessible_name("Pause")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    targets = page.locator(".scrubber :is(button, input:not([type=checkbox]), select, summary)")
    boxes = targets.evaluate_all(
        "all => all.map(one => one.getBoundingClientRect()).map(box => [box.width, box.height])"
    )
    assert min(side for box in boxes for side in box) >= 24
    page.keyboard.press("Escape")
    assert violations(page) == []

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.page.conftest import QUESTIONS

if TYPE_CHECKING:
    from tests.page.conftest import Desk

pytestmark = pytest.mark.page


def test_each_choice_of_a_segmented_control_is_in_the_link(desk: Desk) -> None:
    """A click on a segment writes the parameter that the state's table names, and redraws; the default writes none."""
    page = desk.open()
    for group, choice, query in (
        ("range", "6M", "?range=6M"),
        ("range", "1Y", "?range=1Y"),
        ("range", "5Y", "?range=5Y"),
        ("range", "10Y", "?range=10Y"),
        ("range", "Max", "?range=Max"),
        ("range", "2Y", ""),
        ("scale", "Levels", "?scale=levels"),
        ("scale", "Log", "?scale=log"),
        ("scale", "Rebased to 100", ""),
        ("roc", "21", "?roc=21"),
        ("roc", "126", "?roc=126"),
        ("roc", "252", "?roc=252"),
    ):
        with desk.redrawn():
            page.locator(f"#{group} label", has_text=re.compile(f"^{choice}$")).click()
        assert desk.query == query


def test_the_range_moves_the_first_session_and_keeps_the_last(desk: Desk) -> None:
    """Six months before 21 August 2026 is 21 February, a Saturday; the first session drawn is Monday the 23rd."""
    desk.open("?range=6M")
    days = desk.chart("[0, -1].map(i => new Date(gd.data[0].x.at(i)).toISOString().slice(0, 10))")
    assert days == ["2026-02-23", "2026-08-21"]


def test_a_pair_from_the_list_is_shown_by_its_names(desk: Desk) -> None:
    """Choosing the ETFs writes their symbols into the link, the symbol fields and the heading."""
    page = desk.open()
    with desk.redrawn():
        page.get_by_role("combobox", name="Pair").select_option("IWM / SPY (the ETFs on both)")
    assert desk.query == "?pair=IWM,SPY"
    expect(page.get_by_label("Small-cap symbol")).to_have_value("IWM")
    expect(page.get_by_label("Large-cap symbol")).to_have_value("SPY")
    expect(page.locator("#verdict h2")).to_contain_text("IWM or SPY")


def test_any_two_symbols_can_be_typed(desk: Desk) -> None:
    """A symbol typed in small letters is put in capitals; the list then shows that the pair is the reader's own."""
    page = desk.open()
    page.get_by_text("Other symbols").click()
    with desk.redrawn():
        page.get_by_label("Small-cap symbol").fill("iwm")
        page.get_by_label("Small-cap symbol").press("Enter")
    assert desk.query == "?pair=IWM,^GSPC"
    expect(page.get_by_label("Small-cap symbol")).to_have_value("IWM")
    expect(page.get_by_role("combobox", name="Pair").locator("option:checked")).to_have_text("Your own pair")
    expect(page.locator("#trust")).to_contain_text("IWM, ETF on the Russell 2000")


def test_a_text_that_is_no_symbol_is_refused_by_name_and_changes_nothing(desk: Desk) -> None:
    """The message under the field repeats the text and is read out with it; link and page stay."""
    page = desk.open()
    page.get_by_text("Other symbols").click()
    field = page.get_by_label("Large-cap symbol")
    field.fill("../etc")
    field.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("'../etc' is no symbol")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(page.get_by_role("alert").inner_text())
    expect(field).to_have_value("../etc")
    assert desk.query == ""


def test_the_as_of_date_can_be_typed(desk: Desk) -> None:
    """A date typed as a trader writes it goes into the link and the heading."""
    page = desk.open()
    with desk.redrawn():
        page.get_by_role("textbox", name="As of").fill("15 Oct 2014")
        page.get_by_role("textbox", name="As of").press("Enter")
    assert desk.query == "?asof=2014-10-15"
    expect(page.locator("#verdict h2")).to_contain_text("Wed 15 Oct 2014")


def test_clearing_the_as_of_date_goes_to_the_latest_session(desk: Desk) -> None:
    """The link drops the date and the page stands on the last session."""
    page = desk.open("?asof=2014-10-28")
    with desk.redrawn():
        page.get_by_role("textbox", name="As of").fill("")
        page.get_by_role("textbox", name="As of").press("Enter")
    assert desk.query == ""
    expect(page.locator("#verdict h2")).to_contain_text("Fri 21 Aug 2026")


@pytest.mark.parametrize("text", ["03/04/2009", "banana"])
def test_a_text_that_is_no_date_is_named_and_stays_to_be_corrected(desk: Desk, text: str) -> None:
    """The message repeats the text and shows how a date is written; link and page stay, and so does what was typed."""
    page = desk.open("?asof=2014-10-28")
    field, message = page.get_by_role("textbox", name="As of"), page.locator("#as-of-refused")
    field.fill(text)
    field.press("Enter")
    expect(message).to_contain_text(f"“{text}” was not taken; this takes a date such as 28 Oct 2014")
    expect(field).to_have_value(text)
    assert desk.query == "?asof=2014-10-28"
    expect(page.locator("#verdict h2")).to_contain_text("Tue 28 Oct 2014")
    with desk.redrawn():
        field.fill("27 Oct 2014")
        field.press("Enter")
    expect(message).to_be_empty()
    assert desk.query == "?asof=2014-10-27"


@pytest.mark.parametrize(
    ("control", "shown"),
    [("28 Oct 2014", "28 Oct 2014"), ("Latest", ""), ("Previous session", "27 Oct 2014")],
)
def test_another_control_of_the_date_takes_the_place_of_a_refused_text(desk: Desk, control: str, shown: str) -> None:
    """Text and message go, also where the date that is set is the one that stood before."""
    page = desk.open("?asof=2014-10-28")
    field = page.get_by_role("textbox", name="As of")
    field.fill("banana")
    field.press("Enter")
    expect(page.locator("#as-of-refused")).not_to_be_empty()
    with desk.redrawn():
        page.get_by_role("button", name=control, exact=True).click()
    expect(page.locator("#as-of-refused")).to_be_empty()
    expect(field).to_have_value(shown)
    expect(field).not_to_have_attribute("aria-invalid", "true")


def test_a_refused_text_and_its_message_stay_until_the_field_is_right(desk: Desk) -> None:
    """Other controls work meanwhile and shift nothing; a symbol in its place clears the message."""
    page = desk.open()
    page.get_by_text("Other symbols").click()
    field, message = page.get_by_label("Large-cap symbol"), page.locator("#large-symbol-refused")
    lefts = "[...document.querySelectorAll('.bar .controls > *')].map(part => part.getBoundingClientRect().left)"
    before = page.evaluate(lefts)
    field.fill("../etc")
    field.press("Enter")
    expect(message).to_contain_text("'../etc' is no symbol")
    assert page.evaluate(lefts) == before
    for button in ("28 Oct 2014", "50-day average"):
        with desk.redrawn():
            page.get_by_role("button", name=button, exact=True).click()
        expect(message).to_contain_text("'../etc' is no symbol")
        expect(field).to_have_value("../etc")
    with desk.redrawn():
        page.get_by_label("Small-cap symbol").fill("IWM")
        page.get_by_label("Small-cap symbol").press("Enter")
    assert desk.query == "?pair=IWM,^GSPC&asof=2014-10-28&avg=50"
    expect(message).not_to_be_empty()
    with desk.redrawn():
        field.fill("SPY")
        field.press("Enter")
    expect(message).to_be_empty()
    assert desk.query == "?pair=IWM,SPY&asof=2014-10-28&avg=50"


def test_the_last_session_has_no_next(desk: Desk) -> None:
    """On the latest session the button rests; one session back it works."""
    page = desk.open()
    expect(page.get_by_role("button", name="Next session")).to_be_disabled()
    expect(page.get_by_role("button", name="Previous session")).to_be_enabled()
    with desk.redrawn():
        page.get_by_role("button", name="Previous session").click()
    expect(page.get_by_role("button", name="Next session")).to_be_enabled()


def test_the_as_of_date_can_be_picked_from_the_calendar(desk: Desk) -> None:
    """The browser's own calendar opens on the as-of date, within the sessions there are, and a day in it is taken."""
    page = desk.open("?asof=2014-10-28")
    calendar = page.locator("#as-of-calendar")
    page.evaluate("() => { HTMLInputElement.prototype.showPicker = function () { this.dataset.opened = 'yes'; }; }")
    page.get_by_role("button", name="Pick the as-of date").click()
    expect(calendar).to_have_attribute("data-opened", "yes")
    expect(calendar).to_have_value("2014-10-28")
    expect(calendar).to_have_attribute("min", "2001-01-02")
    expect(calendar).to_have_attribute("max", "2026-08-21")
    with desk.redrawn():
        calendar.fill("2014-10-15")
    assert desk.query == "?asof=2014-10-15"


def test_buttons_move_the_as_of_date_by_a_session_and_to_fixed_days(desk: Desk) -> None:
    """28 October 2014, the session before and after it (a Tuesday), and back to the latest."""
    page = desk.open()
    for button, query in (
        ("28 Oct 2014", "?asof=2014-10-28"),
        ("Previous session", "?asof=2014-10-27"),
        ("Next session", "?asof=2014-10-28"),
        ("Latest", ""),
        ("Previous session", "?asof=2026-08-20"),
    ):
        with desk.redrawn():
            page.get_by_role("button", name=button, exact=True).click()
        assert desk.query == query


def test_the_average_can_be_typed_and_chosen(desk: Desk) -> None:
    """Both ways write the window; headline, chart and a note beside the cases follow, the claims do not."""
    page = desk.open()
    with desk.redrawn():
        page.get_by_label("Average, sessions").fill("37")
        page.get_by_label("Average, sessions").press("Enter")
    assert desk.query == "?avg=37"
    expect(page.locator("#verdict")).to_contain_text("its 37-day average")
    expect(page.locator("#cases .window-note")).to_contain_text("the claims are judged on the 200-day average")
    expect(page.locator("#readout")).to_contain_text("37-day avg")
    expect(page.locator(".pane-price .pane-detail")).to_contain_text("37-day averages")
    for window, query in (("50", "?avg=50"), ("100", "?avg=100"), ("200", "")):
        with desk.redrawn():
            page.get_by_role("button", name=f"{window}-day average", exact=True).click()
        assert desk.query == query
    expect(page.locator("#cases .window-note")).to_have_count(0)


@pytest.mark.parametrize("text", ["", "999", "-50", "3.7"])
def test_an_average_out_of_bounds_is_refused_in_words(desk: Desk, text: str) -> None:
    """The message names the value and what is taken; nothing is put in its place unasked."""
    page = desk.open()
    page.get_by_label("Average, sessions").fill(text)
    page.get_by_label("Average, sessions").press("Enter")
    message = page.locator("#average-refused")
    expect(message).to_have_text(f"“{text}” was not taken; this takes a whole number from 2 to 400.")
    assert desk.query == ""
    page.get_by_role("button", name="200-day average", exact=True).click()
    expect(message).to_be_empty()
    expect(page.get_by_label("Average, sessions")).to_have_value("200")


def test_the_theme_is_in_the_link_and_colours_page_and_chart(desk: Desk) -> None:
    """Surface and strokes have the dark colours of the style sheet's tokens, in the browser's notation."""
    page = desk.open()
    first_line = page.locator("#chart .scatterlayer .js-line").first
    expect(first_line).to_have_css("stroke", "rgb(213, 94, 0)")  # --small: #d55e00
    with desk.redrawn():
        page.get_by_role("switch", name="Dark").click()
    assert desk.query == "?theme=dark"
    expect(page.locator("#verdict")).to_have_css("background-color", "rgb(21, 27, 35)")  # --surface: #151b23
    expect(first_line).to_have_css("stroke", "rgb(230, 159, 0)")  # --small: #e69f00
    with desk.redrawn():
        page.get_by_role("switch", name="Dark").click()
    assert desk.query == ""
    expect(first_line).to_have_css("stroke", "rgb(213, 94, 0)")


def test_the_link_that_is_copied_is_pinned_to_the_date_shown(desk: Desk) -> None:
    """On the latest session the copied link carries that session's date, and the page says so, once."""
    page = desk.open("?range=1Y")
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#copied")).to_have_text("Link copied, with its date and data version")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"{desk.base}/?")
    assert "asof=2026-08-21" in copied
    assert "range=1Y" in copied
    with desk.redrawn():
        page.get_by_role("button", name="28 Oct 2014").click()
    expect(page.locator("#copied")).to_be_empty()
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#copied")).to_have_text("Link copied, with its date and data version")


def test_the_csv_holds_what_is_shown(desk: Desk) -> None:
    """A panel's file is named after view and panel; its last row is the as-of session with the close of the history."""
    page = desk.open()
    with desk.redrawn():
        page.get_by_role("button", name="28 Oct 2014").click()
    for choice in ("Levels", "6M"):
        with desk.redrawn():
            page.get_by_role("radio", name=choice).click()
    with page.expect_download() as waiting:
        page.locator("#csv-small").click()
    download = waiting.value
    assert download.suggested_filename == "small-cap-desk-RUT-GSPC-2014-10-28-6M-levels-small.csv"
    rows = download.path().read_text().splitlines()
    assert rows[0] == "session,Russell 2000 close,Russell 2000 200-day average"
    close = page.locator("[data-key='small.close']").inner_text().replace(",", "")
    assert rows[-1].startswith(f"2014-10-28,{close}")


def test_fast_clicks_all_count(desk: Desk) -> None:
    """Five clicks on Previous session, faster than the answers, end five sessions back, a Friday."""
    page = desk.open()
    with page.expect_request(QUESTIONS), desk.held(QUESTIONS):
        for _ in range(5):
            page.get_by_role("button", name="Previous session").click()
    desk.asks("?asof=2026-08-14")
    expect(page.locator("#verdict h2")).to_contain_text("Fri 14 Aug 2026")
    expect(page.get_by_role("slider", name="As-of date")).to_have_attribute("aria-valuetext", "Fri 14 Aug 2026")


def test_clicks_between_answers_all_count(desk: Desk) -> None:
    """Ten clicks as fast as a mouse makes them, some while an answer comes, end ten sessions back."""
    page = desk.open()
    for _ in range(10):
        page.get_by_role("button", name="Previous session").click()
    desk.asks("?asof=2026-08-07")
    expect(page.locator("#verdict h2")).to_contain_text("Fri 7 Aug 2026")


def test_several_controls_at_once_all_count(desk: Desk) -> None:
    """Three segments chosen before the first answer are all in the link, and stay as chosen."""
    page = desk.open()
    with desk.held(QUESTIONS):
        for choice in ("5Y", "Log", "126"):
            page.get_by_role("radio", name=choice, exact=True).check()
    desk.asks("?range=5Y&scale=log&roc=126")
    for choice in ("5Y", "Log", "126"):
        expect(page.get_by_role("radio", name=choice, exact=True)).to_be_checked()


def test_a_click_does_not_wait_for_what_was_asked_ahead(desk: Desk) -> None:
    """The answer to what lay under the pointer never comes; another button's does, at once and without a banner."""
    page = desk.open()
    with desk.held(QUESTIONS) as questions:
        with page.expect_request(QUESTIONS):
            page.locator("#range label", has_text="5Y").hover()
        with page.expect_request(QUESTIONS, timeout=5_000):
            page.get_by_role("button", name="50-day average").press("Enter")
        expect(page.get_by_role("alert")).to_have_count(0)
        questions.pop().continue_()
        desk.asks("?avg=50")


def test_a_click_on_what_was_asked_ahead_and_lost_is_asked_again(desk: Desk) -> None:
    """After the time that an answer is given, without a banner: nobody had asked for the first."""
    desk.page.clock.install()
    page = desk.open()
    desk.allowed = ("_dash-update-component", "net::ERR_FAILED", "Callback failed")
    page.route(QUESTIONS, lambda route: route.abort(), times=1)
    with page.expect_event("requestfailed"):
        page.locator("#range label", has_text="5Y").hover()
    page.get_by_role("radio", name="5Y").press("Space")
    page.clock.fast_forward(15_000)
    desk.asks("?range=5Y")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_an_answer_takes_nothing_back_that_was_set_meanwhile(desk: Desk) -> None:
    """Log and Dark, chosen while the answer to 5Y is on its way, stay chosen when it comes, and are then asked for."""
    page = desk.open()
    log, dark = page.get_by_role("radio", name="Log"), page.get_by_role("switch", name="Dark")
    with desk.held(QUESTIONS) as questions:
        with page.expect_request(QUESTIONS):
            page.get_by_role("radio", name="5Y").press("Space")
        log.press("Space")
        dark.press("Space")
        with page.expect_request(QUESTIONS):
            questions.pop(0).continue_()
        assert desk.query == "?range=5Y"
        expect(log).to_be_checked()
        expect(dark).to_be_checked()
    desk.asks("?range=5Y&scale=log&theme=dark")


def test_a_text_that_is_being_typed_is_not_wiped_by_an_answer(desk: Desk) -> None:
    """The first digit of an average stands when the answer to 5Y comes; the second makes it 37."""
    page = desk.open()
    field = page.get_by_label("Average, sessions")
    with desk.redrawn(), desk.held(QUESTIONS):
        page.get_by_role("radio", name="5Y").press("Space")
        field.focus()
        page.keyboard.press("Control+A")
        page.keyboard.press("3")
    expect(field).to_have_value("3")
    page.keyboard.press("7")
    with desk.redrawn():
        page.keyboard.press("Enter")
    assert desk.query == "?range=5Y&avg=37"


def test_the_last_of_several_clicks_on_one_control_counts(desk: Desk) -> None:
    """A reader who changes his mind before the answer gets what he chose last."""
    page = desk.open()
    with desk.held(QUESTIONS):
        for choice in ("5Y", "10Y", "1Y"):
            page.get_by_role("radio", name=choice, exact=True).check()
    desk.asks("?range=1Y")
    expect(page.get_by_role("radio", name="1Y")).to_be_checked()


def test_what_is_set_before_the_page_can_ask_counts_once_it_can(desk: Desk) -> None:
    """Dash's scripts come late: until then clicks are kept, and the chart that was served can be read."""
    page = desk.page
    with desk.held("**/_dash-component-suites/**"):
        page.goto(desk.base, wait_until="commit")
        page.wait_for_selector("#chart[data-drawn]", state="attached")
        page.get_by_role("radio", name="5Y").click()
        page.get_by_role("button", name="28 Oct 2014").click()
        assert page.locator("html").get_attribute("data-ready") is None
    desk.asks("?asof=2014-10-28&range=5Y")
    expect(page.locator("#verdict h2")).to_contain_text("Tue 28 Oct 2014")


def test_the_scrubber_moves_by_key_click_and_month(desk: Desk) -> None:
    """An arrow is a session, a page key 21, End the latest; the whole page follows and the slider says its date."""
    page = desk.open("?asof=2014-10-28")
    slider = page.get_by_role("slider", name="As-of date")
    slider.focus()
    for key, query, text in (
        ("ArrowLeft", "?asof=2014-10-27", "Mon 27 Oct 2014"),
        ("ArrowRight", "?asof=2014-10-28", "Tue 28 Oct 2014"),
        ("PageDown", "?asof=2014-09-29", "Mon 29 Sep 2014"),  # 21 weekdays: the generated sessions know no holidays
        ("PageUp", "?asof=2014-10-28", "Tue 28 Oct 2014"),
        ("End", "?asof=2026-08-21", "Fri 21 Aug 2026"),
    ):
        page.keyboard.press(key)
        desk.asks(query)
        expect(page.locator("#verdict h2")).to_contain_text(text)
        expect(slider).to_have_attribute("aria-valuetext", text)
        expect(page.locator("#scrubbed")).to_have_text(text)
    box = slider.bounding_box()
    with desk.redrawn():
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert "?asof=2013-" in desk.query  # the middle of 2001 to 2026


def test_what_came_after_is_shown_by_one_switch_and_shaded(desk: Desk) -> None:
    """The chart goes on past the as-of date, the words do not; the shade says that it was not known then."""
    page = desk.open("?asof=2014-10-28&range=1Y")
    words = page.locator("#verdict").inner_text()
    with desk.redrawn():
        page.get_by_role("switch", name="Show what came after").click()
    assert desk.query == "?asof=2014-10-28&range=1Y&after=shown"
    assert desk.chart("new Date(gd.data[0].x.at(-1)).toISOString().slice(0, 10)") == "2015-10-28"
    expect(page.locator(".after-label")).to_have_text("after 28 Oct 2014: not known then")
    shade, plot = (page.locator(name).first.bounding_box() for name in (".after", "#chart .nsewdrag"))
    assert shade["x"] == pytest.approx(plot["x"] + plot["width"] / 2, abs=2)  # one year before, one year after
    assert page.locator("#verdict").inner_text() == words
    with desk.redrawn():
        page.get_by_role("switch", name="Show what came after").click()
    expect(page.locator(".after")).to_have_count(0)


def test_what_is_done_before_the_scripts_are_there_is_done_then(desk: Desk) -> None:
    """A segment, a text and a button, while the page stands there as it was served: all of it counts, in its order."""
    page = desk.page
    with desk.held("**/assets/controls.js*"):
        page.goto(f"{desk.base}/", wait_until="commit")
        page.locator("#range label", has_text="5Y").click()
        page.locator("#average").fill("37")
        page.locator("#average").press("Enter")
        page.get_by_role("button", name="28 Oct 2014").click()
        assert page.evaluate("window.desk === undefined || desk.controls === undefined")
    desk.asks("?asof=2014-10-28&range=5Y&avg=37")
    expect(page.locator("#verdict h2")).to_contain_text("Tue 28 Oct 2014")


def test_a_question_lost_with_the_connection_is_asked_again_when_it_is_back(desk: Desk) -> None:
    """Without a click, and without the wait for an answer that cannot come."""
    page = desk.open()
    desk.allowed = ("_dash-update-component", "net::ERR_INTERNET_DISCONNECTED", "Callback failed")
    page.context.set_offline(True)
    page.get_by_role("button", name="28 Oct 2014").click()
    expect(page.locator("#offline")).to_be_visible()
    page.context.set_offline(False)
    desk.asks("?asof=2014-10-28")
    expect(page.locator("#offline")).to_be_hidden()

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

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
    days = desk.chart(
        "[gd.figure.x[0], gd.figure.x[gd.figure.x.length - 1]].map(ms => new Date(ms).toISOString().slice(0, 10))"
    )
    assert days == ["2026-02-23", "2026-08-21"]


def test_a_pair_from_the_list_is_shown_by_its_names(desk: Desk) -> None:
    """Choosing the ETFs writes their symbols into the link, the symbol fields and the heading."""
    page = desk.open()
    with desk.redrawn():
        page.get_by_role("textbox", name="Pair").click()
        page.get_by_role("option", name="IWM / SPY (the ETFs on both)").click()
    assert desk.query == "?pair=IWM,SPY"
    expect(page.get_by_label("Small-cap symbol")).to_have_value("IWM")
    expect(page.get_by_label("Large-cap symbol")).to_have_value("SPY")
    expect(page.locator("#verdict h2")).to_contain_text("IWM or SPY")


def test_any_two_symbols_can_be_typed(desk: Desk) -> None:
    """A symbol typed in small letters is put in capitals; the list then shows that the pair is the reader's own."""
    page = desk.open()
    with desk.redrawn():
        page.get_by_label("Small-cap symbol").fill("iwm")
        page.get_by_label("Small-cap symbol").press("Enter")
    assert desk.query == "?pair=IWM,^GSPC"
    expect(page.get_by_role("textbox", name="Pair")).to_have_value("")
    expect(page.locator("#trust")).to_contain_text("IWM, ETF on the Russell 2000")


def test_a_text_that_is_no_symbol_is_refused_by_name_and_changes_nothing(desk: Desk) -> None:
    """The message under the field repeats the text; link and page stay."""
    page = desk.open()
    page.get_by_label("Large-cap symbol").fill("../etc")
    page.get_by_label("Large-cap symbol").press("Enter")
    expect(page.locator(".mantine-TextInput-error")).to_contain_text("'../etc' is no symbol")
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
def test_a_text_that_is_no_date_is_named_and_the_field_reset(desk: Desk, text: str) -> None:
    """The message repeats the text and shows how a date is written; field, link and page stay as they were."""
    page = desk.open("?asof=2014-10-28")
    field = page.get_by_role("textbox", name="As of")
    field.fill(text)
    field.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text(f"“{text}” was not taken; this takes a date such as 28 Oct 2014")
    expect(field).to_have_value("28 Oct 2014")
    assert desk.query == "?asof=2014-10-28"


def test_a_refused_text_and_its_message_stay_until_the_field_is_right(desk: Desk) -> None:
    """Other controls work meanwhile and shift nothing; a symbol in its place clears the message."""
    page = desk.open()
    field = page.get_by_label("Large-cap symbol")
    message = page.locator(".mantine-TextInput-error")
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
    expect(message).to_have_count(1)
    with desk.redrawn():
        field.fill("SPY")
        field.press("Enter")
    expect(message).to_have_count(0)
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
    """The calendar opens on the month of the date, whole and within the window, and a day in it can be clicked."""
    page = desk.open("?asof=2014-10-28")
    page.get_by_role("button", name="Pick the as-of date").click()
    box = page.locator("[data-dates-dropdown]").bounding_box()
    assert 180 < box["width"] < 320
    with desk.redrawn():
        page.get_by_role("button", name="15 October 2014").click()
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
    assert "37-day" in str(desk.chart("gd.layout.annotations.map(note => note.text).join()"))
    for window, query in (("50", "?avg=50"), ("100", "?avg=100"), ("200", "")):
        with desk.redrawn():
            page.get_by_role("button", name=f"{window}-day average").click()
        assert desk.query == query
    expect(page.locator("#cases .window-note")).to_have_count(0)


@pytest.mark.parametrize("text", ["", "999", "-50", "3.7"])
def test_an_average_out_of_bounds_is_refused_in_words(desk: Desk, text: str) -> None:
    """The message names the value and what is taken; nothing is put in its place unasked."""
    page = desk.open()
    page.get_by_label("Average, sessions").fill(text)
    page.get_by_label("Average, sessions").press("Enter")
    expect(page.locator(".mantine-NumberInput-error")).to_have_text(
        f"“{text}” was not taken; this takes a whole number from 2 to 400."
    )
    assert desk.query == ""
    page.get_by_role("button", name="200-day average").click()
    expect(page.locator(".mantine-NumberInput-error")).to_have_count(0)
    expect(page.get_by_label("Average, sessions")).to_have_value("200")


def test_the_theme_is_in_the_link_and_colours_page_and_chart(desk: Desk) -> None:
    """The dark surface is the one of the style sheet, for the page's sections and the chart alike."""
    page = desk.open()
    with desk.redrawn():
        page.get_by_role("switch", name="Dark").click()
    assert desk.query == "?theme=dark"
    expect(page.locator("#verdict")).to_have_css("background-color", "rgb(22, 28, 36)")
    assert desk.chart("gd.layout.paper_bgcolor") == "#161c24"


def test_the_link_that_is_copied_is_pinned_to_the_date_shown(desk: Desk) -> None:
    """On the latest session the copied link carries that session's date, and the page says so, once."""
    page = desk.open("?range=1Y")
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#copied")).to_have_text("Link copied, with its date")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"{desk.base}/?")
    assert "asof=2026-08-21" in copied
    assert "range=1Y" in copied
    with desk.redrawn():
        page.get_by_role("button", name="28 Oct 2014").click()
    expect(page.locator("#copied")).to_be_empty()
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#copied")).to_have_text("Link copied, with its date")


def test_the_csv_holds_what_is_shown(desk: Desk) -> None:
    """The file is named after the view; its last row is the as-of session with the closes of the histories."""
    page = desk.open("?asof=2014-10-28&scale=levels&range=6M")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV").click()
    download = waiting.value
    assert download.suggested_filename == "small-cap-desk-RUT-GSPC-2014-10-28-6M-levels.csv"
    rows = download.path().read_text().splitlines()
    assert rows[0].startswith("session,Russell 2000 close,Russell 2000 200-day average,S&P 500 close")
    close = page.locator("[data-key='small.close']").inner_text().replace(",", "")
    assert rows[-1].startswith(f"2014-10-28,{close}")

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from playwright.sync_api import expect

from tests.page.reference import AS_OF, milliseconds, readings, written

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.page.conftest import Desk

pytestmark = pytest.mark.page

_WORDS = ("#verdict", "#trust", "#cases", "#numbers", "#readout", "#panes h3", "#panes .unseen")


def _slider(page: Page) -> Locator:
    return page.get_by_role("slider", name="As-of date")


def _words(page: Page, *names: str) -> list[str]:
    """Return the words of the page's parts; pins say the same whether pressed or not."""
    return [" ".join(page.locator(name).all_text_contents()) for name in names]


def test_the_whole_page_follows_the_scrubber(desk: Desk, frames: dict[str, pd.DataFrame]) -> None:
    """A session back by key, the page says in every part what the link of that date says when it is opened."""
    page = desk.open("?asof=2014-10-28&range=1Y")
    before = _words(page, *_WORDS)
    _slider(page).focus()
    with desk.redrawn():
        page.keyboard.press("ArrowLeft")
    assert desk.query == "?asof=2014-10-27&range=1Y"
    after = _words(page, *_WORDS)
    assert [name for name, one, other in zip(_WORDS, before, after, strict=True) if one == other] == ["#trust"]
    day = pd.Timestamp("2014-10-27")
    assert desk.chart("desk.chart.figure.x[desk.chart.figure.x.length - 1]") == milliseconds(day)
    close = readings(frames).loc[day, ("Close", "small")]
    assert page.locator("[data-key='small.close']").inner_text() == f"{close:,.2f}"
    desk.open(desk.query)
    assert _words(page, *_WORDS) == after
    expect(page.locator("#scrubbed")).to_have_text("Mon 27 Oct 2014")
    expect(_slider(page)).to_have_attribute("aria-valuetext", "Mon 27 Oct 2014")


def test_the_scrubber_can_be_dragged(desk: Desk, frames: dict[str, pd.DataFrame]) -> None:
    """The date beside it follows the pointer; the page ends where it was let go, one step on in the history."""
    page = desk.open("?asof=2014-10-28")
    steps, slider = page.evaluate("history.length"), _slider(page)
    sessions = frames["^RUT"].index
    box = slider.bounding_box()
    reach = [box["x"] + 8, box["width"] - 16]  # the thumb's middle goes from 8 pixels within one end to the other
    middle = box["y"] + box["height"] / 2
    page.mouse.move(reach[0] + sessions.get_loc(AS_OF) / (len(sessions) - 1) * reach[1], middle)
    page.mouse.down()
    for share in (0.5, 0.45, 0.4):
        page.mouse.move(reach[0] + share * reach[1], middle)
        position = int(slider.input_value())
        assert position == pytest.approx(share * len(sessions), abs=len(sessions) / reach[1])  # a pixel
        expect(page.locator("#scrubbed")).to_have_text(f"{sessions[position]:%a} {written(sessions[position])}")
    page.mouse.up()
    day = sessions[position]
    desk.asks(f"?asof={day.date()}")
    expect(page.locator("#verdict h2")).to_contain_text(written(day))
    assert page.evaluate("history.length") == steps + 1


@pytest.mark.parametrize(
    ("day", "inner", "button"), [("2001-01-02", "Next", "Previous"), ("2026-08-21", "Previous", "Next")]
)
def test_the_button_that_reaches_an_end_rests_and_keeps_the_focus(
    desk: Desk, day: str, inner: str, button: str
) -> None:
    """On the first session there is no previous, on the last no next; the other works at both."""
    page = desk.open(f"?asof={day}")
    back = page.get_by_role("button", name=f"{button} session")
    expect(back).to_be_disabled()
    with desk.redrawn():
        page.get_by_role("button", name=f"{inner} session").click()
    expect(back).to_be_enabled()
    back.focus()
    with desk.redrawn():
        page.keyboard.press("Enter")
    assert desk.query == f"?asof={day}"
    expect(back).to_be_disabled()
    expect(back).to_be_focused()
    expect(page.get_by_role("button", name=f"{inner} session")).to_be_enabled()


def test_a_button_at_rest_does_nothing(desk: Desk) -> None:
    """Next session pressed on the latest one does not tie the link to its date."""
    page = desk.open()
    page.get_by_role("button", name="Next session").focus()
    page.keyboard.press("Enter")
    with desk.redrawn():
        page.get_by_role("radio", name="5Y").click()
    assert desk.query == "?range=5Y"


def test_what_came_after_changes_the_lines_alone(desk: Desk, frames: dict[str, pd.DataFrame]) -> None:
    """Hidden unless asked for; shown, the lines run on a year with the true closes, and no word or number changes."""
    page = desk.open("?asof=2014-10-28&range=1Y&scale=levels")
    expect(page.get_by_role("switch", name="Show what came after")).not_to_be_checked()
    before = _words(page, *_WORDS)
    known = desk.chart("[...gd.data[0].x]")
    closes = desk.chart("[...gd.data[0].y]")
    assert known[-1] == milliseconds(AS_OF)
    with desk.redrawn():
        page.get_by_role("switch", name="Show what came after").click()
    assert desk.query == "?asof=2014-10-28&range=1Y&scale=levels&after=shown"
    assert _words(page, *_WORDS) == before
    later = frames["^RUT"]["close"].loc["2014-10-29":"2015-10-28"]
    assert desk.chart("[...gd.data[0].x]") == known + [milliseconds(day) for day in later.index]
    drawn = desk.chart("[...gd.data[0].y]")
    assert drawn[: len(closes)] == closes
    assert drawn[len(closes) :] == pytest.approx(list(later), rel=1e-6)
    expect(page.locator(".after")).to_have_count(page.locator("[data-plot]").count())
    with page.expect_download() as waiting:
        page.locator("#csv-small").click()
    file = pd.read_csv(StringIO(waiting.value.path().read_text()), index_col="session", parse_dates=True)
    assert "and-after" in waiting.value.suggested_filename
    assert list(file["after_as_of"]) == [0] * len(known) + [1] * len(later)
    assert file.index[file["after_as_of"] == 0][-1] == AS_OF

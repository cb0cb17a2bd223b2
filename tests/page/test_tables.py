from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import expect

from tests.page.reference import readings, written

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.page.conftest import Desk

pytestmark = pytest.mark.page

_HALF_YEAR = slice("2014-04-28", "2014-10-28")
_TABLE = """pane => [...document.querySelectorAll(`#rows-${pane} tr`)]
    .map(row => [...row.cells].map(cell => cell.textContent))"""


def _table(page: Page, pane: str) -> list[list[str]]:
    return page.evaluate(_TABLE, pane)


def _columns(expected: pd.DataFrame, pane: str) -> pd.DataFrame:
    """Return what a pane shows, under the names that its table and its file give."""
    names = {
        "small": {"Russell 2000 close": ("Close", "small"), "Russell 2000 200-day average": ("200-day avg", "small")},
        "rsi": {"Russell 2000 RSI(14)": ("RSI(14)", "small"), "S&P 500 RSI(14)": ("RSI(14)", "large")},
    }[pane]
    return pd.DataFrame({name: expected[key] for name, key in names.items()})


@pytest.mark.parametrize("pane", ["small", "rsi"])
def test_each_pane_has_its_numbers_as_a_table_and_as_a_file(
    desk: Desk, frames: dict[str, pd.DataFrame], pane: str
) -> None:
    """Half a year of sessions, newest first in the table and oldest first in the file, with the numbers by pandas."""
    page = desk.open("?asof=2014-10-28&range=6M&scale=levels")
    expected = _columns(readings(frames).loc[_HALF_YEAR], pane)
    button = page.locator(f"#table-{pane}")
    expect(button).to_have_attribute("aria-expanded", "false")
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    rows = page.locator(f"#rows-{pane}")
    expect(rows).to_have_accessible_name({"small": "Table of Russell 2000", "rsi": "Table of RSI(14)"}[pane])
    expect(rows.locator("caption")).to_have_text(f"{len(expected)} sessions, newest first.")
    head, *body = _table(page, pane)
    assert head == ["Session", *expected.columns]
    assert [row[0] for row in body] == [written(session) for session in expected.index[::-1]]
    shown = np.array([[float(cell.replace(",", "")) for cell in row[1:]] for row in body])
    np.testing.assert_allclose(shown, expected.to_numpy()[::-1], rtol=0, atol=0.0051)
    with page.expect_download() as waiting:
        page.locator(f"#csv-{pane}").click()
    assert waiting.value.suggested_filename == f"small-cap-desk-RUT-GSPC-2014-10-28-6M-levels-{pane}.csv"
    file = pd.read_csv(StringIO(waiting.value.path().read_text()), index_col="session", parse_dates=True)
    pd.testing.assert_frame_equal(
        file,
        expected,
        check_exact=False,
        rtol=0,
        atol=1e-6,
        check_names=False,
        check_freq=False,
        check_index_type=False,
    )
    button.click()
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(rows).to_be_hidden()


def test_a_table_follows_zoom_and_date_and_says_what_it_leaves_out(desk: Desk, frames: dict[str, pd.DataFrame]) -> None:
    """Two years are cut to the newest 260 sessions, September 2014 has its own; then all, and those a day back."""
    page = desk.open("?asof=2014-10-28")
    sessions = frames["^RUT"].loc["2012-10-28":"2014-10-28"].index
    page.locator("#table-relative").click()
    caption = page.locator("#rows-relative caption")
    expect(caption).to_have_text(f"The newest 260 of {len(sessions)} sessions shown; the CSV has all.")
    days = [row[0] for row in _table(page, "relative")[1:]]
    assert days == [written(session) for session in sessions[:-261:-1]]
    page.evaluate("desk.chart.show([Date.UTC(2014, 8, 1), Date.UTC(2014, 8, 30)])")
    expect(caption).to_have_text("22 sessions, newest first.")  # the weekdays of September 2014, as on any calendar
    rows = _table(page, "relative")
    assert (rows[1][0], rows[-1][0]) == ("30 Sep 2014", "1 Sep 2014")
    with desk.redrawn():
        page.get_by_role("button", name="50-day average").click()
    expect(page.locator("#table-relative")).to_have_attribute("aria-expanded", "true")
    assert _table(page, "relative") == rows
    page.locator("#chart").press("0")
    assert _table(page, "relative")[1][0] == "28 Oct 2014"
    with desk.redrawn():
        page.get_by_role("button", name="Previous session").click()
    assert _table(page, "relative")[1][0] == "27 Oct 2014"


def test_a_thinned_chart_says_so_at_its_table_and_to_whoever_comes_to_it(
    desk: Desk, frames: dict[str, pd.DataFrame]
) -> None:
    """25 years: fewer sessions are drawn than there are, and both numbers are named; in two years all are."""
    page = desk.open("?range=Max")
    drawn, there = desk.chart("gd.data[0].x.length"), len(frames["^RUT"])
    assert drawn < there
    page.locator("#table-price").click()
    caption = page.locator("#rows-price caption")
    expect(caption).to_have_text(
        f"The newest 260 of {drawn:,} sessions drawn, of {there:,} in the range; the CSV has all."
    )
    chart = page.locator("#chart")
    expect(chart).to_have_accessible_description(
        f"{drawn:,} of {there:,} sessions drawn, and the keys move along these; the CSV has all."
    )
    page.evaluate("desk.chart.show([Date.UTC(2026, 6, 1), Date.UTC(2026, 6, 31)])")  # the last year is drawn in full
    expect(caption).to_have_text(f"23 sessions drawn, of {there:,} in the range, newest first; the CSV has all.")
    with desk.redrawn():
        page.get_by_role("radio", name="2Y").click()
    expect(chart).to_have_accessible_description("")


def test_an_open_table_keeps_focus_and_place_when_an_answer_comes(desk: Desk) -> None:
    """A reader who follows a table down with the keys goes on where he was, on another date."""
    page = desk.open("?asof=2014-10-28")
    page.locator("#table-rsi").click()
    rows = page.locator("#rows-rsi")
    rows.focus()
    rows.evaluate("rows => new Promise(done => { rows.onscroll = done; rows.scrollTop = 400; })")
    with desk.redrawn():
        page.evaluate("document.getElementById('as-of-previous').click()")
    expect(rows.locator("tbody th").first).to_have_text("27 Oct 2014")
    expect(rows).to_be_focused()
    assert rows.evaluate("rows => rows.scrollTop") == 400

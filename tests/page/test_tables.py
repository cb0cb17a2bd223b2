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
    """Two years are cut to the newest 260 sessions; zoomed to September 2014 and a day back, it has those."""
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
        page.get_by_role("button", name="Previous session").click()
    expect(page.locator("#table-relative")).to_have_attribute("aria-expanded", "true")
    assert _table(page, "relative")[1][0] == "27 Oct 2014"

"""Nothing after the as-of session changes what the page and the report say as of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from callbacks.draw import page
from components.ids import Id
from components.view import viewer
from components.words import words
from data.instruments import PAIRS
from sharing.report import as_json
from tests.page.conftest import walk
from tests.page.prices import FramePrices

if TYPE_CHECKING:
    import pandas as pd

    from components.view import View

DAYS = (date(2003, 11, 3), date(2008, 11, 20), date(2014, 10, 28), date(2019, 12, 31))
NOW = {"state", "problems"}  # what the report says of the prices as they are today
ABOUT_NOW = (Id.TRUST, Id.NOTICES)


@pytest.fixture(scope="module")
def frames() -> dict[str, pd.DataFrame]:
    """Return generated histories of the default pair."""
    return {"^RUT": walk(1, 480, 0.0002), "^GSPC": walk(2, 1280, 0.0003)}


def said(view: View) -> tuple[dict[str, Any], dict[str, Any], object]:
    """Return the report, the words of the page and its figure, less what is said of the prices as they are now."""
    report = {name: value for name, value in as_json(view).items() if name not in NOW}
    drawn = page("", view, PAIRS, snapshot=True)
    parts = {name: part for name, part in (drawn["parts"] | words(view)).items() if name not in ABOUT_NOW}
    return report, parts, drawn["figure"]


@pytest.mark.parametrize("day", DAYS)
def test_later_rows_change_nothing_that_is_said(frames: dict[str, pd.DataFrame], day: date) -> None:
    """A day on all rows and the same day with a few rows after it give the same words, numbers and figure."""
    query = f"?asof={day}&range=5Y"
    later = {symbol: day.replace(year=day.year + 1, month=1, day=20) for symbol in frames}
    assert said(viewer(FramePrices(frames, until=later))(query)) == said(viewer(FramePrices(frames))(query))

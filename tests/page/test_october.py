"""The page on 28 October 2014 with the real index closes, against the values published in the methods."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.page.prices import FramePrices

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from components.view import Prices
    from tests.page.conftest import Desk

pytestmark = pytest.mark.page

# methods.md, section 5, as a reader sees them
_SMALL = {
    "close": "1,149.45",
    "change_pct": "+2.86",
    "sma": "1,145.98",
    "distance_pct": "+0.30",
    "slope20_pct": "-0.49",
    "slope20_annualised_pct": "-5.98",
    "closes_below_run": "0",
    "rsi14": "62.55",
    "roc21_pct": "+2.82",
    "roc63_pct": "+0.25",
    "roc126_pct": "+2.00",
    "roc252_pct": "+2.82",
    "momentum_12_1_pct": "-0.01",
    "overhead_pct": "43.3",
    "near_overhead_pct": "42.5",
    "near_support_pct": "52.8",
    "ytd_pct": "-1.22",
    "drawdown_pct": "-4.90",
}
_LARGE = {
    "close": "1,985.05",
    "change_pct": "+1.19",
    "sma": "1,910.03",
    "distance_pct": "+3.93",
    "slope20_pct": "+0.55",
    "slope20_annualised_pct": "+7.13",
    "closes_below_run": "0",
    "rsi14": "59.66",
    "roc21_pct": "+0.37",
    "roc63_pct": "+0.76",
    "roc126_pct": "+5.37",
    "roc252_pct": "+12.65",
    "momentum_12_1_pct": "+12.24",
    "overhead_pct": "10.3",
    "near_overhead_pct": "10.3",
    "near_support_pct": "34.1",
    "ytd_pct": "+7.40",
    "drawdown_pct": "-1.31",
}
_STATUS = {"B1": "overtaken", "B2": "true", "B3": "true", "B4": "true", "B5": "true", "U2": "open", "U3": "open"}


def test_the_page_shows_the_published_numbers_and_statuses(
    index_frames: tuple[pd.DataFrame, pd.DataFrame], visit: Callable[..., Desk], serve: Callable[[Prices], str]
) -> None:
    """One click from the latest view leads to the day of the column, number by number and claim by claim."""
    small, large = index_frames
    base = serve(FramePrices({"^RUT": small, "^GSPC": large}))
    desk = visit(base)
    page = desk.open()
    with desk.redrawn():
        page.get_by_role("button", name="28 Oct 2014").click()
    for side, expected in (("small", _SMALL), ("large", _LARGE)):
        shown = {name: page.locator(f"[data-key='{side}.{name}']").inner_text() for name in expected}
        assert shown == expected
    assert page.locator("[data-key='relative.ytd_gap_points']").inner_text() == "-8.61"
    shown = {key: page.locator(f"[data-claim='{key}']").get_attribute("data-status") for key in _STATUS}
    assert shown == _STATUS

from __future__ import annotations

import re

import pytest

from components.filenames import file_name
from components.view import viewer
from tests.components.generated import frame, generated, view_of
from tests.page.prices import FramePrices


@pytest.fixture(scope="module")
def prices() -> FramePrices:
    """Return two generated histories of 1,500 sessions under the symbols of the default pair."""
    return generated()


def test_a_name_says_what_is_in_the_file(prices: FramePrices) -> None:
    """Pair, date, range and scale; the panel, and what came after, only where asked for."""
    view = view_of(prices, "?range=1Y&scale=log")
    assert "small-cap-desk-RUT-GSPC-2015-10-02-1Y-log.csv" == file_name(view, "csv")
    assert "small-cap-desk-RUT-GSPC-2015-10-02-1Y-log-ppo-small.pptx" == file_name(view, "pptx", "ppo-small")
    later = view_of(prices, "?asof=2013-05-06&after=shown")
    assert "small-cap-desk-RUT-GSPC-2013-05-06-and-after-2Y-rebased.xlsx" == file_name(later, "xlsx")


def test_a_name_has_the_dates_zoomed_to(prices: FramePrices) -> None:
    """In place of the range; a zoom outside the range is none."""
    view = view_of(prices, "?range=1Y&zoom=2015-02-28,2015-06-01")
    assert "small-cap-desk-RUT-GSPC-2015-10-02-2015-02-28-to-2015-06-01-rebased.html" == file_name(view, "html")
    outside = view_of(prices, "?range=1Y&zoom=2010-02-01,2010-06-01")
    assert file_name(outside, "html").endswith("-2015-10-02-1Y-rebased.html")


def test_any_symbol_makes_a_plain_name() -> None:
    """Of letters, digits, dots and hyphens, whatever signs a symbol has."""
    view = viewer(FramePrices({"^X=F.B-1": frame(1), "BRK.B": frame(2)}))("?pair=^X=F.B-1,BRK.B")
    assert re.fullmatch(r"small-cap-desk-X-F\.B-1-BRK\.B-[0-9-]+-2Y-rebased\.csv", file_name(view, "csv"))

from __future__ import annotations

import math
import re
from csv import reader
from io import StringIO
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from components.csv import csv
from components.figures.chart import chart
from components.figures.panels import PanelError
from data.instruments import instrument
from data.model import Instrument
from data.model import Kind as InstrumentKind
from tests.components.generated import generated, view_of

if TYPE_CHECKING:
    from tests.page.prices import FramePrices


@pytest.fixture(scope="module")
def prices() -> FramePrices:
    """Return two generated histories of 1,500 sessions under the symbols of the default pair."""
    return generated()


_DECIDED = [("Bear", "trend"), ("Bull", "trend"), ("Bear", "momentum"), ("Bear", "structure and supply")]
"""The sides and groups of which closes alone decide a claim (docs/methods.md, section 2)."""


def _with(lines: list[str], strips: list[str]) -> list[str]:
    """Return the columns of all lines, with those of the strips after the counts that they stand under."""
    after = lines.index("Bull claims that hold") + 1
    return [*lines[:after], *strips, *lines[after:]]


def _table(prices: FramePrices, query: str, panel: str | None = None) -> pd.DataFrame:
    return pd.read_csv(StringIO(csv(view_of(prices, query), panel)), index_col="session", parse_dates=True)


def test_the_csv_has_every_session_of_the_range_unthinned(prices: FramePrices) -> None:
    """It has the chart's sessions and its lines, and no cell that opens as a formula."""
    view = view_of(prices, "?range=Max&scale=levels")
    rows = csv(view).split("\r\n")
    shown = chart(view)
    assert len(rows) == len(shown.sessions) + 2  # the head, and nothing after the last line end
    strips = [f"{side} claims that hold: {group}" for side, group in _DECIDED]
    assert rows[0].split(",") == ["session", *_with([line.label for line in shown.lines], strips)]
    assert not any(re.match(r"[=+@\t]|-\D", cell) for row in rows for cell in row.split(","))
    assert float(rows[-2].split(",")[1]) == pytest.approx(prices.frames["^RUT"]["close"].iloc[-1], abs=1e-6)


@pytest.mark.parametrize("panel", [None, "price"])
@pytest.mark.parametrize("scale", ["rebased", "log"])
def test_rebased_columns_say_so_and_the_closes_have_columns_of_their_own(
    prices: FramePrices, scale: str, panel: str | None
) -> None:
    """The first row: 100 under names that say "= 100", and the history's own closes under "close"."""
    table = _table(prices, f"?range=1Y&scale={scale}", panel)
    opening = f"{table.index[0]:%-d %b %Y} = 100"
    for name, symbol in (("Russell 2000", "^RUT"), ("S&P 500", "^GSPC")):
        close = prices.frames[symbol]["close"]
        assert table[f"{name}, {opening}"].iloc[0] == 100
        assert table[f"{name} close"].iloc[0] == pytest.approx(close[table.index[0]], abs=1e-6)
        average = close.rolling(200).mean()[table.index[-1]] / close[table.index[0]] * 100
        assert table[f"{name} 200-day average, {opening}"].iloc[-1] == pytest.approx(average, abs=1e-6)


@pytest.mark.parametrize(
    ("scale", "panel", "expected"),
    [
        ("levels", "large", ["S&P 500 close", "S&P 500 200-day average"]),
        ("rebased", "relative", ["Ratio Russell 2000 / S&P 500", "Ratio 200-day average"]),
        ("log", "rsi", ["Russell 2000 RSI(14)", "S&P 500 RSI(14)"]),
        ("rebased", "roc", ["Russell 2000 ROC(63) %", "S&P 500 ROC(63) %"]),
    ],
)
def test_a_panel_has_its_own_lines_alone(prices: FramePrices, scale: str, panel: str, expected: list[str]) -> None:
    """The columns of each panel as the page draws them, over the same sessions."""
    table = _table(prices, f"?scale={scale}", panel)
    whole = _table(prices, f"?scale={scale}")
    assert expected == list(table.columns)
    pd.testing.assert_frame_equal(whole[expected], table)


@pytest.mark.parametrize(("scale", "panel"), [("rebased", "small"), ("levels", "volume"), ("log", ""), ("log", "ppo")])
def test_a_panel_that_is_not_there_is_named(prices: FramePrices, scale: str, panel: str) -> None:
    """So is what there is."""
    with pytest.raises(PanelError, match=f"no panel “{panel}” in this view; it has .*rsi, ppo-small, ppo-large, roc"):
        csv(view_of(prices, f"?scale={scale}"), panel)


@pytest.mark.parametrize("panel", [None, "relative"])
def test_sessions_after_the_as_of_date_are_told_from_those_before(prices: FramePrices, panel: str | None) -> None:
    """0 up to the date and 1 after it; without such sessions there is no such column."""
    table = _table(prices, "?asof=2013-05-06&range=1Y&after=shown", panel)
    known = table.index <= pd.Timestamp("2013-05-06")
    assert table["after_as_of"].tolist() == [0 if early else 1 for early in known]
    assert {0, 1} == {*table["after_as_of"]}
    assert "after_as_of" not in _table(prices, "?asof=2013-05-06&range=1Y", panel)
    assert "after_as_of" not in _table(prices, "?after=shown", panel)


def test_a_zoom_cuts_the_rows_and_nothing_else(prices: FramePrices) -> None:
    """The sessions between both dates, with the values they have in the whole range."""
    whole, cut = (_table(prices, f"?range=1Y{zoom}") for zoom in ("", "&zoom=2015-03-02,2015-06-01"))
    between = slice(pd.Timestamp("2015-03-02"), pd.Timestamp("2015-06-01"))
    pd.testing.assert_frame_equal(whole.loc[between], cut, check_dtype=False)


def test_the_name_of_a_line_is_never_a_formula(prices: FramePrices, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever an instrument is called; numbers below zero stay numbers."""
    called = Instrument("^RUT", "=1+1", "=1+1, an index", InstrumentKind.INDEX)
    monkeypatch.setattr(prices, "instrument", lambda symbol: called if symbol == "^RUT" else instrument(symbol))
    rows = list(reader(StringIO(csv(view_of(prices, "?scale=levels&range=6M")))))
    assert "'=1+1 close" in rows[0]
    assert not any(cell[:1] in {"=", "+", "@"} for row in rows for cell in row)
    numbers = [float(cell) for row in rows[1:] for cell in row[1:] if cell]
    assert all(map(math.isfinite, numbers))
    assert min(numbers) < 0

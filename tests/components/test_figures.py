from __future__ import annotations

import re
from base64 import b64decode
from dataclasses import asdict
from datetime import date
from functools import partial
from io import StringIO
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.csv import csv, csv_name
from components.figures import encode, thin
from components.figures.build import figure
from components.figures.chart import chart
from components.figures.model import Kind, Who
from components.figures.palette import PALETTES
from components.verdict import spoken
from components.view import View, viewer
from tests.components.test_layout import ASSETS
from tests.page.prices import FramePrices

SESSIONS = pd.bdate_range("2010-01-04", periods=1500, name="session", unit="ns")


def _frame(seed: int) -> pd.DataFrame:
    steps = np.random.default_rng(seed).normal(0, 0.01, len(SESSIONS))
    return pd.DataFrame({"close": 100 * np.exp(np.cumsum(steps))}, index=SESSIONS)


@pytest.fixture(scope="module")
def prices() -> FramePrices:
    """Return two generated histories of 1,500 sessions under the symbols of the default pair."""
    return FramePrices({"^RUT": _frame(1), "^GSPC": _frame(2)})


def _view(prices: FramePrices, query: str) -> View:
    return viewer(prices)(query)


def _numbers(spec: dict[str, str]) -> np.ndarray:
    return np.frombuffer(b64decode(spec["bdata"]), dtype={"f4": "<f4", "f8": "<f8"}[spec["dtype"]])


def test_dates_are_encoded_to_the_millisecond() -> None:
    """1 January 1970 is 0 and 28 October 2014 is 1414454400 s, as `date -u +%s` says."""
    days = np.array(["1970-01-01", "2014-10-28"], dtype="datetime64[ns]")
    assert _numbers(encode.dates(days)).tolist() == [0.0, 1414454400000.0]


@given(st.lists(st.floats(-1e6, 1e6) | st.just(float("nan")), max_size=30))
def test_values_come_back_to_seven_digits_and_gaps_stay_gaps(values: list[float]) -> None:
    """What a browser decodes is what was encoded, as 32-bit floats."""
    np.testing.assert_array_equal(_numbers(encode.values(np.array(values))), np.array(values, dtype=np.float32))


@given(st.lists(st.floats(-100, 100) | st.just(float("nan")), min_size=1, max_size=120), st.integers(1, 12))
def test_thinning_keeps_ends_and_extremes_of_every_stretch(values: list[float], buckets: int) -> None:
    """Each value lies between kept values that are less than a stretch away, so that no spike is cut anywhere."""
    line = np.array(values)
    keep = thin.kept([line, -line], full=0, buckets=min(buckets, len(line)))
    assert keep[0] == 0
    assert keep[-1] == len(line) - 1
    assert np.all(np.diff(keep) > 0)
    width = -(-len(line) // min(buckets, len(line)))
    for position in np.flatnonzero(~np.isnan(line)):
        near = line[keep[np.abs(keep - position) < width]]
        assert np.nanmin(near) <= line[position] <= np.nanmax(near)


def test_up_to_ten_years_every_session_is_drawn() -> None:
    """2,520 sessions, ten years, are not thinned; 9,811 are, to fewer than half."""
    line = np.random.default_rng(3).normal(size=9811).cumsum()
    assert len(thin.kept([line[:2520]])) == 2520
    assert len(thin.kept([line])) < 9811 / 2


@pytest.mark.parametrize("scale", ["rebased", "levels", "log"])
def test_a_chart_ends_at_the_as_of_session_whatever_came_later(prices: FramePrices, scale: str) -> None:
    """The lines as of a date are the same when the histories end on that date."""
    day = date(2014, 10, 28)
    later = chart(_view(prices, f"?asof={day}&scale={scale}"))
    cut = FramePrices({name: frame.loc[: str(day)] for name, frame in prices.frames.items()})
    ended = chart(_view(cut, f"?scale={scale}"))
    assert later.sessions[-1] == np.datetime64(day)
    np.testing.assert_array_equal(later.sessions, ended.sessions)
    for line, twin in zip(later.lines, ended.lines, strict=True):
        np.testing.assert_allclose(line.points, twin.points, rtol=1e-9, err_msg=line.label)


def test_both_prices_start_at_100_and_keep_their_returns(prices: FramePrices) -> None:
    """Rebased, each close is 100 times itself over the close of the first visible session."""
    shown = chart(_view(prices, "?range=1Y"))
    for line, name in zip(shown.panes[0].lines[::2], prices.frames, strict=True):
        close = prices.frames[name].loc[shown.sessions, "close"].to_numpy()
        np.testing.assert_allclose(line.points, 100 * close / close[0])


@pytest.mark.parametrize(("window", "expected"), [(2, 2), (37, 37), (400, 400)])
def test_the_average_of_any_window_is_the_mean_of_its_closes(prices: FramePrices, window: int, expected: int) -> None:
    """In levels the last value of the average is pandas' mean of the last closes, and its name says the window."""
    small = chart(_view(prices, f"?scale=levels&avg={window}")).panes[0]
    average = small.lines[1]
    assert average.kind is Kind.AVERAGE
    assert average.label == f"Russell 2000 {expected}-day average"
    assert average.points[-1] == pytest.approx(prices.frames["^RUT"]["close"].tail(window).mean())


def test_the_figure_sends_dates_once_and_one_value_a_session_for_each_line(prices: FramePrices) -> None:
    """Every line has as many values as there are dates, and none carries dates of its own."""
    view = _view(prices, "?range=5Y")
    drawn: dict[str, Any] = figure(chart(view), PALETTES["light"])
    count = len(_numbers(drawn["x"]))
    assert count == len(chart(view).sessions)
    assert {len(_numbers(trace["y"])) for trace in drawn["data"]} == {count}
    assert not any("x" in trace for trace in drawn["data"])


def test_labels_are_left_out_where_a_line_has_no_last_value() -> None:
    """A history of 150 sessions has no 200-day average: its lines are there, its labels are not."""
    short = {name: _frame(seed).iloc[:150] for seed, name in enumerate(("^RUT", "^GSPC"))}
    drawn = figure(chart(_view(FramePrices(short), "")), PALETTES["light"])
    words = [f"{end['name']} {end['value']}" for end in drawn["ends"]]
    assert not any("nan" in word or "200-day" in word for word in words)
    assert any(word.startswith("Russell 2000 ") for word in words)


@pytest.mark.parametrize("scale", ["rebased", "levels"])
def test_a_panel_without_values_says_what_it_needs_and_promises_no_average(scale: str) -> None:
    """150 sessions: no ROC(252) and no 200-day average; the panel is bare but for the reason, also when spoken."""
    short = {name: _frame(seed).iloc[:150] for seed, name in enumerate(("^RUT", "^GSPC"))}
    view = _view(FramePrices(short), f"?roc=252&scale={scale}")
    shown = chart(view)
    drawn = figure(shown, PALETTES["light"])
    texts = [note["text"] for note in drawn["layout"]["annotations"]]
    assert texts.count("needs 252 earlier sessions") == 1
    assert [pane.title for pane in shown.panes if pane.empty] == ["ROC(252)"]
    assert not any("with 200-day" in text for text in texts)
    assert any("an average needs 200 sessions" in text for text in texts)
    last = f"yaxis{len(shown.panes)}"
    assert not drawn["layout"][last]["showticklabels"]
    assert not any(shape["yref"] == f"y{len(shown.panes)}" for shape in drawn["layout"]["shapes"])
    assert "ROC(252), needs 252 earlier sessions" in spoken(view, shown)


@pytest.mark.parametrize("sessions", [1, 2, 30])
@pytest.mark.parametrize("query", ["", "?scale=levels", "?scale=log&range=Max"])
def test_the_shortest_histories_still_make_a_chart(sessions: int, query: str) -> None:
    """One session is enough for a figure; undefined values are gaps, not numbers."""
    short = {name: _frame(seed).iloc[:sessions] for seed, name in enumerate(("^RUT", "^GSPC"))}
    drawn = figure(chart(_view(FramePrices(short), query)), PALETTES["dark"])
    assert len(_numbers(drawn["x"])) == sessions
    assert "nan" not in str(drawn["ends"])


def test_the_csv_has_every_session_of_the_range_unthinned(prices: FramePrices) -> None:
    """Read back by pandas, it has the chart's sessions and its lines, and no cell that opens as a formula."""
    view = _view(prices, "?range=Max&scale=levels")
    text = csv(view)
    rows = text.split("\r\n")
    shown = chart(view)
    assert len(rows) == len(shown.sessions) + 2  # the head, and nothing after the last line end
    assert rows[0].split(",") == ["session", *(line.label for line in shown.lines)]
    assert not any(re.match(r"[=+@\t]|-\D", cell) for row in rows for cell in row.split(","))
    assert float(rows[-2].split(",")[1]) == pytest.approx(prices.frames["^RUT"]["close"].iloc[-1], abs=1e-6)


@pytest.mark.parametrize("scale", ["rebased", "log"])
def test_rebased_columns_say_so_and_the_closes_have_columns_of_their_own(prices: FramePrices, scale: str) -> None:
    """The first row: 100 under names that say "= 100", and the history's own closes under "close"."""
    view = _view(prices, f"?range=1Y&scale={scale}")
    table = pd.read_csv(StringIO(csv(view)), index_col="session")
    opening = f"{pd.Timestamp(table.index[0]):%-d %b %Y} = 100"
    for name, symbol in (("Russell 2000", "^RUT"), ("S&P 500", "^GSPC")):
        close = prices.frames[symbol]["close"]
        assert table[f"{name}, {opening}"].iloc[0] == 100
        assert table[f"{name} close"].iloc[0] == pytest.approx(close[table.index[0]], abs=1e-6)
        average = close.rolling(200).mean()[table.index[-1]] / close[table.index[0]] * 100
        assert table[f"{name} 200-day average, {opening}"].iloc[-1] == pytest.approx(average, abs=1e-6)
    assert csv_name(view) == f"small-cap-desk-RUT-GSPC-{view.as_of}-1Y-{scale}.csv"


def _tokens(scheme: str) -> dict[str, str]:
    text = (ASSETS / "tokens.css").read_text(encoding="utf-8")
    selector = {"light": r":root", "dark": r':root\[data-mantine-color-scheme="dark"\]'}[scheme]
    block = re.search(selector + r" \{(.*?)\}", text, re.DOTALL)
    assert block is not None
    return dict(re.findall(r"--([\w-]+): (#\w+);", block[1]))


@pytest.mark.parametrize("scheme", PALETTES)
def test_the_charts_colours_are_those_of_the_style_sheet(scheme: str) -> None:
    """Each field of the palette is the token of the same name."""
    tokens = _tokens(scheme)
    assert asdict(PALETTES[scheme]) == {name: tokens[name.replace("_", "-")] for name in asdict(PALETTES[scheme])}


def _luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", PALETTES)
def test_lines_and_labels_meet_their_contrast(scheme: str) -> None:
    """WCAG 2.2: 3 for lines (1.4.11), 4.5 for text (1.4.3), against the chart's surface."""
    palette = PALETTES[scheme]
    against = partial(_contrast, palette.surface)
    assert min(map(against, (palette.small, palette.large, palette.neutral))) >= 3
    assert min(map(against, (palette.small_text, palette.large_text, palette.ink, palette.muted))) >= 4.5


def test_averages_are_told_from_prices_without_colour(prices: FramePrices) -> None:
    """The average of an instrument has its colour and is dashed; its price is not."""
    drawn = figure(chart(_view(prices, "")), PALETTES["light"])
    for who, color in ((Who.SMALL, PALETTES["light"].small), (Who.LARGE, PALETTES["light"].large)):
        price, average = drawn["data"][0:2] if who is Who.SMALL else drawn["data"][2:4]
        assert price["line"]["color"] == average["line"]["color"] == color
        assert "dash" not in price["line"]
        assert average["line"]["dash"]

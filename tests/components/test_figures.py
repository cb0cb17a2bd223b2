"""The chart's values and the figure that carries them to the page's script."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.figures import encode
from components.figures.build import figure
from components.figures.chart import chart
from components.figures.model import Kind, Who
from tests.components.generated import generated, numbers, view_of
from tests.page.prices import FramePrices

if TYPE_CHECKING:
    from components.figures.model import Chart, Line


@pytest.fixture(scope="module")
def prices() -> FramePrices:
    """Return two generated histories of 1,500 sessions under the symbols of the default pair."""
    return generated()


def _drawn(prices: FramePrices, query: str = "") -> dict[str, Any]:
    return figure(chart(view_of(prices, query)), {})


def test_dates_are_encoded_to_the_millisecond() -> None:
    """1 January 1970 is 0 and 28 October 2014 is 1414454400 s, as `date -u +%s` says."""
    days = np.array(["1970-01-01", "2014-10-28"], dtype="datetime64[ns]")
    assert numbers(encode.dates(days)).tolist() == [0.0, 1414454400000.0]


@given(st.lists(st.floats(-1e6, 1e6) | st.just(float("nan")), max_size=30))
def test_values_come_back_to_seven_digits_and_gaps_stay_gaps(values: list[float]) -> None:
    """What a browser decodes is what was encoded, as 32-bit floats."""
    np.testing.assert_array_equal(numbers(encode.values(np.array(values))), np.array(values, dtype=np.float32))


@pytest.mark.parametrize("scale", ["rebased", "levels", "log"])
def test_a_chart_ends_at_the_as_of_session_whatever_came_later(prices: FramePrices, scale: str) -> None:
    """The lines as of a date are the same when the histories end on that date."""
    day = date(2014, 10, 28)
    later = chart(view_of(prices, f"?asof={day}&scale={scale}"))
    cut = FramePrices({name: rows.loc[: str(day)] for name, rows in prices.frames.items()})
    ended = chart(view_of(cut, f"?scale={scale}"))
    assert later.sessions[-1] == np.datetime64(day)
    assert later.known == len(later.sessions)
    np.testing.assert_array_equal(later.sessions, ended.sessions)
    for line, twin in zip(later.lines, ended.lines, strict=True):
        np.testing.assert_allclose(line.points, twin.points, rtol=1e-9, err_msg=line.label)


@pytest.mark.parametrize("scale", ["rebased", "levels", "log"])
@pytest.mark.parametrize(
    ("span", "day", "last"),
    [
        ("1Y", date(2012, 3, 15), "2013-03-15"),
        ("6M", date(2012, 8, 31), "2013-02-28"),
        ("5Y", date(2012, 3, 15), "2015-10-02"),
        ("Max", date(2012, 3, 15), "2015-10-02"),
    ],
)
def test_what_came_after_is_shown_for_as_long_as_what_went_before(
    prices: FramePrices, scale: str, span: str, day: date, last: str
) -> None:
    """Dates by hand: a range after the date, at most up to the last session; up to the date nothing is different."""
    query = f"?asof={day}&range={span}&scale={scale}&avg=50"
    hidden, shown = chart(view_of(prices, query)), chart(view_of(prices, f"{query}&after=shown"))
    assert np.datetime64(last) == shown.sessions[-1]
    assert shown.known == len(hidden.sessions) < len(shown.sessions)
    np.testing.assert_array_equal(shown.sessions[: shown.known], hidden.sessions)
    for line, twin in zip(hidden.lines, shown.lines, strict=True):
        assert line.label == twin.label
        np.testing.assert_allclose(line.points, twin.points[: shown.known], rtol=1e-9, err_msg=line.label)
    for reading, same in zip(hidden.readings, shown.readings, strict=True):
        for (_, before), (_, after) in zip(reading.of, same.of, strict=True):
            np.testing.assert_allclose(before, after[: shown.known], rtol=1e-9, err_msg=reading.label)


def test_nothing_follows_the_last_session(prices: FramePrices) -> None:
    """As of the latest session there is nothing to reveal."""
    shown = chart(view_of(prices, "?after=shown"))
    assert shown.known == len(shown.sessions)


def test_both_prices_start_at_100_and_keep_their_returns(prices: FramePrices) -> None:
    """Rebased, each close is 100 times itself over the close of the first visible session."""
    shown = chart(view_of(prices, "?range=1Y"))
    for line, name in zip(shown.panes[0].lines[::2], prices.frames, strict=True):
        close = prices.frames[name].loc[shown.sessions, "close"].to_numpy()
        np.testing.assert_allclose(line.points, 100 * close / close[0])


@pytest.mark.parametrize(("window", "expected"), [(2, 2), (37, 37), (400, 400)])
def test_the_average_of_any_window_is_the_mean_of_its_closes(prices: FramePrices, window: int, expected: int) -> None:
    """In levels the last value of the average is pandas' mean of the last closes, and its name says the window."""
    small = chart(view_of(prices, f"?scale=levels&avg={window}")).panes[0]
    average = small.lines[1]
    assert average.kind is Kind.AVERAGE
    assert average.label == f"Russell 2000 {expected}-day average"
    assert average.points[-1] == pytest.approx(prices.frames["^RUT"]["close"].tail(window).mean())


def _line(shown: Chart, label: str) -> Line:
    (found,) = [line for line in shown.lines if line.label == label]
    return found


def _read(drawn: dict[str, Any], label: str, who: Who) -> np.ndarray:
    (reading,) = [reading for reading in drawn["readings"] if reading["label"] == label]
    of = reading["of"][who]
    return numbers(drawn["data"][of["trace"]]["y"] if "trace" in of else of)


@pytest.mark.parametrize("scale", ["rebased", "levels", "log"])
def test_the_crosshair_reads_closes_averages_and_distances_in_price_points(prices: FramePrices, scale: str) -> None:
    """Against pandas, on the last session: the close, the mean of 50 closes, and the one over the other."""
    drawn = _drawn(prices, f"?range=1Y&avg=50&scale={scale}")
    for who, symbol in ((Who.SMALL, "^RUT"), (Who.LARGE, "^GSPC")):
        close = prices.frames[symbol]["close"]
        mean = close.tail(50).mean()
        assert _read(drawn, "Close", who)[-1] == pytest.approx(close.iloc[-1], rel=1e-6)
        assert _read(drawn, "50-day avg", who)[-1] == pytest.approx(mean, rel=1e-6)
        distance = 100 * (close.iloc[-1] / mean - 1)
        assert _read(drawn, "vs 50-day", who)[-1] == pytest.approx(distance, rel=1e-5)


def test_the_crosshair_reads_every_oscillator_off_its_line(prices: FramePrices) -> None:
    """The readings below the price are those of the lines, by the names of both."""
    view = view_of(prices, "?range=1Y&roc=21")
    shown, drawn = chart(view), figure(chart(view), {})
    names = {Who.SMALL: "Russell 2000", Who.LARGE: "S&P 500"}
    labels = {
        "RSI(14)": "{} RSI(14)",
        "PPO": "{} PPO %",
        "Signal": "{} PPO signal %",
        "Histogram": "{} PPO histogram %",
        "ROC(21)": "{} ROC(21) %",
    }
    for label, line in labels.items():
        for who, name in names.items():
            expected = _line(shown, line.format(name)).points.astype(np.float32)
            np.testing.assert_array_equal(expected, _read(drawn, label, who), err_msg=label)
    ratio = _line(shown, "Ratio Russell 2000 / S&P 500").points.astype(np.float32)
    np.testing.assert_array_equal(ratio, _read(drawn, "Ratio", Who.BOTH))


@pytest.mark.parametrize("scale", ["rebased", "levels"])
def test_what_a_line_draws_is_not_sent_again_for_the_crosshair(prices: FramePrices, scale: str) -> None:
    """Arrays of their own are closes and averages, exact to the last digit as prices are quoted, and distances."""
    found = [of for reading in _drawn(prices, f"?scale={scale}")["readings"] for of in reading["of"].values()]
    assert [of["dtype"] for of in found if "bdata" in of] == ["f8"] * 4 + ["f4"] * 2


@pytest.mark.parametrize("query", ["?range=5Y", "?asof=2013-05-06&after=shown", "?scale=levels"])
def test_the_figure_sends_dates_once_and_one_value_a_session_for_each_line(prices: FramePrices, query: str) -> None:
    """Every line has as many values as there are dates, none has dates of its own, and the known ones are counted."""
    shown, drawn = chart(view_of(prices, query)), _drawn(prices, query)
    count = len(numbers(drawn["x"]))
    assert len(shown.sessions) == count
    assert shown.known == drawn["known"]
    assert {count} == {len(numbers(trace["y"])) for trace in drawn["data"]}
    assert not any("x" in trace for trace in drawn["data"])
    assert len(shown.sessions) == drawn["sessions"]


@pytest.mark.parametrize(
    ("scale", "keys"),
    [
        ("rebased", ["price", "relative", "rsi", "ppo-small", "ppo-large", "roc", "claims", "probability"]),
        ("log", ["price", "relative", "rsi", "ppo-small", "ppo-large", "roc", "claims", "probability"]),
        ("levels", ["small", "large", "relative", "rsi", "ppo-small", "ppo-large", "roc", "claims", "probability"]),
    ],
)
def test_each_pane_has_an_axis_of_its_own_for_its_lines(prices: FramePrices, scale: str, keys: list[str]) -> None:
    """Keys in the order of the page; the traces of a pane are on its axis, and each trace is in one pane."""
    drawn = _drawn(prices, f"?scale={scale}")
    assert keys == [pane["key"] for pane in drawn["panes"]]
    for pane in drawn["panes"]:
        assert {pane["axis"].replace("axis", "")} == {drawn["data"][trace]["yaxis"] for trace in pane["traces"]}
        assert drawn["layout"][pane["axis"]]["type"] == ("log" if pane["log"] else "linear")
    assert list(range(len(drawn["data"]))) == [trace for pane in drawn["panes"] for trace in pane["traces"]]


def test_the_figure_leaves_places_and_overlays_to_the_page(prices: FramePrices) -> None:
    """No height, no domain, no note, no shape and no hover; the backgrounds let what lies under them through."""
    layout = _drawn(prices)["layout"]
    assert {"height", "annotations", "shapes"}.isdisjoint(layout)
    assert not any({"domain", "range"} & axis.keys() for name, axis in layout.items() if name.startswith("yaxis"))
    assert layout["hovermode"] is False
    assert layout["paper_bgcolor"] == layout["plot_bgcolor"] == "rgba(0,0,0,0)"


def test_labels_are_left_out_where_a_line_has_no_last_value() -> None:
    """A history of 150 sessions has no 200-day average: its lines are there, its labels are not."""
    drawn = _drawn(generated(150))
    labelled = {drawn["data"][end["trace"]]["name"] for end in drawn["ends"]}
    assert not any("average" in name for name in labelled)
    assert {"Russell 2000 RSI(14)", "S&P 500 PPO %", "S&P 500 ROC(63) %"} <= labelled
    assert all(end["trace"] in drawn["panes"][end["pane"]]["traces"] for end in drawn["ends"])


@pytest.mark.parametrize("scale", ["rebased", "levels"])
def test_a_pane_without_values_has_no_guides_and_promises_no_average(scale: str) -> None:
    """150 sessions: no ROC(252), no 200-day average and nothing that claims of a year could say."""
    view = view_of(generated(150), f"?roc=252&scale={scale}")
    shown = chart(view)
    drawn = figure(shown, {})
    assert [pane.key for pane in shown.panes if pane.empty] == ["roc", "claims", "probability"]
    assert [pane["guides"] for pane in drawn["panes"][-3:]] == [[], [], []]
    assert [pane.key for pane in shown.panes if "with 200-day" in pane.detail] == []
    assert any("an average needs 200 sessions" in pane.detail for pane in shown.panes)


@pytest.mark.parametrize("sessions", [1, 2, 30])
@pytest.mark.parametrize("query", ["", "?scale=levels", "?scale=log&range=Max", "?after=shown"])
def test_the_shortest_histories_still_make_a_chart(sessions: int, query: str) -> None:
    """One session is enough for a figure; undefined values are gaps, not numbers."""
    drawn = _drawn(generated(sessions), query)
    assert sessions == drawn["known"] == len(numbers(drawn["x"]))
    assert "nan" not in str(drawn["ends"])


def test_a_long_history_is_thinned_with_its_as_of_session_kept() -> None:
    """12,000 sessions: about a third stays, and of the 260 up to the as-of session every one."""
    sessions = pd.bdate_range("1970-01-01", periods=12_000, name="session", unit="ns")
    steps = {name: np.random.default_rng(seed).normal(0, 0.01, 12_000) for seed, name in enumerate(("^RUT", "^GSPC"))}
    long = FramePrices(
        {name: pd.DataFrame({"close": 100 * np.exp(step.cumsum())}, index=sessions) for name, step in steps.items()}
    )
    for day in sessions[[3003, 7777, 11_990]]:
        drawn = _drawn(long, f"?asof={day:%Y-%m-%d}&range=Max&after=shown")
        x = numbers(drawn["x"])
        assert len(x) < 6000
        assert len(sessions) == drawn["sessions"]
        assert day.timestamp() * 1000 == x[drawn["known"] - 1]
        year = sessions[sessions <= day][-260:]
        np.testing.assert_array_equal(year.as_unit("ms").asi8, x[drawn["known"] - 260 : drawn["known"]])


def test_lines_are_told_apart_without_colour(prices: FramePrices) -> None:
    """Averages are dashed in the colour of their price, signals dotted, and the large one's own lines are thinner."""
    whole = _drawn(prices)
    drawn = {trace["name"].split(",")[0]: trace["line"] for trace in whole["data"]}
    colors = dict(zip(drawn, whole["colors"], strict=True))
    for name, color in (("Russell 2000", "small"), ("S&P 500", "large")):
        assert colors[name] == colors[f"{name} 200-day average"] == color
        dashes = [drawn[f"{name}{line}"].get("dash") for line in ("", " 200-day average", " PPO signal %")]
        assert len({*dashes}) == 3
    for line in ("", " RSI(14)", " PPO %", " ROC(63) %"):
        assert drawn[f"Russell 2000{line}"]["width"] > drawn[f"S&P 500{line}"]["width"]

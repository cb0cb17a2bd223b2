from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.errors import CloseError, SessionError
from indicators.panel import PairPanel, pair_panel, panel
from tests.indicators.support import Case, cases, frame, swings, walk

WARM_UPS = {  # sessions before the first value, by counting from each definition
    "trend.average": 199,
    "trend.slope": 219,
    "sma50": 49,
    "rsi14": 14,
    "ppo": 25,
    "ppo_signal": 33,
    "ppo_histogram": 33,
    "roc.252": 252,
    "momentum_12_1": 252,
    "overhead": 252,
    "drawdown": 251,
    "change": 1,
    "volatility63": 63,
    "top.prior_gain": 504,
    "top.efficiency_rank": 252,
    "top.range": 251,
}


def parts(value: object, name: str) -> Iterator[tuple[str, object]]:
    """Yield every array and plain value inside a panel, with its dotted name."""
    if is_dataclass(value):
        for field in fields(value):
            yield from parts(getattr(value, field.name), f"{name}.{field.name}")
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from parts(part, f"{name}.{key}")
    else:
        yield name, value


def assert_same(expected: object, found: object) -> None:
    """Compare two panels part by part, bit by bit."""
    for (name, one), (other_name, other) in zip(parts(expected, "panel"), parts(found, "panel"), strict=True):
        assert name == other_name
        np.testing.assert_array_equal(one, other, err_msg=name, strict=isinstance(one, np.ndarray))


def ohlc(close: np.ndarray, seed: int) -> pd.DataFrame:
    """Return a history with highs over the closes."""
    return frame(close, high=close * (1 + np.abs(np.random.default_rng(seed).normal(0, 0.005, close.size))))


@pytest.fixture(scope="module")
def pair(index_frames: tuple[pd.DataFrame, pd.DataFrame]) -> PairPanel:
    """Return the real pair."""
    return pair_panel(*index_frames)


@pytest.mark.parametrize("case", cases("panel"))
def test_the_published_values_of_october_2014_are_reproduced(case: Case, pair: PairPanel) -> None:
    """Every value printed in the methods comes out, to the digits printed there."""
    side = getattr(pair, case.name)
    sessions = pd.DatetimeIndex(side.sessions)
    arrays = {name.removeprefix("side."): array for name, array in parts(side, "side")}
    for name, values in case.expected.items():
        for day, expected in values.items():
            digits = len(str(expected).partition(".")[2])
            found = arrays[name][sessions.get_loc(day)]
            assert expected == pytest.approx(round(float(found), digits)), (name, day, found)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), n_sessions=st.integers(0, 900), share=st.floats(0, 1))
def test_cutting_a_panel_is_the_same_as_cutting_the_history(seed: int, n_sessions: int, share: float) -> None:
    """No later row changes any value: the panel as of a day is the panel of the rows up to it, bit by bit."""
    make = swings if seed % 2 else walk
    small, large = ohlc(make(n_sessions, seed), seed), frame(walk(n_sessions, seed + 1))
    small, large = small.drop(small.index[5:6]), large.drop(large.index[40:43])
    day = (pd.Timestamp("2001-01-01") + timedelta(days=int(share * n_sessions * 1.45))).date()

    expected = pair_panel(small.loc[: str(day)], large.loc[: str(day)])
    assert_same(expected, pair_panel(small, large).until(day))


@pytest.mark.parametrize("day", ["1987-09-10", "1990-02-14", "2000-03-11", "2009-03-09", "2014-10-28", "2020-03-16"])
def test_cutting_the_real_pair_is_the_same_as_cutting_its_history(
    day: str, pair: PairPanel, index_frames: tuple[pd.DataFrame, pd.DataFrame]
) -> None:
    """The same law on the index histories, on first days, holidays and days of turmoil."""
    small, large = index_frames
    assert_same(pair_panel(small.loc[:day], large.loc[:day]), pair.until(date.fromisoformat(day)))


def test_cutting_copies_nothing_and_nothing_can_be_written() -> None:
    """Arrays of a cut panel share the memory of the whole, and all are read-only, because visitors share them."""
    history = ohlc(walk(600, seed=18), seed=18)
    whole = pair_panel(history, history)
    for (name, one), (_, other) in zip(
        parts(whole, "panel"), parts(whole.until(date(2002, 6, 3)), "panel"), strict=True
    ):
        if isinstance(one, np.ndarray):
            assert np.shares_memory(one, other), name
            assert not one.flags.writeable, name
            assert not other.flags.writeable, name


@pytest.mark.parametrize("n_sessions", [0, 1, 2, 14, 26, 63, 199, 251, 252, 253, 504])
def test_a_short_history_has_every_array_at_full_length(n_sessions: int) -> None:
    """A history shorter than a window is no error: what is not known is NaN, and no warning is given."""
    found = panel(frame(walk(n_sessions, seed=19)))
    for name, array in parts(found, "panel"):
        if isinstance(array, np.ndarray) and ".pivots." not in name:
            assert array.shape == (n_sessions,), name


@pytest.mark.parametrize(("name", "warm_up"), WARM_UPS.items())
def test_each_warm_up_is_as_long_as_its_window_says(name: str, warm_up: int) -> None:
    """The first value is known on the first session with a full window, and all after it are."""
    arrays = dict(parts(panel(frame(walk(600, seed=20))), "panel"))
    assert [True] * warm_up + [False] * (600 - warm_up) == np.isnan(arrays[f"panel.{name}"]).tolist()


def test_touches_are_seen_on_highs_where_there_are_any() -> None:
    """A history with highs keeps them and tests the average with them; one without says so."""
    history = ohlc(walk(300, seed=25), seed=25)
    with_highs, without = panel(history), panel(history[["close"]])

    assert with_highs.high is not None
    assert history["high"].tolist() == with_highs.high.tolist()
    assert with_highs.average_test.from_highs
    assert without.high is None
    assert not without.average_test.from_highs


def test_the_panel_confirms_pivots_at_five_percent() -> None:
    """By hand: a fall from 100 to 95.05 confirms no high, one to 95 does; so with the rise after it."""
    close = np.array([100.0, 95.05, 95.2, 95.0, 99.74, 99.75])
    found = panel(frame(close)).pivots

    assert [(0, 3, 100.0, True), (3, 5, 95.0, False)] == list(
        zip(found.position, found.confirmed, found.price, found.high, strict=True)
    )


def test_a_day_before_the_history_leaves_nothing() -> None:
    """A panel cut before its first session is empty, without an error."""
    assert panel(frame(walk(300, seed=21))).until(date(1999, 1, 1)).close.size == 0


def test_the_panel_does_not_change_with_the_frame_it_came_from() -> None:
    """Writing to the frame afterwards leaves the panel as it was."""
    history = frame(walk(300, seed=22))
    found = panel(history)
    before = found.close.copy()
    history.loc[:, "close"] = 1.0
    assert before.tolist() == found.close.tolist()


def test_a_missing_close_is_refused() -> None:
    """The message names the position: one NaN would spoil every later value."""
    history = frame(walk(300, seed=23))
    history.iloc[7, 0] = np.nan
    with pytest.raises(CloseError, match=r"close\[7\] must be a finite number above 0, got nan"):
        panel(history)


def test_sessions_out_of_order_are_refused() -> None:
    """The message names both sessions."""
    history = frame(walk(3, seed=24))
    with pytest.raises(SessionError, match=r"got 2001-01-03\S* after 2001-01-04"):
        panel(history.iloc[[0, 2, 1]])

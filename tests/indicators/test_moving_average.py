from __future__ import annotations

import numpy as np
import pytest

from indicators.errors import CloseError, WindowError
from indicators.moving_average import sma, trend
from tests.indicators.support import Case, cases, walk


@pytest.mark.parametrize("case", cases("moving_average"))
def test_trend_agrees_with_the_worked_examples(case: Case) -> None:
    """Average, distance, slope and runs are those found by hand."""
    found = trend(case.close, case.given["window"])
    case.check({name: getattr(found, name) for name in case.expected})


@pytest.mark.parametrize("window", [2, 50, 200, 400])
def test_every_average_is_the_mean_of_its_window(window: int) -> None:
    """The running sum agrees with the mean of each window taken afresh."""
    close = walk(1000, seed=1)

    expected = [np.nan if t < window - 1 else sum(close[t - window + 1 : t + 1]) / window for t in range(close.size)]
    assert sma(close, window) == pytest.approx(expected, rel=1e-12, nan_ok=True)


def test_runs_count_closes_on_one_side() -> None:
    """Counting session by session gives the same runs, and a close is on one side only."""
    close = walk(1000, seed=2)
    found = trend(close, 20)

    below = above = 0
    for session, (price, average) in enumerate(zip(close, found.average, strict=True)):
        below = below + 1 if price < average else 0
        above = above + 1 if price >= average else 0
        assert (below, above) == (found.below[session], found.above[session])


def test_a_window_of_zero_is_refused() -> None:
    """The message names the parameter and the value."""
    with pytest.raises(WindowError, match="window must be at least 1, got 0"):
        trend(walk(10, seed=1), 0)


@pytest.mark.parametrize("bad", [np.nan, np.inf, 0.0, -1.0])
def test_a_close_that_is_no_positive_number_is_refused(bad: float) -> None:
    """The message names the position and the value."""
    with pytest.raises(CloseError, match=rf"close\[2\] must be a finite number above 0, got {bad}"):
        sma(np.array([1.0, 2.0, bad, bad, 3.0]), 2)


def test_a_table_is_no_history() -> None:
    """Closes of two dimensions are refused."""
    with pytest.raises(CloseError, match="close must have one dimension, got 2"):
        sma(np.ones((3, 2)), 2)

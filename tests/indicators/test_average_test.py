from __future__ import annotations

import numpy as np
import pytest

from indicators.average_test import average_test
from indicators.moving_average import Trend, trend
from tests.indicators.support import Case, cases, walk


@pytest.mark.parametrize("case", cases("average_test"))
def test_rules_agree_with_the_worked_examples(case: Case) -> None:
    """Setup, touch, rejection and overtaking are those found by hand."""
    average, slope = (np.array(case.given[name], dtype=np.float64) for name in ("average", "slope"))
    below = np.array(case.given["below"], dtype=np.int64)
    given = Trend(
        window=200, average=average, distance=slope, slope=slope, slope_annualised=slope, below=below, above=below
    )
    high = case.given["high"]

    found = average_test(case.close, None if high is None else np.array(high, dtype=np.float64), given)
    assert (high is not None) == found.from_highs
    case.check({name: getattr(found, name) for name in ("setup", "touch", "rejected", "overtaken")})


def test_rules_agree_with_the_definition_on_a_random_walk() -> None:
    """Reading the definition session by session gives the same, and every rule occurs."""
    close = walk(3000, seed=12)
    high = close * (1 + np.abs(np.random.default_rng(12).normal(0, 0.006, close.size)))
    average = trend(close).average
    found = average_test(close, high, trend(close))

    seen = np.zeros(4, dtype=int)
    for t in range(219, close.size):
        setup = all(close[t - k] < average[t - k] for k in range(1, 21)) and average[t] < average[t - 20]
        touch = setup and high[t] >= average[t]
        expected = (setup, touch, touch and close[t] <= average[t], setup and close[t] > average[t])
        assert expected == (found.setup[t], found.touch[t], found.rejected[t], found.overtaken[t])
        seen += expected
    assert (seen > 0).all()

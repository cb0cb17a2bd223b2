from __future__ import annotations

import itertools
import math
import statistics

import numpy as np
import pytest

from indicators.errors import WindowError
from indicators.rate_of_change import momentum_12_1, rate_of_change, volatility
from tests.indicators.support import Case, cases, walk


@pytest.mark.parametrize("case", cases("rate_of_change"))
def test_changes_agree_with_the_worked_examples(case: Case) -> None:
    """Returns and their deviation are those found by hand."""
    window = case.given.get("window", 1)
    found = {"rate": rate_of_change(case.close, window), "momentum": momentum_12_1(case.close)}
    if window > 1:
        found["volatility"] = volatility(case.close, window)
    case.check(found)


def test_volatility_is_the_sample_deviation_of_log_returns() -> None:
    """Python's own statistics give the same for every window."""
    close = walk(400, seed=6).tolist()
    returns = [100 * math.log(after / before) for before, after in itertools.pairwise(close)]

    expected = [np.nan] * 63 + [statistics.stdev(returns[end - 63 : end]) for end in range(63, 400)]
    assert volatility(np.array(close)) == pytest.approx(expected, rel=1e-9, nan_ok=True)


def test_windows_that_make_no_sense_are_refused() -> None:
    """The messages name the parameter and the value."""
    with pytest.raises(WindowError, match="window must be at least 1, got -5"):
        rate_of_change(walk(10, seed=1), -5)
    with pytest.raises(WindowError, match="window must be at least 2, got 1"):
        volatility(walk(10, seed=1), 1)

from __future__ import annotations

import numpy as np
import pytest

from indicators.drawdown import drawdown
from indicators.errors import WindowError
from tests.indicators.support import Case, cases, walk


@pytest.mark.parametrize("case", cases("drawdown"))
def test_drawdown_agrees_with_the_worked_examples(case: Case) -> None:
    """Distances from the high are those found by hand."""
    case.check({"drawdown": drawdown(case.close, case.given["window"])})


def test_drawdown_looks_at_252_closes_with_todays() -> None:
    """The highest close of each window taken afresh gives the same."""
    close = walk(700, seed=7)

    expected = [np.nan] * 251 + [100 * (close[t] / max(close[t - 251 : t + 1]) - 1) for t in range(251, 700)]
    assert drawdown(close) == pytest.approx(expected, abs=1e-9, nan_ok=True)


def test_a_window_of_one_is_refused() -> None:
    """The message names the parameter and the value."""
    with pytest.raises(WindowError, match="window must be at least 2, got 1"):
        drawdown(walk(10, seed=1), 1)

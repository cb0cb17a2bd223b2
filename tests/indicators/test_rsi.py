from __future__ import annotations

import itertools

import numpy as np
import pytest

from indicators.errors import WindowError
from indicators.rsi import rsi
from tests.indicators.support import Case, cases, walk


def wilder(close: list[float], window: int) -> list[float]:
    """Return the RSI by the book: plain means first, then each average moves by a share of the difference."""
    changes = [after - before for before, after in itertools.pairwise(close)]
    gains, losses = [max(change, 0.0) for change in changes], [max(-change, 0.0) for change in changes]
    gain, loss = sum(gains[:window]) / window, sum(losses[:window]) / window
    result = [np.nan] * window + [100 * gain / (gain + loss)]
    for new_gain, new_loss in zip(gains[window:], losses[window:], strict=True):
        gain = (gain * (window - 1) + new_gain) / window
        loss = (loss * (window - 1) + new_loss) / window
        result.append(100 * gain / (gain + loss))
    return result


@pytest.mark.parametrize("case", cases("rsi"))
def test_rsi_agrees_with_the_worked_examples(case: Case) -> None:
    """Wilder's averages are those found by hand."""
    case.check({"rsi": rsi(case.close, case.given["window"])})


@pytest.mark.parametrize("window", [2, 14, 30])
def test_rsi_agrees_with_wilder_step_by_step(window: int) -> None:
    """A textbook loop gives the same values from the first on."""
    close = walk(800, seed=3)
    assert rsi(close, window) == pytest.approx(wilder(close.tolist(), window), rel=1e-9, nan_ok=True)


def test_a_window_of_one_is_refused() -> None:
    """The message names the parameter and the value."""
    with pytest.raises(WindowError, match="window must be at least 2, got 1"):
        rsi(walk(10, seed=1), 1)

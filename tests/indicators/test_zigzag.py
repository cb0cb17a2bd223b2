from __future__ import annotations

import numpy as np
import pytest

from indicators.errors import WindowError
from indicators.zigzag import swing_low, zigzag
from tests.indicators.support import Case, cases, walk


def pivots_by_the_definition(close: list[float]) -> list[tuple[int, int, bool]]:
    """Return (extreme, confirmation, high) by looking at all closes since the last pivot anew on every session."""
    found: list[tuple[int, int, bool]] = []
    for now in range(len(close)):
        start = found[-1][0] if found else 0
        leg = close[start : now + 1]
        after_low, after_high = not found or not found[-1][2], not found or found[-1][2]
        if after_low and close[now] <= 0.95 * max(leg):
            found.append((start + leg.index(max(leg)), now, True))
        elif after_high and close[now] >= 1.05 * min(leg):
            found.append((start + leg.index(min(leg)), now, False))
    return found


@pytest.mark.parametrize("case", cases("zigzag"))
def test_pivots_agree_with_the_worked_examples(case: Case) -> None:
    """Extremes, confirmations and swing lows are those found by hand."""
    pivots = zigzag(case.close)
    assert pivots.position.size == len(case.expected["position"])
    case.check(
        {name: getattr(pivots, name) for name in ("position", "confirmed", "price", "high")}
        | {"swing_low": swing_low(pivots, case.close.size)}
    )


@pytest.mark.parametrize("seed", range(5))
def test_pivots_agree_with_the_definition(seed: int) -> None:
    """Looking back over each whole leg finds the same pivots."""
    close = walk(700, seed=seed)
    pivots = zigzag(close)

    expected = pivots_by_the_definition(close.tolist())
    assert len(expected) > 10
    assert expected == list(zip(pivots.position, pivots.confirmed, pivots.high, strict=True))
    assert close[pivots.position].tolist() == pivots.price.tolist()


def test_the_swing_low_is_the_last_one_known() -> None:
    """Each session has the low that was confirmed last, and never one that was not yet."""
    close = walk(700, seed=9)
    pivots = zigzag(close)

    expected = []
    for now in range(close.size):
        known = [
            low
            for low, at, high in zip(pivots.price, pivots.confirmed, pivots.high, strict=True)
            if not high and at <= now
        ]
        expected.append(known[-1] if known else np.nan)
    assert swing_low(pivots, close.size) == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize("threshold", [0.0, 100.0, -5.0])
def test_a_threshold_out_of_range_is_refused(threshold: float) -> None:
    """The message names the parameter and the value."""
    with pytest.raises(WindowError, match=f"threshold must be between 0 and 100, got {threshold}"):
        zigzag(walk(10, seed=1), threshold)

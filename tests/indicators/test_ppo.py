from __future__ import annotations

import numpy as np
import pytest

from indicators.ppo import ppo
from tests.indicators.support import Case, cases, walk


def ema(values: list[float], window: int, first: int) -> dict[int, float]:
    """Return the exponential average by session: the plain mean up to session `first`, then 2 / (n + 1) of the way."""
    average = sum(values[first - window + 1 : first + 1]) / window
    averages = {first: average}
    for session in range(first + 1, len(values)):
        average += 2 / (window + 1) * (values[session] - average)
        averages[session] = average
    return averages


@pytest.mark.parametrize("case", cases("ppo"))
def test_ppo_agrees_with_the_worked_examples(case: Case) -> None:
    """Line, signal and histogram are those found by hand."""
    case.check(ppo(case.close)._asdict())


def test_ppo_agrees_with_averages_step_by_step() -> None:
    """A textbook loop gives the same line and signal."""
    close = walk(800, seed=4).tolist()
    fast, slow = ema(close, 12, first=25), ema(close, 26, first=25)
    line = [np.nan] * 25 + [100 * (fast[session] - slow[session]) / slow[session] for session in slow]
    signal = [np.nan] * 33 + list(ema(line, 9, first=33).values())

    found = ppo(np.array(close))
    assert found.line == pytest.approx(line, abs=1e-9, nan_ok=True)
    assert found.signal == pytest.approx(signal, abs=1e-9, nan_ok=True)


def test_the_seed_is_forgotten_after_two_hundred_sessions() -> None:
    """A fast average that starts on its own first 12 closes gives the same line to a millionth of a percent."""
    close = walk(800, seed=5).tolist()
    fast, slow = ema(close, 12, first=11), ema(close, 26, first=25)

    expected = [100 * (fast[session] - slow[session]) / slow[session] for session in range(200, 800)]
    assert ppo(np.array(close)).line[200:] == pytest.approx(expected, abs=1e-6)

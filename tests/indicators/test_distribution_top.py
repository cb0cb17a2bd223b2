from __future__ import annotations

import numpy as np
import pytest

from indicators.distribution_top import distribution_top
from indicators.zigzag import Pivots, zigzag
from tests.indicators.support import Case, cases, swings, walk


def five_by_the_definition(close: list[float], pivots: Pivots, now: int, history: dict[str, list[float]]) -> list[bool]:
    """Return the five tests at one session by the definition; the histories of range and efficiency grow with it."""
    year = close[now - 251 : now + 1]
    changes = [abs(close[t] - close[t - 1]) for t in range(now - 251, now + 1)]
    net = close[now] / close[now - 252] - 1
    history["efficiency"].append(abs(close[now] - close[now - 252]) / sum(changes))
    history["range"].append(max(year) / min(year) - 1)

    known = list(zip(pivots.position, pivots.confirmed, pivots.price, pivots.high, strict=True))
    near = [
        at for at, seen, price, high in known if high and seen <= now and at > now - 252 and price >= 0.97 * max(year)
    ]
    apart: list[int] = []
    for top in near:  # from the earliest, the code under test goes from the latest
        if not apart or top - apart[-1] > 22:
            apart.append(top)

    high_at = max(t for t in range(now - 251, now + 1) if close[t] == max(year))
    broke = False
    for t in range(now - 59, now + 1):
        lows = [price for _, seen, price, high in known if not high and seen <= t]
        broke = broke or bool(lows and close[t] < lows[-1])
    return [
        now >= 504 and close[now - 252] / close[now - 504] - 1 > 0.20,
        abs(net) <= 0.05 and rank(history["efficiency"]) <= 0.20,
        len(apart) >= 2,
        rank(history["range"]) <= 0.25,
        now - high_at > 60 and broke,
    ]


def rank(values: list[float]) -> float:
    """Return the rank of the last value among all, ties shared."""
    last = values[-1]
    return (sum(value < last for value in values) + (values.count(last) + 1) / 2) / len(values)


@pytest.mark.parametrize("case", cases("distribution_top"))
def test_tests_agree_with_the_worked_examples(case: Case) -> None:
    """The values behind the five tests are those found by hand."""
    found = distribution_top(case.close, zigzag(case.close))
    case.check({name: getattr(found, name) for name in case.expected})


@pytest.mark.parametrize(
    "close", [walk(1100, seed=16), np.round(walk(1100, seed=17, daily=0.008)), swings(1100, seed=1)]
)
def test_tests_agree_with_the_definition(close: np.ndarray) -> None:
    """Reading the definition session by session gives the same five answers and their count."""
    pivots = zigzag(close)
    found = distribution_top(close, pivots)

    first_year = close[:252]
    history: dict[str, list[float]] = {"efficiency": [], "range": [max(first_year) / min(first_year) - 1]}
    for now in range(252, close.size):
        expected = five_by_the_definition(close.tolist(), pivots, now, history)
        names = ("prior_gain_ok", "sideways_ok", "tops_ok", "range_ok", "failing_ok")
        assert expected == [getattr(found, name)[now] for name in names], now
        assert found.passed[now] == (sum(expected) if now >= 504 else -1)


def test_a_history_without_any_change_has_no_direction() -> None:
    """Where no close moves, the efficiency is 0 and not a division by zero."""
    close = np.full(300, 50.0)
    assert distribution_top(close, zigzag(close)).efficiency[-1] == 0

from __future__ import annotations

import pytest

from indicators.supply import supply
from tests.indicators.support import Case, cases, walk


@pytest.mark.parametrize("case", cases("supply"))
def test_supply_agrees_with_the_worked_examples(case: Case) -> None:
    """Shares are those found by counting."""
    case.check(supply(case.close)._asdict())


def test_supply_agrees_with_counting_every_window() -> None:
    """Going through the 252 earlier closes one by one gives the same shares."""
    close = walk(600, seed=8)
    found = supply(close)

    for t in range(252, 600):
        price, earlier = close[t], close[t - 252 : t]
        assert found.overhead[t] == pytest.approx(100 * sum(p > price for p in earlier) / 252)
        assert found.near_overhead[t] == pytest.approx(100 * sum(price < p <= 1.05 * price for p in earlier) / 252)
        assert found.near_support[t] == pytest.approx(100 * sum(0.95 * price <= p < price for p in earlier) / 252)

from __future__ import annotations

import numpy as np
import pytest

from indicators.rank import expanding_rank
from tests.indicators.support import Case, cases, walk


@pytest.mark.parametrize("case", cases("rank"))
def test_ranks_agree_with_the_worked_examples(case: Case) -> None:
    """Ranks are those found by hand, ties included."""
    case.check({"rank": expanding_rank(case.close)})


def test_ranks_agree_with_counting() -> None:
    """Counting all earlier values gives the same ranks."""
    values = np.round(walk(400, seed=10))

    expected = []
    for now, value in enumerate(values, start=1):
        known = values[:now]
        expected.append((sum(known < value) + (sum(known == value) + 1) / 2) / now)
    assert expanding_rank(values) == pytest.approx(expected)

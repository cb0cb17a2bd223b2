from __future__ import annotations

import numpy as np
import pytest

from indicators.year_to_date import year_to_date
from tests.indicators.support import Case, cases, frame, walk


@pytest.mark.parametrize("case", cases("year_to_date"))
def test_year_to_date_agrees_with_the_worked_examples(case: Case) -> None:
    """Returns are those found by hand."""
    case.check({"ytd": year_to_date(case.close, np.array(case.given["sessions"], dtype="datetime64[ns]"))})


def test_year_to_date_agrees_with_grouping_by_year() -> None:
    """Taking the last close of each calendar year as the next one's base gives the same."""
    history = frame(walk(800, seed=11), first="2012-06-01")
    base = history["close"].groupby(history.index.year).last().shift()

    expected = 100 * (history["close"].to_numpy() / base[history.index.year].to_numpy() - 1)
    assert year_to_date(history["close"].to_numpy(), history.index.to_numpy()) == pytest.approx(expected, nan_ok=True)

from __future__ import annotations

import numpy as np
import pytest

from indicators.crosses import cross_up
from tests.indicators.support import Case, cases


@pytest.mark.parametrize("case", cases("crosses"))
def test_crosses_agree_with_the_worked_examples(case: Case) -> None:
    """Crosses are those found by hand."""
    case.check({"cross_up": cross_up(case.close, np.array(case.given["average"], dtype=np.float64))})

"""Where a value stands in its own history so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from indicators.arrays import Floats


def expanding_rank(values: Floats) -> Floats:
    """Return the rank of each value among all up to and including it.

    Parameters
    ----------
    values : array of shape (n_sessions,), float, any unit
        NaN in a warm-up is allowed, and is left out of the history.

    Returns
    -------
    array of shape (n_sessions,), float, 0 to 1
        1 for the highest so far; equal values share the mean of their ranks. NaN where the value is.
    """
    return np.asarray(pd.Series(values).expanding().rank(pct=True), dtype=np.float64)

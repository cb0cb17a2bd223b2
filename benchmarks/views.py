"""The views that the benches ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

DATES = 50
WARM_UP = 2520  # sessions: ten years before the first date, so that each view is a full one


def ten_years(sessions: pd.DatetimeIndex, count: int = DATES, seed: int = 1) -> list[str]:
    """Return links to ten years up to `count` different dates: no two can share a kept answer."""
    chosen = np.random.default_rng(seed).choice(np.arange(WARM_UP, len(sessions)), count, replace=False)
    return [f"?asof={sessions[at]:%Y-%m-%d}&range=10Y" for at in chosen]

"""Claim B1's rules: a rally into a falling average, and how it ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from indicators.arrays import Bools, Floats
    from indicators.moving_average import Trend

BELOW = 20  # sessions


@dataclass(frozen=True, slots=True)
class AverageTest:
    """Claim B1's events at the 200-day average. Arrays of bool, shape (n_sessions,)."""

    from_highs: bool  # whether touches were seen on highs; else on closes
    setup: Bools
    touch: Bools
    rejected: Bools
    overtaken: Bools


def average_test(close: Floats, high: Floats | None, trend: Trend) -> AverageTest:
    """Return where a close or high met a falling average from below, session by session.

    Setup: the 20 closes before this one all lie below their average, and the average is lower than 20 sessions ago.
    Touch: setup, and the high reaches the average. Rejected: touch, and the close is at or under it. Overtaken: setup,
    and the close is above it. So the rules hold at each session; `indicators.events.rearm` picks the ones that count.

    Parameters
    ----------
    close : array of shape (n_sessions,), float, price points
        Oldest first.
    high : array of shape (n_sessions,), float, price points, or None
        None where the source has no highs: then the close must reach the average. So must it on a session whose high
        is NaN.
    trend : Trend
        Of `close`.

    Returns
    -------
    AverageTest
        Arrays of shape (n_sessions,); False in the warm-up of the slope.
    """
    setup = np.zeros(close.size, dtype=np.bool_)
    setup[1:] = trend.below[:-1] >= BELOW
    setup &= trend.slope < 0
    touch = setup & ((close if high is None else np.fmax(high, close)) >= trend.average)
    return AverageTest(
        from_highs=high is not None,
        setup=setup,
        touch=touch,
        rejected=touch & (close <= trend.average),
        overtaken=setup & (close > trend.average),
    )

"""How well each probability has done: its squared errors beside those of the base rate, and what came when.

Counted at every session whose outcome is known; neighbouring ones overlap, so `Score.independent` says how many
windows there are laid end to end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from commentary.pooling.model import Bin, Outcome, Score
from commentary.pooling.outcomes import came

if TYPE_CHECKING:
    from collections.abc import Iterator

    from commentary.pooling.model import Timeline
    from indicators.arrays import Bools, Floats
    from indicators.panel import PairPanel

EDGES = np.array([0, 10, 20, 30, 40, 45, 50, 55, 60, 65, 70, 80, 90, 100]) / 100
"""Of the reliability diagram, fixed in advance: finer where base rates of equity indices lie."""


class Forecasts(NamedTuple):
    """A probability and the base rate beside what came. Arrays of shape (n_windows,), as of `came`; NaN: not given."""

    name: str
    horizon: int  # sessions
    forecast: Floats
    base: Floats
    outcome: Bools

    @property
    def given(self) -> Bools:
        """Where both can be given, so that one is judged on the same sessions as the other."""
        return ~np.isnan(self.forecast) & ~np.isnan(self.base)


def forecasts(timeline: Timeline, panel: PairPanel) -> Iterator[Forecasts]:
    """Return all that is scored: the pooled probability of each outcome, and each vote share read as one.

    Parameters
    ----------
    timeline : Timeline
        Cut at the as-of session.
    panel : PairPanel
        Cut there too: it knows the outcomes.
    """
    first, outcomes = came(panel)
    for outcome, came_true in outcomes.items():
        pooled, then = timeline.pooled[outcome], slice(first, first + came_true.size)
        told = {"pooled": pooled.probability}
        if outcome is Outcome.SMALL_HIGHER:
            told |= {voter.value: share for voter, share in timeline.votes.items()}
        for name, forecast in told.items():
            yield Forecasts(f"{name}.{outcome}", outcome.horizon, forecast[then], pooled.base[then], came_true)


def scores(timeline: Timeline, panel: PairPanel) -> tuple[Score, ...]:
    """Return how each probability has done up to the as-of session.

    Parameters
    ----------
    timeline, panel
        As in `forecasts`.

    Returns
    -------
    tuple of Score
        "pooled.small_higher", "claims.small_higher", "tradingview.small_higher", "barchart.small_higher" and
        "pooled.small_ahead".

    References
    ----------
    G. W. Brier (1950), *Verification of Forecasts Expressed in Terms of Probability*, Monthly Weather Review 78(1).
    """
    return tuple(_score(each) for each in forecasts(timeline, panel))


def _score(told: Forecasts) -> Score:
    given = told.given
    n, outcome = int(given.sum()), told.outcome[given]
    if not n:
        return Score(told.name, 0, 0, None, None, None, ())
    brier, base_brier = (float(np.mean((values[given] - outcome) ** 2)) for values in (told.forecast, told.base))
    skill = 100 * (1 - brier / base_brier) if base_brier else None
    return Score(told.name, n, n // told.horizon, brier, base_brier, skill, _bins(told.forecast[given], outcome))


def _bins(forecast: Floats, outcome: Bools) -> tuple[Bin, ...]:
    """Return the reliability diagram; a forecast on an edge belongs to the bin above, certainty to the last."""
    at = np.minimum(np.searchsorted(EDGES, forecast, side="right") - 1, EDGES.size - 2)
    n, said, happened = (np.bincount(at, weights, EDGES.size - 1) for weights in (None, forecast, outcome))
    return tuple(
        Bin(float(EDGES[i]), float(EDGES[i + 1]), int(n[i]), float(said[i] / n[i]), float(happened[i] / n[i]))
        for i in np.flatnonzero(n).tolist()
    )

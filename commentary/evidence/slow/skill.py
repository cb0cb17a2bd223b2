"""How far the skill of a probability could be off: 95 % intervals by the stationary bootstrap."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from commentary.evidence.model import LEAST
from commentary.evidence.slow.bootstrap import DRAWS, between, block, resampled
from commentary.pooling.calibration import forecasts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from commentary.pooling.calibration import Forecasts
    from commentary.pooling.model import Timeline
    from indicators.arrays import Floats
    from indicators.panel import PairPanel


def skill_intervals(panel: PairPanel, timeline: Timeline, draws: int = DRAWS) -> Mapping[str, tuple[float, float]]:
    """Return the 95 % interval of the skill of each probability, as `intervals` does.

    Parameters
    ----------
    panel, timeline
        Cut at the as-of date.
    draws : int
        Resamples.
    """
    return intervals(forecasts(timeline, panel), draws)


def intervals(told: Iterable[Forecasts], draws: int = DRAWS) -> Mapping[str, tuple[float, float]]:
    """Return the 95 % interval of the skill of each probability with outcomes of at least `LEAST` windows end to end.

    Resampled is the joint series of squared errors, of the forecast and of the base rate, over all sessions with a
    base rate and a known outcome; the interval runs between percentiles of the skills in the resamples. All forecasts
    of an outcome are read off the same resamples.

    Parameters
    ----------
    told : iterable of Forecasts
        Those of one outcome follow each other.
    draws : int
        Resamples; one that holds no forecast of a kind, or whose base rate was never wrong, says nothing of it and is
        left out of it.

    Returns
    -------
    mapping of str to tuple of float
        In %, by `commentary.pooling.model.Score.name`.

    References
    ----------
    D. N. Politis and J. P. Romano (1994), *The Stationary Bootstrap*, J. American Statistical Association 89.
    """
    found: dict[str, tuple[float, float] | None] = {}
    for horizon, group in groupby(told, key=lambda each: each.horizon):
        together = [each for each in group if each.given.sum() >= LEAST * horizon]
        for each, drawn in zip(together, _skills(together, draws) if together else (), strict=True):
            found[each.name] = between(drawn)
    return {name: interval for name, interval in found.items() if interval}


def _skills(together: Sequence[Forecasts], draws: int) -> Floats:
    """Return the skill of forecasts of one outcome in each resample, shape (n_forecasts, draws); NaN without one."""
    based = ~np.isnan(together[0].base)
    errors = np.concatenate([_errors(each)[based] for each in together], axis=1)
    sums = np.stack(
        [
            np.bincount(positions, minlength=len(errors)) @ errors
            for positions in resampled(len(errors), block(together[0].horizon), draws)
        ]
    )
    told, base = sums[:, ::2].T, sums[:, 1::2].T
    ratio: Floats = np.divide(told, base, out=np.full_like(told, np.nan), where=base > 0)
    return 100 * (1 - ratio)


def _errors(told: Forecasts) -> Floats:
    """Return the squared errors of forecast and base rate, shape (n_windows, 2); zero where one cannot be given."""
    errors = (np.stack((told.forecast, told.base), axis=1) - told.outcome[:, None]) ** 2
    return np.where(told.given[:, None], errors, 0)

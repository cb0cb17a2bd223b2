"""Intervals of the skill against arch's own, on forecasts that know something and on others that do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from arch.bootstrap import StationaryBootstrap

from commentary.evidence.slow.bootstrap import SEED
from commentary.evidence.slow.skill import intervals, skill_intervals
from commentary.model import Group
from commentary.pooling.calibration import Forecasts, scores
from commentary.pooling.pool import pool
from commentary.pooling.timeline import timeline

if TYPE_CHECKING:
    import pandas as pd

    from indicators.arrays import Floats
    from indicators.panel import PairPanel

HORIZON = 5  # sessions


def planted(edge: float, seed: int) -> Forecasts:
    """Return what a group says that knows a share `edge` of 400 spells of ten sessions, and guesses the others."""
    noise = np.random.default_rng(seed)
    came = np.repeat(noise.random(400) < 0.6, 10)
    knows = np.repeat(noise.random(400) < edge, 10)
    guess = np.repeat(noise.choice([-1, 1], 400), 10)
    states = {Group.TREND: np.where(knows, 2 * came - 1, guess).astype(np.int8)}
    decided = {Group.TREND: np.ones(came.size, dtype=np.bool_)}
    known = came[: came.size - HORIZON]
    pooled = pool(states, decided, known, HORIZON, 0)
    rows = slice(known.size)
    return Forecasts("pooled", HORIZON, pooled.probability[rows], pooled.base[rows], known)


def skill(errors: Floats, base_errors: Floats) -> float:
    """Return the skill in %."""
    return float(100 * (1 - errors.sum() / base_errors.sum()))


def test_the_interval_is_archs_own() -> None:
    """By its percentile method from the same seed, on the joint series of squared errors with a month as mean block."""
    told = planted(0.3, seed=1)
    based = ~np.isnan(told.base)
    errors, base_errors = ((told[part][based] - told.outcome[based]) ** 2 for part in (2, 3))
    bootstrap = StationaryBootstrap(21, errors, base_errors, seed=SEED)
    expected = bootstrap.conf_int(skill, reps=200, method="percentile").ravel()
    assert pytest.approx(expected.tolist(), rel=1e-9) == list(intervals([told], draws=200)["pooled"])


def test_what_knows_something_is_told_from_zero() -> None:
    """A group that knows two spells of five, and guesses the others: the interval lies above zero."""
    low, high = intervals([planted(0.4, seed=2)])["pooled"]
    assert 0 < low < high


def test_what_knows_nothing_is_not() -> None:
    """Of 20 such groups at most one is told from zero, as 95 % intervals promise."""
    lows = [intervals([planted(0, seed)], draws=200)["pooled"][0] for seed in range(20)]
    assert sum(low > 0 for low in lows) <= 1


def test_forecasts_that_are_not_always_given_are_drawn_with_the_others() -> None:
    """A session without a forecast adds nothing to either side, so a skill of exactly zero stays one."""
    told = planted(0.3, seed=3)
    rarely = np.where(np.arange(told.base.size) % 3 == 0, told.base, np.nan)
    found = intervals([told, told._replace(name="rarely", forecast=rarely)], draws=100)
    assert (0, 0) == found["rarely"]
    assert pytest.approx(intervals([told], draws=100)["pooled"]) == found["pooled"]


def test_too_few_outcomes_have_no_interval() -> None:
    """Fewer than ten windows laid end to end."""
    told = planted(0.3, seed=4)
    few = np.where(np.cumsum(~np.isnan(told.forecast)) < 10 * HORIZON, told.forecast, np.nan)
    assert {} == intervals([told._replace(forecast=few)], draws=10)


def test_an_outcome_that_never_varied_has_no_interval() -> None:
    """No resample has an error of the base rate to compare with; the other forecasts keep theirs."""
    told = planted(0.3, seed=4)
    certain = Forecasts("certain", 21, np.ones(400), np.ones(400), np.ones(400, dtype=np.bool_))
    assert {"pooled"} == intervals([told, certain], draws=10).keys()


def test_every_score_of_the_real_past_has_an_interval_around_it(
    index_panel: PairPanel, index_frames: tuple[pd.DataFrame, pd.DataFrame]
) -> None:
    """Read off the same sessions as the score itself."""
    both = timeline(index_panel, index_frames[0])
    found = skill_intervals(index_panel, both, draws=200)
    for score in scores(both, index_panel):
        low, high = found[score.name]
        assert score.skill_pct is not None
        assert low < score.skill_pct < high

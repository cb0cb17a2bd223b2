"""Simulated histories keep what a day was and lose what followed what; p-values count how they compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import stats

from commentary.evidence.model import RowKey, Target
from commentary.evidence.outcomes import Row, rows
from commentary.evidence.slow.null import histories, p_values, two_sided
from indicators.panel import pair_panel
from tests.commentary.support import holed, walks

if TYPE_CHECKING:
    import pandas as pd

KEY = RowKey("B6", "onset", Target.SMALL, 5)


def test_a_simulated_history_is_made_of_the_days_of_the_real_one() -> None:
    """Each day has both returns and both highs of one real day; first closes and dates stay; order does not."""
    small, large = walks(300, seed=4)
    large["high"] = large["close"] * np.linspace(1.001, 1.02, 300)
    small.iloc[7, 1] = np.nan

    def days(small: pd.DataFrame, large: pd.DataFrame) -> np.ndarray:
        steps = [frame["close"] / frame["close"].shift() for frame in (small, large)]
        return np.stack([*steps, *(frame["high"] / frame["close"] for frame in (small, large))], axis=1)[1:]

    real = days(small, large)
    pairs = list(histories(small, large, 3))
    assert 3 == len(pairs)
    for pair in pairs:
        assert [frame["close"].iloc[0] for frame in pair] == [small["close"].iloc[0], large["close"].iloc[0]]
        assert all(frame.index.equals(small.index) for frame in pair)
        away = np.abs(real[None] - days(*pair)[:, None])
        same = ((away < 1e-9) | np.isnan(real[None]) & np.isnan(days(*pair)[:, None])).all(axis=2)
        assert same.any(axis=1).all()
        assert not same.diagonal().all()


def test_blocks_are_a_month_long_on_average() -> None:
    """A day is followed by the next real day with probability 20/21, as Politis and Romano have it."""
    small, large = walks(3000, seed=6)
    place = {round(step, 12): day for day, step in enumerate((small["close"] / small["close"].shift()).iloc[1:])}
    found = []
    for drawn, _ in histories(small, large, 5):
        steps = (drawn["close"] / drawn["close"].shift()).iloc[1:]
        days = np.array([place.get(round(step, 12), -9) for step in steps])
        found.append((np.diff(days) == 1).mean())
    assert pytest.approx(20 / 21, abs=0.02) == np.mean(found)


def test_holes_and_missing_highs_are_simulated_as_they_are() -> None:
    """Only common sessions are drawn; a source without highs gives none."""
    small, large = holed(*walks(400, seed=5), seed=1)
    simulated, other = next(histories(small[["close"]], large, 1))
    assert list(simulated.columns) == ["close"] == list(other.columns)
    assert simulated.index.equals(small.index.intersection(large.index))


def test_a_two_sided_p_counts_the_nearer_side_twice() -> None:
    """By hand, of 1 to 99: 90 or more is 10 of 99, so 2 * 11 / 100; the middle is certain; equal values count."""
    values = np.arange(1.0, 100.0)
    assert pytest.approx(0.22) == two_sided(values, 90.0)
    assert pytest.approx(0.22) == two_sided(values, 10.0)
    assert 1.0 == two_sided(values, 50.0)
    assert pytest.approx(2 / 21) == two_sided(np.zeros(20), 1.0)


@pytest.mark.parametrize("law", [stats.norm(0, 2), stats.t(4), stats.expon()], ids=["normal", "t", "exponential"])
def test_far_out_the_tail_gives_what_the_law_of_the_values_gives(law: stats.rv_frozen) -> None:
    """The median of forty estimates, each from 499 values, of a probability of 1 in 500 is within a factor of 2."""
    noise = np.random.default_rng(3)
    far = law.isf(0.001)
    found = [two_sided(law.rvs(499, random_state=noise), far) for _ in range(40)]
    assert 0.001 < np.median(found) < 0.004


def test_further_out_is_never_more_probable() -> None:
    """Also where all simulated values end short of it."""
    values = np.random.default_rng(8).uniform(-1, 1, 499)
    found = [two_sided(values, far) for far in np.linspace(0.9, 5, 40)]
    assert sorted(found, reverse=True) == found


@pytest.mark.parametrize("far", [-1e9, 30, 1e9])
def test_no_p_is_smaller_than_one_in_ten_thousand(far: float) -> None:
    """499 histories cannot tell how rare that is, whatever the fitted tail says."""
    assert 1 / 10_000 == two_sided(np.random.default_rng(9).normal(0, 1, 499), far)


@pytest.mark.parametrize("law", [stats.norm(), stats.t(4)], ids=["normal", "t"])
def test_p_values_are_uniform_where_the_tail_is_fitted(law: stats.rv_frozen) -> None:
    """Of 3,000 values, each against 499 of the same law, a share a has p at or below a; a hundred come from a fit."""
    drawn = law.rvs((3000, 500), random_state=np.random.default_rng(11))
    found = np.array([two_sided(values[1:], values[0]) for values in drawn])
    counted = 2 / 500 * np.arange(1, 251)
    assert np.count_nonzero(np.abs(found[:, None] - counted).min(axis=1) > 1e-9) > 100
    assert stats.kstest(found, "uniform").pvalue > 0.05
    for level in (0.05, 0.03, 0.02, 0.01):
        assert stats.binomtest(np.count_nonzero(found <= level), found.size, level).pvalue > 0.001


def of(mean: float, events: int) -> Row:
    """Return a row whose events are followed by `mean` % and all four of its windows by 0."""
    returns = np.array([mean, mean, -mean, -mean])
    return Row(KEY, returns, np.arange(events))


def test_means_of_few_cases_are_given_the_wider_spread_that_they_have() -> None:
    """By hand: 2.0 of one case weighs as 1.41 of two, and 1.5 of two more; a history without the event is left out."""
    seen = [of(1.5, 2)]
    assert 1.5 == seen[0].difference_pct
    simulated = [[of(2.0, 1)], [of(1.0, 2)], [of(1.6, 2)], [of(9.0, 0)], []]
    assert {KEY: pytest.approx(2 * 2 / 4)} == p_values(seen, simulated)
    assert {KEY: pytest.approx(2 * 1 / 4)} == p_values([of(1.7, 2)], simulated)


def test_an_event_that_no_simulated_history_holds_has_no_p_value() -> None:
    """There is nothing to compare it with, which is no sign that it was chance."""
    assert p_values([of(1.5, 2)], [[of(9.0, 0)], []]) == {}


def test_p_values_are_uniform_where_there_is_no_edge() -> None:
    """Of thirty pairs of random walks, against 29 simulated histories each, by the test of Kolmogorov and Smirnov."""
    found: list[float] = []
    for seed in range(30):
        small, large = walks(500, seed=seed + 900)
        seen = [row for row in rows(pair_panel(small, large)) if row.key == KEY]
        simulated = (rows(pair_panel(*pair)) for pair in histories(small, large, 29))
        found += p_values(seen, simulated).values()
    assert 30 == len(found)
    assert stats.kstest(found, "uniform").pvalue > 0.05

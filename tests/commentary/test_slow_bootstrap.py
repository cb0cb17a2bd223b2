"""The interval of a difference, against what `arch` itself says of one row."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from arch.bootstrap import StationaryBootstrap

from commentary.evidence.model import LEAST, YEAR_END, RowKey, Target
from commentary.evidence.outcomes import Row, rows
from commentary.evidence.slow.bootstrap import DRAWS, SEED, block, intervals, resampled
from indicators.panel import pair_panel
from tests.commentary.support import walks


def row(events: int, *, windows: int = 400, horizon: int = 5, seed: int = 1) -> Row:
    """Return a row of chance: returns that follow each other closely, and some events."""
    noise = np.random.default_rng(seed)
    returns = np.convolve(noise.normal(0.1, 1, windows + 4), np.ones(5), mode="valid")
    at = np.sort(noise.choice(windows, events, replace=False))
    return Row(RowKey("B1", "touch", Target.SMALL, horizon), returns, at)


def by_arch(found: Row, mean_block: int, draws: int) -> list[float]:
    """Return the interval of arch for the joint series of event and return, with the same seed."""
    event = np.zeros(found.returns.size, dtype=bool)
    event[found.events] = True

    def difference(flags: np.ndarray, returns: np.ndarray) -> float:
        return float(returns[flags].mean() - returns.mean())

    own = StationaryBootstrap(mean_block, event, found.returns, seed=SEED)
    return [float(bound) for bound in own.conf_int(difference, draws, method="percentile").ravel()]


def test_the_mean_block_is_a_month_or_the_horizon() -> None:
    """Section 3 of the methods: max(21, h); a year's end is an outcome of its own."""
    assert [21, 21, 63, 1] == [block(horizon) for horizon in (5, 21, 63, YEAR_END)]


@pytest.mark.parametrize(("horizon", "mean_block"), [(5, 21), (63, 63), (YEAR_END, 1)])
def test_an_interval_is_that_of_arch(horizon: int, mean_block: int) -> None:
    """The percentile interval that arch finds with the same seed and the same number of draws."""
    found = row(40, horizon=horizon)
    assert pytest.approx(by_arch(found, mean_block, 300), abs=1e-9) == intervals([found], 300)[found.key]


def test_all_rows_of_a_panel_have_the_interval_of_arch() -> None:
    """Rows read off the same resamples, of two horizons and all targets, as if each had been drawn for alone."""
    wanted = {("B6", Target.RELATIVE, 5), ("B5", Target.LARGE, 21), ("B7", Target.SMALL, 5)}
    found = [each for each in rows(pair_panel(*walks(1500, seed=2))) if each.events.size >= LEAST]
    chosen = [each for each in found if (each.key.claim, each.key.target, each.key.horizon) in wanted]
    assert len(wanted) == len(chosen)
    between = intervals(found, 60)
    for each in chosen:
        assert pytest.approx(by_arch(each, block(each.key.horizon), 60), abs=1e-9) == between[each.key]


def test_below_ten_cases_there_is_no_interval() -> None:
    """Nine events get none, ten do, by the default number of draws; nothing gives nothing."""
    few, enough = row(LEAST - 1), row(LEAST)
    assert {} == intervals([few], 10)
    assert [enough.key] == list(intervals([enough], 10))
    assert {} == intervals([])
    assert 2000 == DRAWS


def test_a_resample_without_an_event_says_nothing() -> None:
    """Ten events in one stretch: resamples that miss it are left out, as in this loop over draws."""
    found = row(LEAST, windows=300)
    found = Row(found.key, found.returns, np.arange(100, 100 + LEAST))
    drawn = []
    for (positions,), _ in StationaryBootstrap(21, np.arange(300), seed=SEED).bootstrap(200):
        after = [position for position in positions if 100 <= position < 100 + LEAST]
        if after:
            drawn.append(found.returns[after].mean() - found.returns[positions].mean())
    assert len(drawn) < 200
    assert pytest.approx(np.percentile(drawn, [2.5, 97.5]), abs=1e-9) == intervals([found], 200)[found.key]


def test_a_row_whose_events_no_resample_holds_has_no_interval() -> None:
    """One draw that leaves out all ten windows, which follow each other, says nothing of it; of fifty some do."""
    left_out = ~np.isin(np.arange(4000), next(resampled(4000, 21, 1)))
    first = next(at for at in range(4000) if left_out[at : at + LEAST].all())
    together = replace(row(LEAST, windows=4000), events=np.arange(first, first + LEAST))
    assert {} == intervals([together], 1)
    assert {together.key} == intervals([together], 50).keys()

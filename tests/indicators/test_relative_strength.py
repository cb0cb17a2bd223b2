from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from indicators.panel import pair_panel
from indicators.relative_strength import log_slope, mansfield
from tests.indicators.support import Case, cases, frame, walk


@pytest.mark.parametrize("case", cases("relative_strength"))
def test_ratios_agree_with_the_worked_examples(case: Case) -> None:
    """Mansfield's distance and the log slope are those found by hand."""
    case.check({"mansfield": mansfield(case.close), "log_slope": log_slope(case.close)})


def test_the_log_slope_is_the_least_squares_line() -> None:
    """Numpy's polynomial fit of each window gives the same slope."""
    ratio = walk(300, seed=13)

    expected = [np.polyfit(np.arange(63), np.log(ratio[end - 63 : end]), 1)[0] for end in range(63, 301)]
    assert log_slope(ratio)[62:] == pytest.approx(expected, abs=1e-12)


def test_a_pair_is_compared_on_common_sessions_only() -> None:
    """A session that one of the two lacks is in neither the ratio nor its averages."""
    small, large = frame(walk(900, seed=14)), frame(walk(900, seed=15))
    small, large = small.drop(small.index[[3, 400]]), large.drop(large.index[[500, 899]])
    joined = small.join(large, how="inner", suffixes=("_small", "_large"))
    ratio = joined["close_small"] / joined["close_large"]
    pair = pair_panel(small, large)

    assert pd.DatetimeIndex(pair.relative.sessions).equals(pd.DatetimeIndex(joined.index))
    assert pair.relative.ratio == pytest.approx(ratio.to_numpy())
    assert pair.relative.ratio_sma200 == pytest.approx(ratio.rolling(200).mean().to_numpy(), nan_ok=True)
    assert pair.relative.ratio_vs_sma200[-1] == pytest.approx(100 * (ratio.iloc[-1] / ratio.iloc[-200:].mean() - 1))
    assert pair.small.sessions[pair.relative.small_at].tolist() == pair.relative.sessions.tolist()
    assert pair.large.sessions[pair.relative.large_at].tolist() == pair.relative.sessions.tolist()


def test_gaps_are_differences_on_the_day() -> None:
    """The gaps are what the two panels say on a common session, small minus large, in points."""
    small, large = frame(walk(900, seed=14)), frame(walk(900, seed=15)).iloc[:-1]
    pair = pair_panel(small, large)

    moved = [
        100 * (history["close"].iloc[-21 - back] / history["close"].iloc[-252 - back] - 1)
        for history, back in ((small, 2), (large, 1))
    ]
    assert pair.relative.momentum_gap[-1] == pytest.approx(moved[0] - moved[1])
    assert pair.relative.ytd_gap[-1] == pytest.approx(pair.small.ytd[-2] - pair.large.ytd[-1])
    assert pair.relative.ytd_gap[-1] != 0
    known = pair.relative.momentum_gap[~np.isnan(pair.relative.momentum_gap)]
    assert pair.relative.momentum_gap_rank[-1] == pytest.approx((known <= known[-1]).mean())


def test_a_pair_without_a_common_session_has_an_empty_comparison() -> None:
    """Two histories that never overlap make a pair all the same."""
    pair = pair_panel(frame(walk(30, seed=1)), frame(walk(30, seed=2), first="2011-01-03"))

    assert pair.relative.sessions.size == 0
    assert pair.small.close.size == 30

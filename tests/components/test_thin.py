from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.figures import thin
from components.figures.chart import chart
from components.view import viewer
from tests.page.prices import FramePrices

if TYPE_CHECKING:
    from pathlib import Path

_VALUES = st.lists(st.floats(-100, 100) | st.just(float("nan")), min_size=2, max_size=120)


@given(_VALUES, st.integers(1, 60), st.randoms(use_true_random=False))
def test_thinning_keeps_ends_and_extremes_of_every_stretch(values: list[float], limit: int, random: object) -> None:
    """Each value of each line lies between kept values less than a stretch away, so that no spike is cut anywhere."""
    lines = [np.array(values), np.array(values[::-1]) ** 2]
    always = sorted(random.sample(range(len(values)), 2))  # type: ignore[attr-defined]
    keep = thin.kept(lines, always, limit=limit)
    assert {0, len(values) - 1, *always} <= {*keep.tolist()}
    assert np.all(np.diff(keep) > 0)
    width = -(-len(values) // max(limit // len(lines), 1))
    for line in lines:
        for position in np.flatnonzero(~np.isnan(line)):
            near = line[keep[np.abs(keep - position) < width]]
            assert np.nanmin(near) <= line[position] <= np.nanmax(near)


def test_a_line_still_begins_where_it_begins() -> None:
    """The first value after a warm-up stays although neither the highest nor the lowest of its stretch."""
    line = np.full(10_000, np.nan)
    line[200:] = np.random.default_rng(5).normal(size=9_800)
    line[200] = 0.0
    assert 200 in thin.kept([line], limit=100)


def test_up_to_the_limit_every_session_is_drawn() -> None:
    """4,000 sessions, almost sixteen years, are not thinned; one more is, to the extremes of a few stretches."""
    line = np.random.default_rng(3).normal(size=4001).cumsum()
    assert thin.kept([line[:4000]] * 16).tolist() == list(range(4000))
    assert len(thin.kept([line] * 16)) <= 2 * 250 + 2


def test_max_on_the_real_indices_keeps_every_extreme_within_four_thousand_sessions(shared_data: Path) -> None:
    """39 years: the highs and lows that plain pandas finds in each twenty sessions' stretch of each line are drawn."""
    frames = {}
    for name in ("RUT", "GSPC"):
        rows = pd.read_csv(shared_data / f"{name}.csv", index_col="Date", parse_dates=True).astype("float64")
        frames[f"^{name}"] = rows.rename(columns=str.lower).rename_axis("session").dropna(subset=["close"])
        frames[f"^{name}"].index = frames[f"^{name}"].index.as_unit("ns")
    lines = [line.points for line in chart(viewer(FramePrices(frames))("?range=Max")).lines]
    keep = thin.kept(lines)
    count = len(lines[0])
    assert 3000 < len(keep) <= 4000
    stretch = np.arange(count) // -(-count // (4000 // len(lines)))
    for line in lines:
        whole = pd.Series(line).groupby(stretch)
        drawn = pd.Series(line[keep]).groupby(stretch[keep])
        pd.testing.assert_series_equal(whole.max(), drawn.max())
        pd.testing.assert_series_equal(whole.min(), drawn.min())


@pytest.mark.parametrize("limit", [1, 7])
def test_a_limit_below_two_a_line_still_keeps_the_extremes(limit: int) -> None:
    """One stretch: both ends, and the highest and the lowest of each line."""
    rising = np.array([1.0, 3.0, 2.0, 5.0, 0.0, 4.0, 2.0, 2.5])
    assert {0, 3, 4, 7} <= {*thin.kept([rising, -rising], limit=limit).tolist()}

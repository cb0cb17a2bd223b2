from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from indicators.triangle import triangle
from indicators.zigzag import Pivots, zigzag
from tests.indicators.support import Case, cases, swings

if TYPE_CHECKING:
    import pandas as pd

Line = tuple[np.ndarray, np.ndarray]


def lines(pivots: Pivots, now: int) -> list[Line] | None:
    """Return numpy's line and the pivots of each side at one session; None where a side lacks three pivots."""
    found = []
    for side in (True, False):
        at = pivots.position[(pivots.high == side) & (pivots.confirmed <= now)][-3:]
        price = pivots.price[(pivots.high == side) & (pivots.confirmed <= now)][-3:]
        if at.size < 3 or at[0] <= now - 252:
            return None
        found.append((np.polyfit(at - now, price, 1), at))
    return found


def stands(close: np.ndarray, upper: Line, lower: Line, now: int) -> bool:
    """Return whether the two lines make a triangle at one session."""
    up, down = (25200 * line[0][0] / close[now] for line in (upper, lower))
    span = np.arange(min(upper[1][0], lower[1][0]), now + 1)
    top, bottom = (np.polyval(line[0], span - now) for line in (upper, lower))
    inside = (close[span] <= 1.015 * top) & (close[span] >= 0.985 * bottom)
    return bool(up < down and up <= 2 and down >= -2 and top[-1] > bottom[-1] and inside.mean() >= 0.95)


def breaks_by_the_definition(close: np.ndarray, first: int) -> list[int]:
    """Compare each session from `first` on with the code under test, and return the sessions of the breaks."""
    pivots = zigzag(close)
    found = triangle(close, pivots)
    broken: dict[int, int] = {}  # by the last low of the line
    for now in range(first, close.size):
        sides = lines(pivots, now)
        if sides is None:
            assert np.isnan(found.upper[now])
            assert not found.valid[now]
            continue
        upper, lower = sides
        assert found.upper[now] == pytest.approx(upper[0][1], rel=1e-9)
        assert found.lower[now] == pytest.approx(lower[0][1], rel=1e-9)
        valid = stands(close, upper, lower, now)
        assert valid == found.valid[now], now
        if valid and close[now] < 0.99 * lower[0][1]:
            broken.setdefault(int(lower[1][-1]), now)
    assert list(broken.values()) == (np.flatnonzero(found.broken[first:]) + first).tolist()
    return list(broken.values())


@pytest.mark.parametrize("case", cases("triangle"))
def test_lines_and_breaks_agree_with_the_worked_examples(case: Case) -> None:
    """Lines, slopes, validity and breaks are those found by hand."""
    found = triangle(case.close, zigzag(case.close))
    case.check({name: getattr(found, name) for name in case.expected})


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_triangles_agree_with_the_definition(seed: int) -> None:
    """Numpy's polynomial fit at each session gives the same lines, triangles and breaks; there are some."""
    assert breaks_by_the_definition(swings(1500, seed), first=0)


def test_triangles_of_the_russell_agree_with_the_definition(index_frames: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """On the index's closes of 2013 to 2015 as well, where one broke."""
    history = index_frames[0].loc[:"2015-06-30", "close"]
    first = int(history.index.searchsorted("2013-06-30"))

    broken = breaks_by_the_definition(history.to_numpy(copy=True), first)
    assert [str(history.index[session].date()) for session in broken] == ["2014-09-30"]


def test_a_break_stays_recent_for_sixty_sessions() -> None:
    """The flag holds on the break and the 59 sessions after it, unless another break follows."""
    close = swings(1500, seed=1)
    found = triangle(close, zigzag(close))

    broken = np.flatnonzero(found.broken)
    expected = [bool(((broken <= now) & (broken > now - 60)).any()) for now in range(close.size)]
    assert expected == found.broken_within.tolist()
    assert found.break_lower[broken] == pytest.approx(found.lower[broken])

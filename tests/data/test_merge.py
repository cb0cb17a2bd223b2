from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import codec
from data.errors import RefusedData
from data.merge import FORGIVEN, TOLERANCE, merge
from data.model import PriceHistory, Source

WHERE = "^RUT at Yahoo"


def kept(frame: pd.DataFrame) -> PriceHistory:
    """Return `frame` as the last good history."""
    return codec.history("^RUT", frame, datetime(2026, 8, 21, tzinfo=UTC), Source.YAHOO, adjusted=False)


def test_new_sessions_are_added(walk: pd.DataFrame) -> None:
    """The usual case: one session more."""
    merged, problems = merge(kept(walk.iloc[:-1]), walk, WHERE)
    assert problems == []
    pd.testing.assert_frame_equal(merged, walk)


def test_a_session_that_vanished_stays(walk: pd.DataFrame) -> None:
    """Yahoo loses whole days; those that were read before are not lost with them."""
    merged, problems = merge(kept(walk), walk.drop(pd.to_datetime(["2026-07-13", "2026-08-21"])), WHERE)
    pd.testing.assert_frame_equal(merged, walk, check_freq=False)
    assert [problem.code for problem in problems] == ["kept_session"]
    assert problems[0].text.startswith("13 Jul 2026 and 21 Aug 2026 are now missing from ^RUT at Yahoo")


def test_an_answer_that_lacks_many_sessions_is_refused(walk: pd.DataFrame) -> None:
    """A month instead of all years is no new history."""
    with pytest.raises(RefusedData, match=r"lack [\d,]+ sessions between 2 Jan 2015"):
        merge(kept(walk), walk.iloc[-20:], WHERE)


def test_a_closed_bar_that_moves_is_refused(walk: pd.DataFrame) -> None:
    """By more than half a percent a closed bar does not move."""
    moved = walk.copy()
    moved.loc["2026-08-20", "close"] *= 1.006
    with pytest.raises(RefusedData, match="move the close of 20 Aug 2026"):
        merge(kept(walk), moved, WHERE)


def test_a_closed_bar_may_be_corrected_a_little(walk: pd.DataFrame) -> None:
    """Within half a percent the new value stands."""
    moved = walk.copy()
    moved.loc["2026-08-20", "close"] *= 1.004
    merged, problems = merge(kept(walk), moved, WHERE)
    assert problems == []
    assert merged.loc["2026-08-20", "close"] == moved.loc["2026-08-20", "close"]


@pytest.mark.parametrize(
    ("day", "seen", "accepted"), [(-1, 1.1, True), (-5, 1.1, True), (-6, 1.1, False), (-1, 1.2, False)]
)
def test_a_correction_seen_before_is_accepted_for_the_newest_bars(
    walk: pd.DataFrame, day: int, seen: float, *, accepted: bool
) -> None:
    """Among the newest five, and as it was seen before: then it stands and is told; else it is refused."""
    moved = walk.copy()
    moved.iloc[day] *= 1.1
    before = {str(walk.index[day].date()): walk["close"].iloc[day] * seen}
    if accepted:
        merged, problems = merge(kept(walk), moved, WHERE, before)
        assert [problem.days for problem in problems] == [(walk.index[day].date(),)]
        pd.testing.assert_frame_equal(merged, moved)
    else:
        with pytest.raises(RefusedData, match="move the close of"):
            merge(kept(walk), moved, WHERE, before)


def test_an_answer_with_no_session_in_common_is_added(walk: pd.DataFrame) -> None:
    """Nothing can be compared, and a few kept sessions stay."""
    merged, _ = merge(kept(walk.iloc[:3]), walk.iloc[3:], WHERE)
    pd.testing.assert_frame_equal(merged, walk, check_freq=False)


def test_a_split_is_taken_over_and_told(walk: pd.DataFrame) -> None:
    """All closes halved is a split, not a hundred moved bars."""
    merged, problems = merge(kept(walk.iloc[:-1]), walk * 0.5, WHERE)
    assert [problem.code for problem in problems] == ["restated"]
    assert "factor 0.5" in problems[0].text
    pd.testing.assert_frame_equal(merged, walk * 0.5)


def test_a_split_that_also_lost_sessions_is_refused(walk: pd.DataFrame) -> None:
    """Rows before and after a split are not mixed."""
    with pytest.raises(RefusedData, match=r"are 0\.5 times the earlier ones and lack 21 Aug 2026"):
        merge(kept(walk), (walk * 0.5).iloc[:-1], WHERE)


@given(
    st.sets(st.integers(0, 39), max_size=12),
    st.dictionaries(st.integers(0, 39), st.floats(0.98, 1.02), max_size=4),
    st.integers(0, 5),
)
def test_no_closed_session_vanishes_or_moves(gone: set[int], moves: dict[int, float], new: int) -> None:
    """Whatever the new answer does, what comes out has every kept session within half a percent, or it is refused."""
    days = pd.bdate_range("2026-01-05", periods=45, name="session")
    close = np.linspace(100, 120, 45)
    before = pd.DataFrame({"close": close[:40]}, index=days[:40])
    after = pd.DataFrame({"close": close[: 40 + new]}, index=days[: 40 + new])
    for position, factor in moves.items():
        after.iloc[position, 0] *= factor
    after = after.drop(days[sorted(gone)])
    try:
        merged, _ = merge(kept(before), after, WHERE)
    except RefusedData:
        large = any(abs(factor - 1) > TOLERANCE / 2 for at, factor in moves.items() if at not in gone)
        assert len(gone) > FORGIVEN or large
        return
    assert merged.index.is_monotonic_increasing
    assert merged.index.is_unique
    assert set(before.index) | set(after.index) == set(merged.index)
    ratio = merged["close"].loc[before.index] / before["close"]
    assert (np.abs(ratio / ratio.median() - 1) <= 2 * TOLERANCE).all()

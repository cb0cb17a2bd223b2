from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.build import BUNDLED
from data.checks import clean
from data.errors import RefusedData
from data.model import Problem, Severity
from data.providers.base import Answer
from data.sessions import Sessions
from tests.data.conftest import EVENING

if TYPE_CHECKING:
    from collections.abc import Sequence

CALENDAR = Sessions.load(BUNDLED / "sessions.parquet", date(2026, 8, 21))


def check(frame: pd.DataFrame, symbol: str = "^RUT") -> tuple[pd.DataFrame, dict[str, Problem]]:
    """Return the clean rows and the problems by code, as of the evening of 21 August 2026."""
    kept, problems = clean(symbol, Answer(frame, EVENING, adjusted=False, place="at Yahoo"), CALENDAR, EVENING)
    return kept, {problem.code: problem for problem in problems}


def test_a_whole_history_passes_untouched(walk: pd.DataFrame) -> None:
    """Where nothing is wrong nothing is said and nothing is changed."""
    kept, problems = check(walk)
    assert problems == {}
    pd.testing.assert_frame_equal(kept, walk, check_freq=False)


def test_the_missing_day_of_october_2020_is_named(walk: pd.DataFrame) -> None:
    """The real case: Yahoo has a row of nulls for ^RUT on 2 October 2020."""
    frame = walk.copy()
    frame.loc["2020-10-02"] = np.nan
    kept, problems = check(frame)
    assert list(problems) == ["missing_session"]
    assert problems["missing_session"].text == "2 Oct 2020 is missing from ^RUT at Yahoo; nothing was filled in."
    assert problems["missing_session"].days == (date(2020, 10, 2),)
    assert problems["missing_session"].severity is Severity.WARNING
    pd.testing.assert_frame_equal(kept, walk.drop(pd.Timestamp("2020-10-02")), check_freq=False)


def test_many_missing_days_are_counted(walk: pd.DataFrame) -> None:
    """Seven sessions gone from July and August 2026 make one sentence."""
    gone = pd.to_datetime(
        ["2026-07-06", "2026-07-07", "2026-07-08", "2026-07-20", "2026-08-03", "2026-08-04", "2026-08-05"]
    )
    _, problems = check(walk.drop(gone))
    expected = "7 sessions between 6 Jul 2026 and 5 Aug 2026 are missing from ^RUT at Yahoo; nothing was filled in."
    assert problems["missing_session"].text == expected
    assert len(problems["missing_session"].days) == 7


def test_a_missing_last_day_is_left_to_the_state(walk: pd.DataFrame) -> None:
    """A gap at the end is not a gap in the history: the state says that it is stale."""
    kept, problems = check(walk.iloc[:-1])
    assert problems == {}
    assert kept.index[-1] == pd.Timestamp("2026-08-20")


def test_unsorted_and_repeated_rows_are_put_in_order_and_said(walk: pd.DataFrame) -> None:
    """Equal repeats are harmless, and still told."""
    kept, problems = check(pd.concat([walk, walk.iloc[[5]]]).iloc[::-1])
    assert set(problems) == {"unsorted", "duplicate"}
    pd.testing.assert_frame_equal(kept, walk, check_freq=False)


def test_two_rows_of_a_day_that_disagree_are_refused(walk: pd.DataFrame) -> None:
    """Nobody can know which of them is right."""
    with pytest.raises(RefusedData, match="9 Jan 2015 disagree"):
        check(pd.concat([walk, walk.iloc[[5]] * 1.01]))


def test_a_bar_a_hundred_times_too_high_is_left_out(walk: pd.DataFrame) -> None:
    """The slip of a decimal point becomes a missing day."""
    frame = walk.copy()
    frame.loc["2020-06-15"] *= 100
    kept, problems = check(frame)
    assert problems["spike"].days == problems["missing_session"].days == (date(2020, 6, 15),)
    assert pd.Timestamp("2020-06-15") not in kept.index
    assert len(kept) == len(walk) - 1


def test_a_decimal_point_lost_for_two_days_is_never_shown(walk: pd.DataFrame) -> None:
    """Neither while it lasts nor once the feed has found it, also at the very start of a history."""
    for first, second in ((-2, -1), (1000, 1001), (0, 1)):
        frame = walk.copy()
        frame.iloc[[first, second]] *= 100
        kept, _ = check(frame)
        pd.testing.assert_frame_equal(kept, walk.drop(walk.index[[first, second]]), check_freq=False)


def test_one_wrong_bar_costs_its_own_day_alone(walk: pd.DataFrame) -> None:
    """A close 55 % too low is out on its day, stays out on the next, which is in, and is in once it is put right."""
    wrong = walk.copy()
    wrong.iloc[-2] *= 0.45
    day = walk.index[-2]
    on_the_day, said = check(wrong.iloc[:-1])
    assert said["last_bar"].days == (day.date(),)
    assert on_the_day.index[-1] == walk.index[-3]
    the_day_after, said = check(wrong)
    assert said["spike"].days == (day.date(),)
    pd.testing.assert_frame_equal(the_day_after, walk.drop(day), check_freq=False)
    assert check(walk)[1] == {}


def test_a_real_crash_waits_one_session_and_then_stays(walk: pd.DataFrame) -> None:
    """A fall of 30 % in a session, with that level held: whenever one looks, the rows kept up to a day are the same."""
    frame = walk.copy()
    frame.iloc[-6:] *= 0.7
    kept, said = check(frame.iloc[:-5])
    assert kept.index[-1] == walk.index[-7]
    close, before = frame["close"].iloc[-6], frame["close"].iloc[-7]
    assert said["last_bar"].text == (
        "14 Aug 2026 is left out of ^RUT at Yahoo until later sessions confirm it: "
        f"the close of {close:,.2f} after {before:,.2f} is a larger move than any before makes believable."
    )
    for rows in range(len(frame) - 4, len(frame) + 1):
        kept, said = check(frame.iloc[:rows])
        pd.testing.assert_frame_equal(kept, frame.iloc[:rows], check_freq=False)
        assert not {"last_bar", "spike"} & set(said)


@pytest.mark.parametrize("factor", [1.5, 0.6])
def test_a_last_bar_that_no_past_move_makes_believable_is_left_out(walk: pd.DataFrame, factor: float) -> None:
    """Before the first last-good file there is only the instrument's own past to judge by."""
    frame = walk.copy()
    frame.iloc[-1] *= factor
    kept, problems = check(frame)
    assert problems["last_bar"].days == (date(2026, 8, 21),)
    assert kept.index[-1] == pd.Timestamp("2026-08-20")


def test_a_last_bar_that_moves_as_in_no_session_of_the_year_is_pointed_out(walk: pd.DataFrame) -> None:
    """A tenth in a day is believed and told: in this walk no session before moved as much."""
    frame = walk.copy()
    frame.iloc[-1] *= 1.1
    kept, problems = check(frame)
    assert problems["unusual_last_bar"].days == (date(2026, 8, 21),)
    assert f"; 0 of the {len(walk) - 2:,} sessions before moved as much." in problems["unusual_last_bar"].text
    assert kept.index[-1] == pd.Timestamp("2026-08-21")


def test_a_crash_of_1987_is_believed(index_frames: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """The largest real move of both indices, 19 October 1987, is no slip."""
    for frame in index_frames:
        kept, problems = check(frame)
        assert problems == {}
        assert len(kept) == len(frame)


def test_a_row_on_a_holiday_is_left_out(walk: pd.DataFrame) -> None:
    """New York was closed on 3 July 2026, the day before a Saturday's Independence Day."""
    extra = walk.iloc[[-1]].set_axis(pd.DatetimeIndex(["2026-07-03"]))
    kept, problems = check(pd.concat([walk, extra]).sort_index())
    assert problems["extra_session"].days == (date(2026, 7, 3),)
    assert len(kept) == len(walk)


def test_an_instrument_of_another_exchange_keeps_its_days() -> None:
    """Weekend prices are not thrown away, and its gaps are not judged by New York."""
    days = pd.date_range("2025-01-01", "2026-08-21", name="session")
    frame = pd.DataFrame({"close": np.linspace(100, 120, len(days))}, index=days)
    kept, problems = check(frame, "BTC-USD")
    assert list(problems) == ["other_calendar"]
    assert len(kept) == len(days)


def test_later_rows_do_not_change_which_calendar_an_instrument_keeps(walk: pd.DataFrame) -> None:
    """A New York instrument whose feed has Saturdays in its last year loses them; it does not become a foreign one."""
    extra = walk.iloc[-200::5]
    extra = extra.set_axis(pd.date_range("2025-09-06", periods=len(extra), freq="7D"))
    kept, problems = check(pd.concat([walk, extra]).sort_index())
    assert list(problems) == ["extra_session"]
    pd.testing.assert_frame_equal(kept, walk, check_freq=False)


def test_prices_of_the_future_are_refused(walk: pd.DataFrame) -> None:
    """A feed with a wrong year is not shown."""
    with pytest.raises(RefusedData, match="in the future"):
        check(walk.set_axis(walk.index + pd.Timedelta(days=364)))


def test_a_close_outside_its_day_is_told_and_kept(walk: pd.DataFrame) -> None:
    """Highs and lows are looked at; a close is not changed because of them."""
    frame = walk.copy()
    frame.loc["2020-06-15", "high"] = frame.loc["2020-06-15", "close"] * 0.9
    kept, problems = check(frame)
    assert problems["range"].days == (date(2020, 6, 15),)
    assert kept.loc["2020-06-15", "close"] == walk.loc["2020-06-15", "close"]


@pytest.mark.parametrize("rows", [0, 1])
def test_fewer_than_two_sessions_are_refused(walk: pd.DataFrame, rows: int) -> None:
    """There is nothing to draw."""
    with pytest.raises(RefusedData, match="fewer than two sessions"):
        check(walk.iloc[:rows])


prices = st.floats(1, 1e5) | st.sampled_from([np.nan, np.inf, -np.inf, 0.0, -1.0, 1e9])


@given(st.lists(st.tuples(st.integers(0, 60), prices), max_size=80))
def test_whatever_comes_only_believable_rows_of_it_stay(rows: Sequence[tuple[int, float]]) -> None:
    """Rows are left out or refused, never made up, moved or repeated."""
    start = pd.Timestamp("2026-06-01")
    frame = pd.DataFrame(
        {"close": np.array([close for _, close in rows], dtype="float64")},
        index=pd.DatetimeIndex([start + pd.Timedelta(days=day) for day, _ in rows]),
    )
    try:
        kept, problems = check(frame)
    except RefusedData:
        return
    assert kept.index.is_monotonic_increasing
    assert kept.index.is_unique
    assert np.isfinite(kept["close"]).all()
    assert (kept["close"] > 0).all()
    came = set(zip(frame.index, frame["close"], strict=True))
    assert set(zip(kept.index, kept["close"], strict=True)) <= came
    for problem in problems.values():
        assert "nan" not in problem.text.lower().replace("nothing", "")
        assert "inf" not in problem.text

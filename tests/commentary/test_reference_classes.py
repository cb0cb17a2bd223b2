"""How often the rest of a year was enough: counts worked by hand, and the normal from a table."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from commentary.reference_classes import (
    PastYears,
    Share,
    all_windows,
    driftless_normal,
    like_position,
    past_years,
    same_window,
)
from tests.commentary.support import stepped


def test_all_windows_counts_each_start_and_shows_end_to_end() -> None:
    """Closes 10, 11, .. 50 hold 39 windows of 2 sessions, from 10 to 12 up to from 48 to 50."""
    close = np.arange(10.0, 51.0)
    share, windows = all_windows(close, 2, 1.04)
    assert windows == 39
    assert share.n == 19
    assert share.pct == 100.0  # 2 / 48 = 4.17 % is the least of them
    share, _ = all_windows(close, 2, 1.05)
    assert share.pct == pytest.approx(100 * 30 / 39)  # 2 / x > 5 % for x below 40: 10 to 39


def test_few_windows_show_no_percentage() -> None:
    """Nine windows end to end are too few, ten are not; a history shorter than the window has none."""
    assert all_windows(np.ones(32), 3, 1.0) == (Share(9, None), 29)
    assert all_windows(np.ones(33), 3, 1.0) == (Share(10, 0.0), 30)
    assert all_windows(np.ones(3), 5, 1.0) == (Share(0, None), 0)


def years(day: date) -> tuple[float, ...]:
    """Return the factor of each year 2001 to 2012: ten years rise by 2 % from November, two fall by 2 %."""
    return tuple(0.98 if year in (2003, 2008) else 1.02 for year in range(2001, day.year))


def history(day: date) -> tuple[np.ndarray, np.ndarray]:
    """Return closes that stand at 100 until 31 October of each year, then at 100 times its factor until its end."""
    levels = {"2000-12-01": 100.0}
    for year, factor in zip(range(2001, day.year), years(day), strict=True):
        levels |= {f"{year}-01-01": 100.0, f"{year}-11-01": 100.0 * factor}
    levels |= {f"{day.year}-01-01": 100.0}
    frame = stepped(levels, day.isoformat())
    return frame.index.to_numpy(), frame["close"].to_numpy()


def test_the_same_window_of_past_years_counts_their_ends() -> None:
    """From 28 October to the end, 10 of the 12 years rose by more than 1 %, none by more than 2.5 %."""
    day = date(2013, 10, 28)
    past = past_years(*history(day), day)
    assert same_window(past, 1.01).n == 12
    assert same_window(past, 1.01).pct == pytest.approx(100 * 10 / 12)
    assert same_window(past, 1.025).pct == 0.0


def test_like_years_stood_near_on_the_same_date() -> None:
    """Each year's base is the last close of the year before: 102 or 98, so the year so far is -1.96 % or +2.04 %.

    2001 begins from 100. Of the 12 years, those after a rise (2002, 2003, 2005 to 2008, 2010 to 2012) stood at -1.96 %
    and the two after a fall (2004, 2009) at +2.04 %. Ten stand within 2 points of -1.5 %: all but the last two. They
    ended at their level over the base: 102 / 102 is no rise, 98 / 102 neither; only 2001 rose, from 100 to 102.
    """
    day = date(2013, 10, 28)
    past = past_years(*history(day), day)
    share = like_position(past, -1.5, 2.0)
    assert share.n == 10
    assert share.pct == pytest.approx(10.0)
    assert like_position(past, 2.0, 1.0).n == 2
    assert like_position(past, 2.0, 1.0).pct is None


def test_a_return_that_just_matches_is_not_above_and_one_that_just_differs_is_like() -> None:
    """Ten years that stood at +25 % and rose by 25 % more: not above a factor of 1.25, and 5 points from +20 %."""
    ten = PastYears(np.full(10, 64.0), np.full(10, 80.0), np.full(10, 100.0))
    assert same_window(ten, 1.25) == Share(10, 0.0)
    assert like_position(ten, 20.0, 5.0) == Share(10, 100.0)
    assert like_position(ten, 20.0, 4.0) == Share(0, None)


def test_a_year_with_a_hole_in_its_data_is_left_out() -> None:
    """Without December 2005 there is no end of 2005 and no base for 2006."""
    day = date(2013, 10, 28)
    sessions, close = history(day)
    kept = (sessions < np.datetime64("2005-12-01")) | (sessions > np.datetime64("2005-12-31"))
    past = past_years(sessions[kept], close[kept], day)
    assert same_window(past, 1.01).n == 11
    assert like_position(past, -1.5, 100.0).n == 10


def test_the_leap_day_looks_at_the_28th() -> None:
    """29 February 2012 has its like on 28 February 2011, a Monday, not on 1 March."""
    frame = stepped({"2010-12-01": 1.0, "2011-02-28": 2.0, "2011-03-01": 3.0}, "2012-02-29")
    past = past_years(frame.index.to_numpy(), frame["close"].to_numpy(), date(2012, 2, 29))
    assert past.then.tolist()[1:] == [2.0]
    assert past.end.tolist() == [1.0, 3.0]


@pytest.mark.parametrize(
    ("volatility", "length", "log_return", "expected"),
    [
        (1.0, 100, 0.1, 15.8655),  # one standard deviation
        (1.0, 100, -0.1, 84.1345),
        (1.0, 25, 0.098, 2.5),  # 1.96 of them
        (1.5, 4, 0.0, 50.0),
    ],
)
def test_the_driftless_normal_agrees_with_a_table(
    volatility: float, length: int, log_return: float, expected: float
) -> None:
    """The chance to exceed so many standard deviations, from a printed table of the normal distribution."""
    assert driftless_normal(volatility, length, np.exp(log_return)) == pytest.approx(expected, abs=0.001)


def test_without_volatility_only_a_year_already_ahead_ends_ahead() -> None:
    """A price that never moves stays where it is."""
    assert driftless_normal(0.0, 10, 0.99) == 100.0
    assert driftless_normal(0.0, 10, 1.0) == 0.0

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from commentary.evidence.model import Bars, Kind, Target
from commentary.evidence.slow.patterns import pattern_study
from indicators.errors import CloseError
from tests.commentary.support import walks
from tests.indicators.support import frame, walk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from commentary.evidence.model import PatternRate
    from indicators.arrays import Floats

SHOULDERS = ([0, 50, 56, 61, 67, 72, 84], [90, 110, 100, 120, 100, 110, 98])  # bars and closes, straight lines between
LAST = 72  # the bar of the last shoulder


def shoulders(bars: int, *, width: int = 1) -> Floats:
    """Return closes with one head and shoulders, each bar `width` sessions wide, then a fall without an end."""
    corners, heights = SHOULDERS
    close = np.interp(np.arange(bars * width) / width, corners, heights)
    after = np.maximum(np.arange(bars * width) - corners[-1] * width, 0)
    return close * 0.9999**after


def total(rates: Iterable[PatternRate], target: Target, bars: Bars) -> tuple[float, float]:
    """Return the patterns found, and those expected by the shuffles, of all kinds together."""
    mine = [rate for rate in rates if rate.target is target and rate.bars is bars]
    assert list(Kind) == [rate.kind for rate in mine]
    return sum(rate.found for rate in mine), sum(rate.shuffled_per_year * rate.years for rate in mine)


def one(rates: Iterable[PatternRate], kind: Kind) -> PatternRate:
    """Return the daily rate of a kind for the small instrument."""
    (rate,) = [rate for rate in rates if (rate.target, rate.bars, rate.kind) == (Target.SMALL, Bars.DAILY, kind)]
    return rate


def test_a_daily_pattern_carries_its_sessions() -> None:
    """From the first to the last shoulder, and known three sessions later; the large index shows none."""
    small, large = frame(shoulders(90)), frame(np.linspace(50, 90, 90))
    (found,), rates = pattern_study(small, large)

    days = small.index.date
    assert (Kind.HEAD_AND_SHOULDERS, Bars.DAILY, Target.SMALL) == (found.kind, found.bars, found.target)
    assert (days[50], days[72], days[75]) == (found.first, found.last, found.known)
    assert () == rates  # of less than a year


def test_a_weekly_pattern_carries_the_ends_of_its_weeks() -> None:
    """Five sessions to a bar: from Friday to Friday, and known on the Friday three weeks later."""
    first_friday = date(2001, 1, 5)
    close = np.append(np.full(4, 90.0), shoulders(80, width=5))  # the week's close is that of its Friday
    small, large = frame(close, first="2001-01-01"), frame(np.linspace(50, 90, 400), first="2001-01-01")
    weekly = [found for found in pattern_study(small, large)[0] if found.bars is Bars.WEEKLY]

    assert [Kind.HEAD_AND_SHOULDERS] == [found.kind for found in weekly]
    fridays = pd.date_range(first_friday, periods=80, freq="W-FRI").date
    assert [(fridays[50], fridays[72], fridays[75])] == [(each.first, each.last, each.known) for each in weekly]


def test_patterns_are_listed_for_252_sessions() -> None:
    """On the 252nd session since it was known it is there, on the next no more; its rate stays."""
    still = frame(np.linspace(50, 90, 400))
    known = LAST + 3
    listed = [pattern_study(frame(shoulders(bars)), still) for bars in (known + 252, known + 253)]
    assert [1, 0] == [sum(found.bars is Bars.DAILY for found in patterns) for patterns, _ in listed]
    rate = one(listed[0][1], Kind.HEAD_AND_SHOULDERS)
    assert (1, 290 / 252) == (rate.found, rate.years)  # a pattern can become known on sessions 37 to 326
    assert rate.per_year == pytest.approx(252 / 290)


def test_patterns_stand_newest_first() -> None:
    """By the session on which each was known, both instruments and both kinds of bars together."""
    patterns, _ = pattern_study(*walks(1200, seed=3))
    known = [found.known for found in patterns]
    assert sorted(known, reverse=True) == known
    assert {Target.SMALL, Target.LARGE} == {found.target for found in patterns}


def test_random_walks_show_patterns_as_often_as_their_shuffled_returns() -> None:
    """Order means nothing in a random walk, so the counts agree within three standard errors of a count."""
    small, large = frame(walk(6000, seed=21)), frame(walk(6000, seed=22, daily=0.009))
    _, rates = pattern_study(small, large)
    for target in (Target.SMALL, Target.LARGE):
        for bars, least in ((Bars.DAILY, 150), (Bars.WEEKLY, 10)):
            found, expected = total(rates, target, bars)
            assert expected > least
            assert found == pytest.approx(expected, abs=3 * expected**0.5)


def test_shapes_that_only_the_order_makes_are_gone_in_shuffled_returns() -> None:
    """A triangle planted every 48 sessions comes more than five times as often as in random order."""
    once = np.interp(np.arange(48), [0, 14, 20, 25, 31, 36, 48], [100, 118, 100, 114, 104, 110, 100])
    _, rates = pattern_study(frame(np.tile(once, 30)), frame(walk(300, seed=2)))
    rate = one(rates, Kind.TRIANGLE_TOP)
    assert 30 == rate.found
    assert 5 * rate.shuffled_per_year < rate.per_year


def test_the_same_prices_give_the_same_study() -> None:
    """The shuffles have a fixed seed, and the level of the prices does not matter."""
    small, large = walks(700, seed=5)
    study = pattern_study(small, large)
    assert study == pattern_study(small, large)
    assert study == pattern_study(small * 8, large * 0.5)


@pytest.mark.parametrize("sessions", [733, 801, 950])
def test_no_later_session_changes_a_pattern_known_before(sessions: int) -> None:
    """What the cut histories show of the year before the end is what the full ones show of it."""
    small, large = walks(960, seed=8)
    full, _ = pattern_study(small, large)
    cut, _ = pattern_study(small.iloc[:sessions], large.iloc[:sessions])
    since, until = small.index[960 - 252].date(), small.index[sessions - 1].date()

    expected = [found for found in full if found.known <= until]
    assert expected
    assert expected == [found for found in cut if found.known >= since]


def test_october_2014_is_the_same_whatever_followed(index_frames: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """As of 28 October 2014 the real indices show what they show when asked in 2015, and nothing known later."""
    small, large = (each.loc["2011":"2015-06"] for each in index_frames)
    then, _ = pattern_study(small.loc[:"2014-10-28"], large.loc[:"2014-10-28"])
    later, _ = pattern_study(small, large)
    since = small.index[-252].date()

    overlap = [found for found in then if found.known >= since]
    assert overlap
    assert overlap == [found for found in later if found.known <= date(2014, 10, 28)]
    assert max(found.known for found in then) <= date(2014, 10, 28)


def test_the_indices_show_no_more_than_one_and_a_half_times_the_patterns_of_random_data(
    index_frames: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    """On all sessions, days and weeks alike: the shapes come about as often without any order."""
    _, rates = pattern_study(*index_frames)
    for target in (Target.SMALL, Target.LARGE):
        for bars in Bars:
            found, expected = total(rates, target, bars)
            assert 2 / 3 < found / expected < 3 / 2


def test_histories_too_short_for_any_pattern_give_none() -> None:
    """An empty one, and one of 37 sessions."""
    assert ((), ()) == pattern_study(frame(np.ones(0)), frame(walk(37, seed=1)))


def test_a_close_that_is_no_price_is_refused() -> None:
    """A gap is never filled, neither before nor after the shuffle."""
    small, large = walks(400)
    small.iloc[100, 0] = np.nan
    with pytest.raises(CloseError, match=r"close\[100\]"):
        pattern_study(small, large)

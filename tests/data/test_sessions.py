from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from data.build import BUNDLED
from data.model import State
from data.sessions import Sessions

FRIDAY = date(2026, 8, 21)


def utc(text: str) -> datetime:
    """Return a time in UTC; New York is four hours behind in August."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_the_list_that_ships_is_the_calendar_of_the_installed_package(sessions: Sessions) -> None:
    """exchange_calendars, built anew, has the same sessions, openings and closes."""
    built = Sessions.build(2031)
    for name in ("days", "opens", "closes", "closures"):
        assert np.array_equal(getattr(sessions, name), getattr(built, name))


def test_the_unforeseen_closures_are_those_in_the_newspapers(sessions: Sessions) -> None:
    """Five presidents mourned, the attacks of September 2001, the storm of October 2012."""
    assert [str(day)[:10] for day in sessions.closures] == [
        "1994-04-27",
        *(f"2001-09-{day}" for day in (11, 12, 13, 14)),
        "2004-06-11",
        "2007-01-02",
        "2012-10-29",
        "2012-10-30",
        "2018-12-05",
        "2025-01-09",
    ]


def test_a_list_that_ends_within_a_year_is_built_anew() -> None:
    """Years from now the calendar still reaches ahead."""
    assert Sessions.load(BUNDLED / "sessions.parquet", date(2031, 2, 1)).days[-1] >= np.datetime64("2034-12-01")


@pytest.mark.parametrize(
    ("day", "end", "left"),
    [
        # Counted by hand: 3 in October, 19 in November (Thanksgiving), 22 in December (Christmas).
        (date(2014, 10, 28), date(2014, 12, 31), 44),
        (date(2014, 12, 31), date(2014, 12, 31), 0),
        (date(2014, 12, 30), date(2014, 12, 31), 1),
        (date(1987, 12, 30), date(1987, 12, 31), 1),
        (date(2022, 12, 31), date(2022, 12, 30), 0),  # a Saturday: the last session of 2022 was a Friday
        (date(1962, 12, 28), date(1962, 12, 31), 1),  # before the list: weekdays
        (date(2028, 12, 28), date(2028, 12, 29), 1),  # 30 and 31 December 2028 are a weekend
    ],
)
def test_the_end_of_a_year_is_its_last_session(sessions: Sessions, day: date, end: date, left: int) -> None:
    """The sessions left are counted after the day, up to and including the last."""
    found = sessions.year_end(day)
    assert found.session == end
    assert found.sessions_left == left


@pytest.mark.parametrize(
    ("day", "left"),
    [
        # Weekdays less the holidays in the exchange's calendar (Thanksgiving and Christmas), by hand. 2001 after
        # 10 September: 14 in September, 23 in October, 21 in November, 20 in December.
        (date(2001, 9, 10), 78),
        (date(2001, 9, 11), 77),  # shut that day, which says nothing yet of the next three
        (date(2001, 9, 12), 76),
        (date(2001, 9, 14), 74),
        (date(2001, 9, 17), 73),
        (date(2012, 10, 26), 44),  # 3 in October, 21 in November, 20 in December; the storm came on the Monday
        (date(2012, 10, 29), 43),
        (date(2012, 10, 31), 41),
        (date(2018, 11, 30), 20),  # 20 in December; the president mourned on the 5th died that night
        (date(2018, 12, 5), 17),
        (date(2024, 12, 31), 0),  # the funeral of 9 January 2025 belongs to the next year
    ],
)
def test_closures_that_nobody_could_know_of_count_as_sessions_before_they_happen(
    sessions: Sessions, day: date, left: int
) -> None:
    """How many sessions are left is said with what was known on the day."""
    assert sessions.year_end(day).sessions_left == left


@pytest.mark.parametrize(
    ("now", "as_of", "state"),
    [
        ("2026-08-21 19:00", date(2026, 8, 20), State.FRESH),  # three in the afternoon
        ("2026-08-21 19:00", FRIDAY, State.PROVISIONAL),
        ("2026-08-21 20:10", FRIDAY, State.PROVISIONAL),  # closed, but the bar may still move
        ("2026-08-21 20:30", FRIDAY, State.FRESH),
        ("2026-08-21 20:30", date(2026, 8, 20), State.STALE),
        ("2026-08-23 12:00", FRIDAY, State.FRESH),  # a Sunday
        ("2026-08-24 13:00", FRIDAY, State.FRESH),  # Monday before the bell
        ("2026-08-24 20:30", FRIDAY, State.STALE),
        (
            "2026-11-27 18:15",
            date(2026, 11, 27),
            State.PROVISIONAL,
        ),  # the short session after Thanksgiving: closes 18:00
        ("2026-11-27 18:30", date(2026, 11, 27), State.FRESH),
    ],
)
def test_a_history_is_as_current_as_the_calendar_says(sessions: Sessions, now: str, as_of: date, state: State) -> None:
    """A session counts from half an hour after its close."""
    assert sessions.judge(as_of, utc(now)) is state


@pytest.mark.parametrize(
    ("fetched", "until"),
    [
        ("2026-08-21 15:00", "2026-08-21 15:05"),  # open: five minutes
        ("2026-08-21 20:10", "2026-08-21 20:12"),  # settling: two
        ("2026-08-21 20:30", "2026-08-24 13:30"),  # settled: until Monday's bell
        ("2026-08-24 13:29", "2026-08-24 13:30"),
    ],
)
def test_prices_are_good_until_they_can_have_changed(sessions: Sessions, fetched: str, until: str) -> None:
    """The time to live follows the hours of the exchange."""
    assert sessions.good_until(utc(fetched)) == utc(until)


def test_a_day_that_is_no_session_settles_too(sessions: Sessions) -> None:
    """Instruments of other exchanges have bars on Saturdays."""
    saturday = FRIDAY + timedelta(days=1)
    assert sessions.settles_at(saturday) == utc("2026-08-22 21:30")


def test_days_before_the_list_are_not_held_against_anybody(sessions: Sessions) -> None:
    """A history may begin before 1987; a holiday after that is no session."""
    import pandas as pd  # noqa: PLC0415 - used here alone

    days = pd.DatetimeIndex(["1986-12-25", "1987-12-25", "1987-12-24"])
    assert list(sessions.are_sessions(days)) == [True, False, True]

"""When the New York Stock Exchange is open: which days are sessions, and which of them have closed.

The list of sessions lies beside the bundled prices, since building it anew costs over a second and reading it a few
milliseconds. `scripts/build_bundled.py` writes it, a test holds it against exchange_calendars, and within a year of
its end it is built anew at start.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from data.model import State, YearEnd

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    Times = npt.NDArray[np.datetime64]

FIRST_YEAR = 1987
SETTLE = timedelta(minutes=30)
"""How long after the close a bar may still move."""
_TTL_OPEN = timedelta(minutes=5)
_TTL_SETTLING = timedelta(minutes=2)
_USUAL_CLOSE = time(21, 0)  # UTC; stands in on a day that is no session


@dataclass(frozen=True, slots=True, eq=False)
class Sessions:
    """The sessions of an exchange, oldest first.

    Parameters
    ----------
    days : array of shape (n_sessions,), datetime64[ns]
        Naive midnights.
    opens, closes : array of shape (n_sessions,), datetime64[ns]
        In UTC.
    closures : array of shape (n_closures,), datetime64[ns]
        Days that fell out unforeseen, for a storm or a president's funeral; naive midnights. Each counts as known from
        that day on.
    """

    days: Times
    opens: Times
    closes: Times
    closures: Times

    @classmethod
    def load(cls, path: Path, today: date) -> Sessions:
        """Return the sessions listed in `path`, or built anew where that list ends within a year of `today`."""
        table = pq.read_table(path)
        days, opens, closes = (table[name].to_numpy().astype("datetime64[ns]") for name in ("day", "open", "close"))
        shut = np.isnat(opens)
        sessions = cls(days[~shut], opens[~shut], closes[~shut], closures=days[shut])
        if sessions.days[-1] < np.datetime64(today + timedelta(days=366)):
            return cls.build(today.year + 3)
        return sessions

    @classmethod
    def build(cls, last_year: int) -> Sessions:
        """Return the sessions of 1987 to `last_year` by exchange_calendars; takes over a second."""
        import exchange_calendars  # noqa: PLC0415 - slow to import, and seldom needed

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its use of pandas is not ours to mend
            calendar = exchange_calendars.get_calendar("XNYS", start=f"{FIRST_YEAR}-01-01", end=f"{last_year}-12-31")
        opens, closes = (times.dt.tz_localize(None).to_numpy() for times in (calendar.opens, calendar.closes))
        days, closures = calendar.sessions.to_numpy(), np.sort(pd.DatetimeIndex(calendar.adhoc_holidays).to_numpy())
        return cls(days, opens, closes, closures[closures > days[0]])

    def to_table(self) -> pa.Table:
        """Return what `load` reads: a row for each session, and one without times for each unforeseen closure."""
        shut = np.full(len(self.closures), np.datetime64("NaT", "ns"))
        columns = {
            "day": np.concatenate([self.days, self.closures]),
            "open": np.concatenate([self.opens, shut]),
            "close": np.concatenate([self.closes, shut]),
        }
        table = pa.table({name: pa.array(times.astype("datetime64[s]")) for name, times in columns.items()})
        return table.sort_by("day")

    def settled(self, now: datetime) -> date:
        """Return the last session whose close lies at least half an hour before `now`."""
        position = int(np.searchsorted(self.closes, _utc(now - SETTLE), side="right")) - 1
        return _day(self.days[max(position, 0)])

    def settles_at(self, day: date) -> datetime:
        """Return from when on the bar of `day` moves no more."""
        position = int(np.searchsorted(self.days, np.datetime64(day, "ns")))
        if position < len(self.days) and _day(self.days[position]) == day:
            return _aware(self.closes[position]) + SETTLE
        return datetime.combine(day, _USUAL_CLOSE, UTC) + SETTLE

    def judge(self, as_of: date, now: datetime) -> State:
        """Return how current a history that ends with `as_of` is at `now`."""
        settled = self.settled(now)
        if as_of > settled:
            return State.PROVISIONAL
        return State.FRESH if as_of == settled else State.STALE

    def between(self, first: date, last: date) -> Times:
        """Return the sessions from `first` to `last`, both included."""
        start = np.searchsorted(self.days, np.datetime64(first, "ns"))
        stop = np.searchsorted(self.days, np.datetime64(last, "ns"), side="right")
        return self.days[start:stop]

    def are_sessions(self, index: pd.Index) -> npt.NDArray[np.bool_]:
        """Return for each day whether it is a session; True for days before the list begins."""
        days = index.to_numpy()
        known: npt.NDArray[np.bool_] = np.isin(days, self.days) | (days < self.days[0])
        return known

    def good_until(self, fetched_at: datetime) -> datetime:
        """Return until when prices read at `fetched_at` need no second look.

        Five minutes while the exchange is open, two from its close until the bar has settled, then until the next open.
        """
        moment = _utc(fetched_at)
        position = int(np.searchsorted(self.closes, moment - np.timedelta64(SETTLE), side="right"))
        if moment < self.opens[position]:
            return _aware(self.opens[position])
        return fetched_at + (_TTL_OPEN if moment < self.closes[position] else _TTL_SETTLING)

    def year_end(self, day: date) -> YearEnd:
        """Return the last session of the year of `day`, and how many sessions follow `day` until and including it.

        As known on `day`: a session that was to be and fell out later, for a storm, is counted. For a day beyond the
        list weekdays stand in for sessions.
        """
        if not self.days[0] <= np.datetime64(day, "ns") <= self.days[-1]:
            ends = np.datetime64(date(day.year + 1, 1, 1))
            last = np.busday_offset(ends, -1, roll="forward")
            return YearEnd(_day(last), int(np.busday_count(day + timedelta(days=1), ends)))
        rest = self.between(day + timedelta(days=1), date(day.year, 12, 31))
        last = self.between(date(day.year, 1, 1), date(day.year, 12, 31))[-1]
        fell_out = (self.closures > np.datetime64(day, "ns")) & (self.closures <= last)
        return YearEnd(_day(last), len(rest) + int(fell_out.sum()))


def _utc(moment: datetime) -> np.datetime64:
    return np.datetime64(moment.astimezone(UTC).replace(tzinfo=None), "ns")


def _aware(moment: np.datetime64) -> datetime:
    return datetime.fromtimestamp(int(moment.astype("datetime64[s]").astype(int)), UTC)


def _day(moment: np.datetime64) -> date:
    day: date = moment.astype("datetime64[D]").item()
    return day

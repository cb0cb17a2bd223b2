"""Weekly bars: which sessions end a week, and when that was known."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from indicators.arrays import Days, Ints

SATURDAY = np.datetime64("1970-01-03", "D")  # a week begins
DAYS = 7


class Weeks(NamedTuple):
    """The complete weeks of a history, oldest first. Arrays of shape (n_weeks,), session numbers."""

    last: Ints  # the session whose close is the week's
    known: Ints  # the session on which the week was known to be complete


def weeks(sessions: Days) -> Weeks:
    """Return the complete weeks, each from Saturday to Friday.

    A week is complete with a session on its Friday, at that session; without one, at the first session of a later
    week. So the week that runs has no bar, and what is known of a week never changes when sessions are added.

    Parameters
    ----------
    sessions : array of shape (n_sessions,), datetime64
        Naive midnights, oldest first; as exchanges hold none on weekends, these are the ISO weeks.

    Returns
    -------
    Weeks
    """
    days = (sessions.astype("datetime64[D]") - SATURDAY).astype(np.int64)
    friday = days % DAYS == DAYS - 1
    later = np.append(np.diff(days // DAYS) > 0, False)  # the last session has no later one
    last = np.flatnonzero(friday | later)
    return Weeks(last, np.where(friday[last], last, last + 1))

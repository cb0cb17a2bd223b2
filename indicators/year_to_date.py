"""The return of the calendar year so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from indicators.arrays import checked

if TYPE_CHECKING:
    from indicators.arrays import Days, Floats


def year_to_date(close: Floats, sessions: Days) -> Floats:
    """Return the change since the last close of the previous calendar year.

    Parameters
    ----------
    close : array of shape (n_sessions,), float, price points
        Oldest first.
    sessions : array of shape (n_sessions,), datetime64
        The day of each close, increasing.

    Returns
    -------
    array of shape (n_sessions,), float, percent
        NaN in the first year of the history, which has no base.

    Raises
    ------
    CloseError
        If a close is no positive number.
    """
    closes = checked(close)
    years = sessions.astype("datetime64[Y]")
    first = years.searchsorted(years)  # number of the first session of each one's year
    base = np.where(first > 0, closes[np.maximum(first - 1, 0)], np.nan)
    return 100 * (closes / base - 1)

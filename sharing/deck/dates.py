"""Where the axis of dates of a native chart begins, and how far apart its dates are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from indicators.arrays import Days, Ints

_EPOCH = np.datetime64("1899-12-30")
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240)  # months from date to date
_SHORT = 92  # days up to which the dates are so many days apart
_EXACT = 36  # months up to which whole dates are written; beyond, months
_EVERY = 28  # days that each month has
_MONTH_DAYS = 30.44
_DAY_FORM, _MONTH_FORM = "d\\ mmm\\ yyyy", "mmm\\ yyyy"


def serials(days: Days) -> Ints:
    """Return days as spreadsheets count them."""
    counted: Ints = (days - _EPOCH).astype(np.int64)
    return counted


def axis(days: Days, room: float) -> tuple[int, int, str, str]:
    """Return where the axis of dates starts, its step, the unit of that, and how dates are written.

    It starts at the first session; a long one, which names months alone, at the first of that month, where the name
    belongs. Steps are months where each month has the first session's day, else as many days. A single session stands
    at the end of a day, since an axis needs two ends.

    Parameters
    ----------
    days : array of shape (n_rows,), datetime64[D]
        Increasing.
    room : float
        How many dates there is room for.
    """
    first, last = days[0], days[-1]
    count = int((last - first).astype(int))
    month = first.astype("datetime64[M]")
    months = int((last.astype("datetime64[M]") - month).astype(int)) + 1
    if count <= _SHORT:
        low, step, unit, form = first, max(int(np.ceil(count / room)), 1), "days", _DAY_FORM
    else:
        step, unit = next((step for step in _STEPS if months / step <= room), _STEPS[-1]), "months"
        low, form = (first, _DAY_FORM) if months <= _EXACT else (month.astype("datetime64[D]"), _MONTH_FORM)
        if int((low - month).astype(int)) >= _EVERY:
            step, unit = round(_MONTH_DAYS * step), "days"
    return int(serials(low)) - (count == 0), step, unit, form

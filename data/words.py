"""How findings are put into words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from data.model import Problem, Severity

if TYPE_CHECKING:
    from datetime import date

    import numpy as np

LISTED = 3  # dates named one by one; more are counted


def say_day(day: date | np.datetime64 | pd.Timestamp) -> str:
    """Return a day as the page writes it: 2 Oct 2020."""
    stamp = pd.Timestamp(day)
    return f"{stamp.day} {stamp:%b %Y}"


def say_days(days: pd.Index) -> str:
    """Return up to three days by name, more as a count with the first and the last."""
    if len(days) > LISTED:
        return f"{len(days):,} sessions between {say_day(days[0])} and {say_day(days[-1])}"
    names = [say_day(day) for day in days]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def be(days: pd.Index) -> str:
    """Return the verb for so many days."""
    return "is" if len(days) == 1 else "are"


def found(code: str, severity: Severity, text: str, days: pd.Index | None = None) -> Problem:
    """Return a finding about `days`."""
    return Problem(code, severity, text, () if days is None else tuple(day.date() for day in days))

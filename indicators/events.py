"""From a rule that is true or false at each session to the events that are counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from indicators.arrays import check_window, last_true

if TYPE_CHECKING:
    from indicators.arrays import Bools

REARM = 20  # sessions


def rearm(flags: Bools, gap: int = REARM) -> Bools:
    """Return the sessions that count as events of a rule.

    Parameters
    ----------
    flags : array of shape (n_sessions,), bool
        Whether the rule is true.
    gap : int, sessions
        The last counted event must lie at least this many sessions back.

    Returns
    -------
    array of shape (n_sessions,), bool

    Raises
    ------
    WindowError
        If `gap` is below 1.
    """
    check_window("gap", gap)
    counted = np.zeros_like(flags)
    ready = 0
    for session in np.flatnonzero(flags).tolist():
        if session >= ready:
            counted[session] = True
            ready = session + gap
    return counted


def onset(flags: Bools) -> Bools:
    """Return the first true session after each false one; the first session of all is none.

    Parameters
    ----------
    flags : array of shape (n_sessions,), bool

    Returns
    -------
    array of shape (n_sessions,), bool
    """
    begun = np.zeros_like(flags)
    begun[1:] = flags[1:] & ~flags[:-1]
    return begun


def within(flags: Bools, sessions: int) -> Bools:
    """Return whether `flags` is true on any of the last `sessions` sessions, this one included.

    Parameters
    ----------
    flags : array of shape (n_sessions,), bool
    sessions : int, sessions
        At least 1.

    Returns
    -------
    array of shape (n_sessions,), bool

    Raises
    ------
    WindowError
        If `sessions` is below 1.
    """
    check_window("sessions", sessions)
    last = last_true(flags)
    return (last >= 0) & (np.arange(flags.size) - last < sessions)

"""The status of a claim at every session, as an array of small codes: code i stands for ``STATUSES[i]``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from commentary.model import Status
from indicators.arrays import last_true
from indicators.events import onset, rearm, within

if TYPE_CHECKING:
    from collections.abc import Mapping

    from commentary.model import Codes
    from indicators.arrays import Bools
    from indicators.panel import PairPanel

RECENT = 5
"""Sessions that an event at the average counts for, its own included."""

STATUSES = tuple(Status)
_CODE = {status: np.int8(code) for code, status in enumerate(STATUSES)}


def decide(testable: Bools, *cases: tuple[Status, Bools], otherwise: Status = Status.FALSE) -> Codes:
    """Return the code of the first case that holds at each session, and "not testable" where `testable` is False.

    Parameters
    ----------
    testable : array of shape (n_sessions,), bool
        Where the numbers the rule needs are defined.
    *cases : pairs of a status and an array of shape (n_sessions,), bool
        In order of precedence.
    otherwise : Status
        Where no case holds.

    Returns
    -------
    array of shape (n_sessions,), int8
    """
    conditions = [~testable, *(flags for _, flags in cases)]
    codes = [_CODE[Status.NOT_TESTABLE], *(_CODE[status] for status, _ in cases)]
    return np.asarray(np.select(conditions, codes, _CODE[otherwise]), dtype=np.int8)


def never_testable(panel: PairPanel) -> Codes:
    """Return "not testable" at each common session, for a claim that prices cannot judge."""
    return np.full(len(panel.relative.sessions), _CODE[Status.NOT_TESTABLE])


def no_events(panel: PairPanel) -> Mapping[str, Bools]:  # noqa: ARG001  # has the shape of a rule's events
    """Return no events, for a claim that prices cannot judge."""
    return {}


def onsets(codes: Codes) -> Mapping[str, Bools]:
    """Return the events of a state: where it became true, at least 20 sessions apart.

    Parameters
    ----------
    codes : array of shape (n_sessions,), int8

    Returns
    -------
    mapping of "onset" to an array of shape (n_sessions,), bool
        True on the first true session after one that was decided and not true: a rule that is true on the first
        session on which it can be decided may have been so before.
    """
    begun = onset(codes == _CODE[Status.TRUE])
    begun[1:] &= codes[:-1] != _CODE[Status.NOT_TESTABLE]
    return {"onset": rearm(begun)}


def latest(codes: Codes) -> Status:
    """Return the status at the last session; "not testable" where there is none."""
    return STATUSES[codes[-1]] if len(codes) else Status.NOT_TESTABLE


def recent(flags: Bools) -> Bools:
    """Return whether an event still counts at each session: it came in the last 5, this one included."""
    return within(flags, RECENT)


def last_recent(flags: Bools) -> int:
    """Return the session of the last event that still counts at the last session; -1 if none does."""
    return int(last_true(flags)[-1]) if recent(flags)[-1:].any() else -1

"""Closes that cannot be believed, judged by the instrument's own past: for a first answer there is nothing else.

Each close is compared with the last believed one. After a larger move than any before makes believable the close stays
out until later ones tell what it was: a real move, which they confirm by staying nearer to the new level than to the
old one, or a slip of the feed, which they take back. One later session tells; of a close five times off ten must, since
no index does that and a feed that has lost its decimal point may take days to find it. So what is kept depends on later
rows for closes of these two kinds alone, for that long alone, and, as there is no past yet, for the first ten rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from data.model import Severity
from data.words import be, found, say_day, say_days

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    from data.model import Problem

_BELIEVED_MOVE = np.log(1.25)  # a close may rise by a quarter or fall by a fifth whatever its past
_BELIEVED_MULTIPLE = 1.5  # and otherwise move this many times the largest move before it
_FAR = np.log(5.0)  # beyond this a close looks like a slip in any history, also one without a past
_CONFIRM, _CONFIRM_FAR = 1, 10  # sessions that tell what a large move was
_UNUSUAL = 2.0  # a last bar is pointed out that moves this many times the largest move of the year before
_SEASONED = 250  # sessions from which on a history has a past to compare with


def without_slips(frame: pd.DataFrame, where: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Return `frame` without closes that later ones took back, and without last ones that nothing confirms yet."""
    close = frame["close"]
    good = _believed(close.to_numpy())
    if good.all():
        return frame, []
    first_open = int(np.flatnonzero(good).max(initial=-1)) + 1
    problems = []
    if first_open < len(good):
        waiting = frame.index[first_open:]
        before = f" after {close.iloc[first_open - 1]:,.2f}" if first_open else ""
        text = (
            f"{say_days(waiting)} {be(waiting)} left out of {where} until later sessions confirm it: the close of "
            f"{close.iloc[first_open]:,.2f}{before} is a larger move than any before makes believable."
        )
        problems.append(found("last_bar", Severity.REPAIRED, text, waiting))
    slips = frame.index[:first_open][~good[:first_open]]
    if len(slips):
        text = (
            f"The close of {where} on {say_days(slips)} was left out: it is a larger move than any before makes "
            "believable, and the sessions after it took it back."
        )
        problems.append(found("spike", Severity.REPAIRED, text, slips))
    return frame[good], problems


def _believed(close: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    levels = np.log(close)
    good = np.ones(len(levels), dtype=bool)
    last = float(np.median(levels[: _CONFIRM_FAR + 1])) if len(levels) else 0.0
    largest, seen = 0.0, 0
    for at, level in enumerate(levels.tolist()):
        move = abs(level - last)
        usual = max(_BELIEVED_MOVE, _BELIEVED_MULTIPLE * largest) if seen >= _SEASONED else _FAR
        if move > min(usual, _FAR):
            needed = _CONFIRM_FAR if move > _FAR else _CONFIRM
            after = levels[at + 1 : at + 1 + needed]
            if len(after) < needed or abs(np.median(after) - level) >= abs(np.median(after) - last):
                good[at] = False
                continue
        largest = max(largest, move) if seen else 0.0  # the first close has not moved
        last, seen = level, seen + 1
    return good


def unusual_end(frame: pd.DataFrame, where: str) -> list[Problem]:
    """Return a warning if the last close moved by far more than any in the year before."""
    moves = frame["close"].pct_change().to_numpy()[1:]
    sizes = np.abs(moves)
    if len(sizes) < _SEASONED or sizes[-1] <= _UNUSUAL * sizes[-_SEASONED:-1].max():
        return []
    as_much = int((sizes[:-1] >= sizes[-1]).sum())
    text = (
        f"The last close of {where}, {frame['close'].iloc[-1]:,.2f} on {say_day(frame.index[-1])}, is a move of "
        f"{100 * moves[-1]:+.1f} % in a session; {as_much} of the {len(sizes) - 1:,} sessions before moved as much."
    )
    return [found("unusual_last_bar", Severity.WARNING, text, frame.index[-1:])]

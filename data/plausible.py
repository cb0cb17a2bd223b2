"""Closes that cannot be believed, judged by the instrument's own past: for a first answer there is nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from data.model import Severity
from data.words import found, say_day, say_days

if TYPE_CHECKING:
    import pandas as pd

    from data.model import Problem

_SPIKE = 5.0  # a close this many times its neighbours' median, or this fraction of it, is a slip of the feed
_SPIKE_WINDOW = 11  # sessions
_BELIEVED_MOVE = 0.20  # a last bar may move this much whatever its past
_BELIEVED_MULTIPLE = 1.5  # and otherwise this many times the largest move before it
_UNUSUAL = 2.0  # a last bar is pointed out that moves this many times the largest move of the year before
_SEASONED = 250  # sessions from which on a history has a past to compare with


def without_spikes(frame: pd.DataFrame, where: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Return `frame` without closes that are several times their neighbours."""
    close = frame["close"]
    around = close.rolling(_SPIKE_WINDOW, center=True, min_periods=1).median()
    bad = np.abs(np.log(close / around)) > np.log(_SPIKE)
    if not bad.any():
        return frame, []
    days = frame.index[bad]
    text = f"{say_days(days)} of {where} had a close more than {_SPIKE:.0f} times off its neighbours and was left out."
    return frame[~bad], [found("spike", Severity.REPAIRED, text, days)]


def without_unbelievable_end(frame: pd.DataFrame, where: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Return `frame` without a last bar that moved as nothing before makes believable."""
    if len(frame) < _SEASONED:
        return frame, []
    moves = np.abs(np.diff(frame["close"].to_numpy())) / frame["close"].to_numpy()[:-1]
    if moves[-1] <= max(_BELIEVED_MOVE, _BELIEVED_MULTIPLE * moves[:-1].max()):
        return frame, []
    before, last = frame["close"].iloc[-2:]
    text = (
        f"The last bar of {where}, {say_day(frame.index[-1])}, was left out: its close of {last:,.2f} after "
        f"{before:,.2f} is a larger move than any before can make believable."
    )
    return frame.iloc[:-1], [found("last_bar", Severity.REPAIRED, text, frame.index[-1:])]


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

"""How a new answer meets the last good one: closed sessions neither vanish nor move.

Both come from the same provider. Where they disagree the earlier rows stand and the new answer is refused, with two
exceptions: a factor common to all closes, as after a split or a dividend in adjusted prices, and a correction of the
newest bars that an answer still has after a further session. Both are told as restated.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data.errors import RefusedData
from data.model import Problem, Severity
from data.words import be, found, say_day, say_days

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.model import PriceHistory

NOTHING: Mapping[str, float] = MappingProxyType({})
TOLERANCE = 0.005
"""How far, relative, a closed bar may move."""
CORRECTABLE = 5
"""So many of the newest kept sessions may be corrected."""
FORGIVEN = 5
"""So many closed sessions may be missing from a new answer; the earlier rows then stay. With more it is refused."""


class Disagreement(RefusedData):
    """The new answer and the last good one cannot both be right.

    Parameters
    ----------
    text : str
        A sentence for the reader.
    corrected : mapping of str to float
        The closes by ISO date that moved, where they may be believed once they come again; else empty.
    """

    def __init__(self, text: str, corrected: Mapping[str, float]) -> None:
        super().__init__(text)
        self.corrected = corrected


def agree(closes: Mapping[str, float], seen: Mapping[str, float]) -> bool:
    """Whether `seen` has all these closes, or nearly."""
    return all(abs(seen.get(day, 0.0) - close) <= TOLERANCE * close for day, close in closes.items())


def merge(
    kept: PriceHistory, fresh: pd.DataFrame, where: str, seen: Mapping[str, float] = NOTHING
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return `fresh`, completed by closed sessions that only `kept` has.

    Parameters
    ----------
    kept : PriceHistory
        The last good history, closed sessions only.
    fresh : DataFrame of shape (n_sessions, 1 to 5), float64
        The new rows, clean and in order.
    where : str
        Names the instrument and its source in a sentence: "^RUT at Yahoo".
    seen : mapping of str to float
        Closes by ISO date that an answer of an earlier session had, other than those of `kept`.

    Returns
    -------
    frame : DataFrame of shape (n_sessions, 1 to 5), float64
    problems : list of Problem

    Raises
    ------
    Disagreement
        If `fresh` lacks more than five of the kept sessions, or moves a closed bar by more than 0.5 %: one that is not
        among the newest five, or has not been `seen` so before.
    """
    old = kept.frame
    lost = old.index.difference(fresh.index)
    if len(lost) > FORGIVEN:
        text = f"The new prices of {where} were refused: they lack {say_days(lost)}, which were there before."
        raise Disagreement(text, {})
    common = old.index.intersection(fresh.index)
    before, after = old["close"].loc[common], fresh["close"].loc[common]
    ratio = (after / before).to_numpy()
    factor = float(np.median(ratio)) if len(ratio) else 1.0
    moved = np.abs(ratio / factor - 1) > TOLERANCE
    restated = abs(factor - 1) > TOLERANCE
    if restated and len(lost):
        change = f"they are {factor:.4g} times the earlier ones and lack {say_days(lost)}"
        text = f"The new prices of {where} were refused: {change}."
        raise Disagreement(text, {})
    problems = []
    if moved.any():
        days = common[moved]
        changes = [f"{say_day(day)} from {before[day]:,.2f} to {after[day]:,.2f}" for day in days]
        corrected = {}
        if days.isin(old.index[-CORRECTABLE:]).all():
            corrected = {str(day.date()): float(after[day]) for day in days}
        if not corrected or not agree(corrected, seen):
            text = f"The new prices of {where} were refused: they move the close of {changes[0]}."
            raise Disagreement(text, corrected)
        text = f"The close of {where} was restated: {', '.join(changes)}."
        problems.append(found("restated", Severity.WARNING, text, days))
    if restated:
        text = (
            f"All earlier prices of {where} were restated by the factor {factor:.4g}, as after a split or a dividend."
        )
        problems.append(found("restated", Severity.WARNING, text))
    if len(lost):
        text = f"{say_days(lost)} {be(lost)} now missing from {where}; the earlier rows were kept."
        problems.append(found("kept_session", Severity.REPAIRED, text, lost))
        fresh = pd.concat([fresh, old.loc[lost].reindex(columns=fresh.columns)]).sort_index()
    return fresh, problems

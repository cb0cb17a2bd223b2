"""How a new answer meets the last good one: closed sessions neither vanish nor move.

Both come from the same provider. Where they disagree the earlier rows stand and the new answer is refused; a factor
common to all closes, as after a split or a dividend in adjusted prices, is the one change that is accepted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data.errors import RefusedData
from data.model import Problem, Severity
from data.words import be, found, say_day, say_days

if TYPE_CHECKING:
    from data.model import PriceHistory

TOLERANCE = 0.005
"""How far, relative, a closed bar may move."""
FORGIVEN = 5
"""So many closed sessions may be missing from a new answer; the earlier rows then stay. With more it is refused."""


def merge(kept: PriceHistory, fresh: pd.DataFrame, where: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Return `fresh`, completed by closed sessions that only `kept` has.

    Parameters
    ----------
    kept : PriceHistory
        The last good history, closed sessions only.
    fresh : DataFrame of shape (n_sessions, 1 to 5), float64
        The new rows, clean and in order.
    where : str
        Names the instrument and its source in a sentence: "^RUT at Yahoo".

    Returns
    -------
    frame : DataFrame of shape (n_sessions, 1 to 5), float64
    problems : list of Problem

    Raises
    ------
    RefusedData
        If `fresh` lacks more than five of the kept sessions, or moves a closed bar by more than 0.5 %.
    """
    old = kept.frame
    lost = old.index.difference(fresh.index)
    if len(lost) > FORGIVEN:
        raise RefusedData(
            f"The new prices of {where} were refused: they lack {say_days(lost)}, which were there before."
        )
    common = old.index.intersection(fresh.index)
    before, after = old["close"].loc[common], fresh["close"].loc[common]
    ratio = (after / before).to_numpy()
    factor = float(np.median(ratio)) if len(ratio) else 1.0
    moved = np.abs(ratio / factor - 1) > TOLERANCE
    restated = abs(factor - 1) > TOLERANCE
    if moved.any() or (restated and len(lost)):
        at = int(moved.argmax())
        raise RefusedData(
            f"The new prices of {where} were refused: they move the close of {say_day(common[at])}"
            f" from {before.iloc[at]:,.2f} to {after.iloc[at]:,.2f}."
        )
    problems = []
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

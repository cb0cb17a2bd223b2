"""What came after each session, as the probabilities mean it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from commentary.pooling.model import Outcome

if TYPE_CHECKING:
    from indicators.arrays import Bools
    from indicators.panel import PairPanel


def came(panel: PairPanel, outcome: Outcome) -> Bools:
    """Return whether an outcome came after each common session.

    Parameters
    ----------
    panel : PairPanel
    outcome : Outcome

    Returns
    -------
    array of shape (n_sessions - horizon,), bool
        Shorter than the sessions by the horizon: of the last ones it is not known yet. An unchanged price is not
        higher.
    """
    values = {
        Outcome.SMALL_HIGHER: panel.small.close[panel.relative.small_at],
        Outcome.SMALL_AHEAD: panel.relative.ratio,
    }[outcome]
    return values[outcome.horizon :] > values[: -outcome.horizon]


def first_valid(panel: PairPanel) -> int:
    """Return the first common session with a slope of the small instrument's average; from there sessions count."""
    known = ~np.isnan(panel.small.trend.slope[panel.relative.small_at])
    return int(known.argmax()) if known.any() else known.size

"""The Barchart Opinion from its published signals: prices against averages, and averages against each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from indicators.moving_average import sma
from indicators.votes.tally import Tally, count_cast, side

if TYPE_CHECKING:
    from indicators.arrays import Floats

SIGNALS = 13
"""Of the published opinion, Trend Seeker included: that one is Barchart's own secret and is left out here."""

_PRICE = 1  # sessions: an average of one close
_SHORT_TERM = ((_PRICE, 20), (20, 50), (20, 100), (20, 200))
_MEDIUM_TERM = ((_PRICE, 50), (50, 100), (50, 150), (50, 200))
_LONG_TERM = ((_PRICE, 100), (_PRICE, 150), (_PRICE, 200), (100, 200))
_PAIRS = _SHORT_TERM + _MEDIUM_TERM + _LONG_TERM


def barchart(close: Floats) -> Tally:
    """Return the mean of the twelve signals that can be computed.

    Each compares the close, or a simple average, with a longer simple average: above is buy, below is sell, equal is
    hold. Trend Seeker, the thirteenth, is not published.

    Parameters
    ----------
    close : array of shape (n_sessions,), float, price points
        Oldest first.

    Returns
    -------
    Tally
        NaN before session 200, as Barchart gives no opinion before.

    Raises
    ------
    CloseError
        If a close is no positive number.

    References
    ----------
    Barchart.com, *Barchart Opinions* and *Barchart Trading Signals*, the signals in use since July 2019.
    """
    averages = {window: sma(close, window) for window in sorted({window for pair in _PAIRS for window in pair})}
    votes = np.stack([side(averages[short], averages[long]) for short, long in _PAIRS])
    return Tally(votes.mean(axis=0), count_cast(votes))


def rating(mean: float) -> str:
    """Return what Barchart calls a mean vote."""
    return "Hold" if mean == 0 else "Buy" if mean > 0 else "Sell"

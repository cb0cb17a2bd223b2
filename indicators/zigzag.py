"""Zigzag pivots: the highs and lows that a move of 5 % has confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from indicators.arrays import checked
from indicators.errors import WindowError

if TYPE_CHECKING:
    from indicators.arrays import Bools, Floats, Ints


THRESHOLD = 5.0  # %: the move that confirms a pivot


@dataclass(frozen=True, slots=True)
class Pivots:
    """Confirmed zigzag pivots of the closes, oldest first. Arrays of shape (n_pivots,)."""

    position: Ints  # session number of the extreme
    confirmed: Ints  # session number on which it was confirmed
    price: Floats  # close at the extreme, price points
    high: Bools  # True for a high, False for a low

    def cut(self, sessions: int) -> Pivots:
        """Return the pivots that were confirmed within the first `sessions` sessions."""
        return self.only(slice(int(self.confirmed.searchsorted(sessions))))

    def only(self, which: slice | Bools) -> Pivots:
        """Return some of the pivots: a slice of them or those where a mask is true."""
        return Pivots(self.position[which], self.confirmed[which], self.price[which], self.high[which])

    def known(self, n_sessions: int) -> Ints:
        """Return how many of the pivots were confirmed by each of `n_sessions` sessions, that one included."""
        return self.confirmed.searchsorted(np.arange(n_sessions), side="right")


def zigzag(close: Floats, threshold: float = THRESHOLD) -> Pivots:
    """Return the confirmed pivots of the closes.

    A high is confirmed by the first close at least `threshold` percent below it, a low by the first at least that much
    above it; highs and lows alternate. Of equal extremes the first is the pivot. The last leg, not yet confirmed, is
    not in the result, so that later sessions change no pivot.

    Parameters
    ----------
    close : array of shape (n_sessions,), float, price points
        Oldest first.
    threshold : float, percent
        Above 0 and below 100.

    Returns
    -------
    Pivots
        Arrays of shape (n_pivots,).

    Raises
    ------
    WindowError
        If `threshold` is not between 0 and 100.
    CloseError
        If a close is no positive number.
    """
    if not 0 < threshold < 100:  # noqa: PLR2004  # percent
        raise WindowError(f"threshold must be between 0 and 100, got {threshold}")
    fall, rise = 1 - threshold / 100, 1 + threshold / 100
    found: list[tuple[int, int, float, bool]] = []
    closes = checked(close).tolist()
    top = bottom = closes[0] if closes else 0.0
    top_at = bottom_at = 0
    seek_high = seek_low = True  # until the first pivot either may come
    for session, price in enumerate(closes):
        if price > top:
            top, top_at = price, session
        if price < bottom:
            bottom, bottom_at = price, session
        if seek_high and price <= top * fall:
            found.append((top_at, session, top, True))
        elif seek_low and price >= bottom * rise:
            found.append((bottom_at, session, bottom, False))
        else:
            continue
        seek_low = found[-1][3]
        seek_high = not seek_low
        top = bottom = price
        top_at = bottom_at = session
    columns = np.array(found, dtype=np.float64).reshape(-1, 4).T
    return Pivots(columns[0].astype(np.int64), columns[1].astype(np.int64), columns[2].copy(), columns[3] > 0)


def swing_low(pivots: Pivots, n_sessions: int) -> Floats:
    """Return the last confirmed low at each of `n_sessions` sessions.

    Parameters
    ----------
    pivots : Pivots
    n_sessions : int, sessions
        Length of the history that the pivots are from.

    Returns
    -------
    array of shape (n_sessions,), float, price points
        NaN before the first confirmed low.
    """
    lows = pivots.only(~pivots.high)
    return np.concatenate(([np.nan], lows.price))[lows.known(n_sessions)]

"""Where the closes show a chart pattern, and when that was known."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from indicators.arrays import checked
from indicators.patterns.shapes import NEAR, Kind, near, tops
from indicators.patterns.smoothing import smooth

if TYPE_CHECKING:
    from indicators.arrays import Bools, Floats, Ints

LENGTH = 35  # bars that a pattern may take
LAG = 3  # bars after its last extremum, until it is known
SPAN = LENGTH + LAG
FIVE = np.arange(-4, 1)  # the last of five extrema and the four before
APART = 22  # bars: the two tops of a double top lie further apart
STILL = 1e-12  # of the price: a slope below is the rounding of none


class Formation(NamedTuple):
    """One pattern: the bars of its extrema, five of them or the two of a double top or bottom, oldest first."""

    kind: Kind
    extrema: tuple[int, ...]

    @property
    def known(self) -> int:
        """Return the bar on which it was known."""
        return self.extrema[-1] + LAG


class _Turns(NamedTuple):
    """Extrema of all windows, one after the other, oldest first in each. Arrays of shape (n_turns,)."""

    window: Ints  # the bar on which it begins
    bar: Ints
    side: Ints  # 1 for a maximum, -1 for a minimum
    level: Floats  # price there

    def same_window(self, ends: Ints, back: int) -> Bools:
        """Return whether the turn `back` places before each of `ends` lies in the same window."""
        same: Bools = (ends >= back) & (self.window[np.maximum(ends - back, 0)] == self.window[ends])
        return same

    def formation(self, top: Kind, which: Ints) -> Formation:
        """Return some of the turns as a pattern: the given top where the last is a maximum, else its bottom."""
        return Formation(top if self.side[which[-1]] > 0 else top.mirrored, tuple(self.bar[which].tolist()))


def formations(close: Floats) -> tuple[Formation, ...]:
    """Return the patterns of the closes.

    Windows of 35 + 3 bars roll over the closes, and a Gaussian kernel regression is fitted in each alone. Where the
    fit turns, an extremum lies at the highest (lowest) close of that bar and its two neighbours; of equal closes at
    the first. The tests are made on these closes. The choices that the paper leaves open:

    - The last extremum lies at bar 35 exactly, so that each pattern is known three bars after it.
    - A pattern counts once. As the fit differs from window to window, a later one may end the same pattern elsewhere:
      one that begins where one of its kind began, or ends before the former of its kind was known, is not counted.
    - The other extrema are the four before it, without any left out, at increasing bars; turns after bar 35 do not
      count.
    - A double top ends with the later of its two tops. The earlier is the nearest maximum more than 22 bars before
      that lies within 1.5 % of their mean, with no maximum between them above the later.
    - One formation that meets the tests of several kinds counts in each.

    Parameters
    ----------
    close : array of shape (n_bars,), float, price points
        Oldest first, of days or of weeks.

    Returns
    -------
    tuple of Formation
        In the order in which they were known, then in that of `Kind`.

    Raises
    ------
    CloseError
        If a close is no positive number.
    """
    closes = checked(close)
    if closes.size < SPAN:
        return ()
    windows = np.lib.stride_tricks.sliding_window_view(closes, SPAN)
    turns = _turns(windows / windows[:, :1])
    ends = np.flatnonzero(turns.bar - turns.window == LENGTH - 1)
    found = _fives(turns, ends) + _doubles(turns, ends)
    order = tuple(Kind)
    found.sort(key=lambda formation: (formation.known, order.index(formation.kind)))
    return _once(found)


def _turns(windows: Floats) -> _Turns:
    """Return the extrema of windows of prices; a fit that stands still does not rise."""
    rising = np.diff(smooth(windows), axis=1) > STILL * windows[:, 1:]
    window, at = np.nonzero(rising[:, :-1] != rising[:, 1:])
    side = np.where(rising[window, at], 1, -1)
    around = windows[window[:, None], at[:, None] + np.arange(3)]  # the bar of the turn is at + 1
    extremum = at + (side[:, None] * around).argmax(axis=1)
    return _Turns(window, window + extremum, side, windows[window, extremum])


def _fives(turns: _Turns, ends: Ints) -> list[Formation]:
    """Return the patterns of five extrema that end at any of `ends`."""
    ends = ends[turns.same_window(ends, 4)]
    which = ends[:, None] + FIVE
    in_order = (np.diff(turns.bar[which], axis=1) > 0).all(axis=1)
    return [
        turns.formation(kind, five)
        for kind, met in tops(turns.level[which] * turns.side[ends, None]).items()
        for five in which[met & in_order]
    ]


def _doubles(turns: _Turns, ends: Ints) -> list[Formation]:
    """Return the double tops and bottoms that end at any of `ends`."""
    last = turns.level[ends] * turns.side[ends]
    highest = np.full(ends.size, -np.inf)  # of the maxima between
    found: list[Formation] = []
    for back in range(2, SPAN, 2):  # to the maximum before, and the one before that
        mine = turns.same_window(ends, back) & (highest <= last)
        ends, last, highest = ends[mine], last[mine], highest[mine]
        first = ends - back
        level = turns.level[first] * turns.side[first]
        met = (turns.bar[ends] - turns.bar[first] > APART) & near(np.column_stack((level, last)), NEAR)
        found += [turns.formation(Kind.DOUBLE_TOP, pair) for pair in np.column_stack((first, ends))[met]]
        ends, last, highest = ends[~met], last[~met], np.maximum(highest, level)[~met]
    return found


def _once(found: list[Formation]) -> tuple[Formation, ...]:
    """Return the formations without those that are an earlier one of their kind again."""
    known: dict[Kind, int] = {}
    begun: set[tuple[Kind, int]] = set()
    counted = []
    for formation in found:
        begins = (formation.kind, formation.extrema[0])
        if begins not in begun and formation.extrema[-1] > known.get(formation.kind, -1):
            begun.add(begins)
            known[formation.kind] = formation.known
            counted.append(formation)
    return tuple(counted)

"""Which sessions a slide draws of a pane, and on which dates their values stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from components.figures import thin
from components.figures.model import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from components.figures.model import Pane
    from indicators.arrays import Floats, Ints

POINTS = 600  # of a series, at most


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The rows of a chart's data.

    Parameters
    ----------
    dates : array of shape (n_rows,), int
        Which session's date each row has; a date may have two rows.
    points : array of shape (n_rows,), int
        Which session's values it has.
    sessions : int
        How many sessions can be read off it.
    """

    dates: Ints
    points: Ints
    sessions: int


def counted(pane: Pane) -> bool:
    """Return whether a pane shows counts, which change in steps."""
    return all(line.kind is Kind.STEPS for line in pane.lines)


def sampled(pane: Pane, known: int) -> Rows:
    """Return at most `POINTS` rows of a pane, the extremes of every stretch among them.

    Parameters
    ----------
    pane : Pane
        With a value.
    known : int, sessions
        Up to and including the as-of session, which has a row.

    Notes
    -----
    A count fills the time since the session before its own. Where it changes, that session's date has a second row with
    the new count: an axis of dates draws two values of a date one above the other. Sessions without a change are left
    out, since a level line says as much.
    """
    lines = [line.points for line in pane.lines if line.drawn]
    always = (max(known - 1, 0),)
    limit = lines[0].size if counted(pane) else POINTS
    while True:
        keep = thin.kept(lines, always, limit=limit)
        found = _stairs(lines, keep, always[0]) if counted(pane) else Rows(keep, keep, keep.size)
        if found.dates.size <= POINTS:
            return found
        limit = limit * POINTS // found.dates.size - 1


def _stairs(lines: Sequence[Floats], keep: Ints, last: int) -> Rows:
    """Return the rows of counts: two where one changes, one at the ends, at `last`, and where a count begins."""
    counts = np.array([line[keep] for line in lines])
    old, new = counts[:, :-1], counts[:, 1:]
    turns = np.flatnonzero(((old != new) & ~np.isnan(old)).any(axis=0))
    starts = np.flatnonzero((np.isnan(old) & ~np.isnan(new)).any(axis=0)) + 1
    ends = np.array([0, np.searchsorted(keep, last), keep.size - 1])
    rows = np.sort(np.concatenate([np.union1d(np.concatenate([ends, starts]), turns), turns]))
    second = np.diff(rows, prepend=-1) == 0
    return Rows(keep[rows], keep[rows + second], keep.size)

"""Fewer points for a long chart, with every extreme kept."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from indicators.arrays import Floats

FULL = 4000  # sessions drawn as they are: ten years and more
BUCKETS = 400


def kept(lines: Sequence[Floats], *, full: int = FULL, buckets: int = BUCKETS) -> npt.NDArray[np.int64]:
    """Return which sessions to draw, so that one row of dates serves all lines.

    Up to `full` sessions all are kept. Above, the sessions are cut into `buckets` equal stretches, and of each stretch
    the first and the last session stay, and those on which a line has its highest or lowest value.

    Parameters
    ----------
    lines : sequence of arrays of shape (n_sessions,), float
        Values in any unit; NaN is never an extreme.
    full : int, sessions
    buckets : int

    Returns
    -------
    array of int, increasing
        Positions of the sessions to draw.
    """
    count = len(lines[0])
    if count <= full:
        return np.arange(count)
    edges = np.linspace(0, count, buckets + 1).astype(np.int64)
    keep = np.zeros(count, dtype=bool)
    keep[edges[:-1]] = keep[edges[1:] - 1] = True
    for line in lines:
        for fill, extreme in ((np.inf, np.argmin), (-np.inf, np.argmax)):
            filled = np.where(np.isnan(line), fill, line)
            keep[[start + int(extreme(filled[start:end])) for start, end in pairwise(edges)]] = True
    return np.flatnonzero(keep)

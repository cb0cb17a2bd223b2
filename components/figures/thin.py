"""Fewer points for a long chart, with every extreme kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from indicators.arrays import Floats

LIMIT = 4000  # sessions drawn as they are, almost sixteen years; of more about as many are kept


def kept(lines: Sequence[Floats], always: Sequence[int] = (), *, limit: int = LIMIT) -> npt.NDArray[np.int64]:
    """Return which sessions to draw, so that one row of dates serves all lines.

    Up to `limit` sessions all are kept. More are cut into equal stretches, and of each stretch those stay on which a
    line has its highest or its lowest value: no line loses an extreme of a stretch.

    Parameters
    ----------
    lines : sequence of arrays of shape (n_sessions,), float
        Values in any unit; NaN is never an extreme.
    always : sequence of int
        Positions that stay in any case; the first and the last session always do, and the first value of each line.
    limit : int, sessions
        As many stretches are made as keep about so many: of the extremes of lines that move together half or more fall
        on the same sessions (of 9,811 sessions of the two indices 3,393 stay).

    Returns
    -------
    array of int, increasing
        Positions of the sessions to draw.
    """
    count = len(lines[0])
    if count <= limit:
        return np.arange(count)
    width = -(-count // max(limit // len(lines), 1))
    starts = np.arange(0, count, width)
    table = np.full((len(lines), starts.size * width), np.nan)
    table[:, :count] = lines
    undefined = np.isnan(table).reshape(len(lines), starts.size, width)
    values = table.reshape(undefined.shape)
    lowest = np.where(undefined, np.inf, values).argmin(axis=2)
    highest = np.where(undefined, -np.inf, values).argmax(axis=2)
    opening = (~undefined.reshape(table.shape)).argmax(axis=1)
    fixed = np.array([0, count - 1, *always])
    return np.unique(np.concatenate([(starts + lowest).ravel(), (starts + highest).ravel(), opening, fixed]))

"""The ten kinds, and the tests that tell them by the prices of their extrema."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from indicators.arrays import Bools, Floats

NEAR = 0.015  # of the mean: shoulders, the bottoms between them, and double tops
FLAT = 0.0075  # of the mean: the tops, and the bottoms, of a rectangle


class Kind(StrEnum):
    """Chart patterns of Lo, Mamaysky and Wang (2000)."""

    HEAD_AND_SHOULDERS = "head and shoulders"
    INVERSE_HEAD_AND_SHOULDERS = "inverse head and shoulders"
    BROADENING_TOP = "broadening top"
    BROADENING_BOTTOM = "broadening bottom"
    TRIANGLE_TOP = "triangle top"
    TRIANGLE_BOTTOM = "triangle bottom"
    RECTANGLE_TOP = "rectangle top"
    RECTANGLE_BOTTOM = "rectangle bottom"
    DOUBLE_TOP = "double top"
    DOUBLE_BOTTOM = "double bottom"

    @property
    def mirrored(self) -> Kind:
        """Return the kind that this one is upside down."""
        return _MIRRORED[self]


_KINDS = tuple(Kind)  # tops and bottoms in turn
_MIRRORED = dict(zip(_KINDS[::2], _KINDS[1::2], strict=True)) | dict(zip(_KINDS[1::2], _KINDS[::2], strict=True))


def near(levels: Floats, within: float) -> Bools:
    """Return whether all levels of a row lie within a share of their mean.

    Parameters
    ----------
    levels : array of shape (n_rows, n_levels), float, price
        All above zero, or all below.
    within : float, share of the mean

    Returns
    -------
    array of shape (n_rows,), bool
    """
    mean = levels.mean(axis=1, keepdims=True)
    inside: Bools = (np.abs(levels - mean) <= within * np.abs(mean)).all(axis=1)
    return inside


def tops(extrema: Floats) -> dict[Kind, Bools]:
    """Return which rows of five extrema meet the tests of each kind that begins with a maximum.

    A row may meet several. Turned upside down, the prices of a row that begins with a minimum meet the tests of a top
    where they meet those of the bottom (`Kind.mirrored`).

    Parameters
    ----------
    extrema : array of shape (n_rows, 5), float, price
        Maxima in columns 0, 2 and 4, minima in 1 and 3.

    Returns
    -------
    dict of Kind to array of shape (n_rows,), bool
    """
    e1, e2, e3, e4, e5 = extrema.T
    highs, lows = extrema[:, ::2], extrema[:, 1::2]
    apart = highs.min(axis=1) > lows.max(axis=1)
    return {
        Kind.HEAD_AND_SHOULDERS: (e3 > e1) & (e3 > e5) & near(highs[:, ::2], NEAR) & near(lows, NEAR),
        Kind.BROADENING_TOP: (e1 < e3) & (e3 < e5) & (e2 > e4),
        Kind.TRIANGLE_TOP: (e1 > e3) & (e3 > e5) & (e2 < e4),
        Kind.RECTANGLE_TOP: near(highs, FLAT) & near(lows, FLAT) & apart,
    }

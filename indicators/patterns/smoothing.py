"""Kernel regression of price on time in many windows at once, each with a bandwidth of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from indicators.arrays import Floats, Ints

BANDWIDTHS = tuple(0.5 * 2 ** (step / 3) for step in range(13))  # bars, from half a bar to eight
WIDER = 2.5  # times the cross-validated bandwidth; 0.3 in the paper, which finds several times as many patterns


def weights(bars: int, bandwidth: float) -> Floats:
    """Return the Nadaraya-Watson smoother with a Gaussian kernel on the times 0 .. ``bars - 1``.

    Parameters
    ----------
    bars : int
    bandwidth : float, bars
        Standard deviation of the kernel.

    Returns
    -------
    array of shape (bars, bars), float
        Row t holds what each price weighs in the fit at t; rows add up to 1.
    """
    time = np.arange(bars)
    kernel: Floats = np.exp(-0.5 * ((time[:, None] - time) / bandwidth) ** 2)
    kernel /= kernel.sum(axis=1, keepdims=True)
    return kernel


def cross_validated(windows: Floats) -> Ints:
    """Return which of `BANDWIDTHS` predicts each price of a window best from the others.

    The score is the sum of the squared leave-one-out errors, (y - fit) / (1 - own weight). Below half a bar it hardly
    changes with the bandwidth: the bar after next weighs under 0.3 % of the next one. About half of the windows of a
    random walk choose that end, since the best guess of a price is the mean of its two neighbours there.

    Parameters
    ----------
    windows : array of shape (n_windows, bars), float

    Returns
    -------
    array of shape (n_windows,), int
        Positions in `BANDWIDTHS`; of equal scores the smallest bandwidth.
    """
    bars = windows.shape[1]
    scores = np.empty((len(BANDWIDTHS), windows.shape[0]))
    for score, bandwidth in zip(scores, BANDWIDTHS, strict=True):
        fit = weights(bars, bandwidth)
        error = windows @ ((np.eye(bars) - fit) / (1 - fit.diagonal())[:, None]).T
        np.einsum("ij,ij->i", error, error, out=score)
    best: Ints = scores.argmin(axis=0)
    return best


def smooth(windows: Floats) -> Floats:
    """Return the kernel regression of each window, at `WIDER` times its cross-validated bandwidth.

    Parameters
    ----------
    windows : array of shape (n_windows, bars), float
        Prices, oldest first.

    Returns
    -------
    array of shape (n_windows, bars), float
        In the unit of `windows`.
    """
    chosen = cross_validated(windows)
    smoothed = np.empty_like(windows)
    for number, bandwidth in enumerate(BANDWIDTHS):
        mine = chosen == number
        smoothed[mine] = windows[mine] @ weights(windows.shape[1], WIDER * bandwidth).T
    return smoothed

"""Which way an average moves: the window and the threshold, named once."""

from __future__ import annotations

from indicators.moving_average import SLOPE as SLOPE_WINDOW

__all__ = ["FLAT", "SLOPE_WINDOW", "changed", "moved"]

FLAT = 0.1
"""A change of no more than this many % over the window is flat."""


def moved(slope: float) -> str:
    """Return the verb for a change of `slope` %."""
    if abs(slope) <= FLAT:
        return "was flat"
    return "fell" if slope < 0 else "rose"


def changed(slope: float, key: str) -> str:
    """Return the words of a template for a change of `slope` %, which its evidence holds as `key`."""
    verb = moved(slope)
    if verb in ("fell", "rose"):
        return f"{verb} {{{key}:size beside flat_up_to_pct}}"
    return f"{verb}, {{{key}:signed beside flat_up_to_pct}}"

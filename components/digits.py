"""How a number is written with so many decimals: the readout, the line ends and the ticks write alike."""

from __future__ import annotations

import math


def fixed(value: float, decimals: int, *, signed: bool = False, unit: str = "") -> str:
    """Return a number with separated thousands, never as a negative zero; "n/a" for one that is none.

    Exactly half goes to the even digit, as everywhere in Python; `assets/format.js` rounds the same way.
    """
    if not math.isfinite(value):
        return "n/a"
    sign = "+" if signed else ""
    return f"{round(float(value), decimals) + 0.0:{sign},.{decimals}f} {unit}".rstrip()

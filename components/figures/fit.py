"""What a pane's axis spans and where its ticks are; the page's scripts go by the same rules (`chart.js`, `axes.js`)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from components.digits import fixed
from components.figures.axes import TICKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from components.figures.model import Pane
    from indicators.arrays import Days

Range = tuple[float, float]
PAD = 0.06  # of the range, above and below
_SAME = 1e-9  # of a value: what lies closer was rounded apart
_LOG_TICKS = 6
_WIDE = 4  # a range of more than this ratio has its ticks at 1, 2 and 5 of each decade
_YEAR = 12  # months
_EPOCH = 1970 * _YEAR
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600)  # months
_NAMED, _YEARS = 4, 6  # labels that a phone has room for: "Oct 2014", "2014"


def ranges(panes: Sequence[Pane]) -> list[Range | None]:
    """Return what each pane spans, powers of ten on a logarithmic scale; None without a value; kin panes span alike."""
    own = [_extent(pane) for pane in panes]
    found: list[Range | None] = []
    for number, pane in enumerate(panes):
        kin = [
            span
            for other, span in enumerate(own)
            if span and (other == number or (pane.alike and panes[other].alike == pane.alike))
        ]
        if not kin:
            found.append(None)
            continue
        low, high = min(span[0] for span in kin), max(span[1] for span in kin)
        span = high - low if high - low > _SAME * abs(high) else 0.0
        pad = (span or abs(high) or 1) * PAD
        found.append((low - pad, high + pad))
    return found


def _extent(pane: Pane) -> Range | None:
    if pane.empty:
        return None
    drawn = [line.points for line in pane.lines if line.drawn]
    low = min(*(float(np.nanmin(points)) for points in drawn), *pane.guides, math.inf)
    high = max(*(float(np.nanmax(points)) for points in drawn), *pane.guides, -math.inf)
    return (math.log10(low), math.log10(high)) if pane.log else (low, high)


def ticks(pane: Pane, span: Range) -> list[tuple[float, str]]:
    """Return the values of a pane's ticks, on its scale, and how they are written.

    Parameters
    ----------
    pane : Pane
        Its own ticks come first; on a linear scale there are even steps of 2, 5 or 10 times a power of ten.
    span : pair of float
        As `ranges` gives it.
    """
    if pane.ticks:
        return [(value, _written(value, 1)) for value in pane.ticks]
    if not pane.log:
        return steps(span, TICKS[pane.size])
    low, high = 10 ** span[0], 10 ** span[1]
    if high / low > _WIDE:
        decades = range(math.floor(span[0]), math.ceil(span[1]) + 1)
        values = [(digit * 10.0**decade, 10.0**decade) for decade in decades for digit in (1, 2, 5)]
    else:
        step = _step((high - low) / _LOG_TICKS, (1, 2, 5, 10))
        values = [(value, step) for value in _even((low, high), step)]
    return [(math.log10(value), _written(value, step)) for value, step in values if low <= value <= high]


def steps(span: Range, about: int) -> list[tuple[float, str]]:
    """Return even steps of 2, 5 or 10 times a power of ten within a span, at most `about` or one more, as written."""
    step = _step((span[1] - span[0]) / about, (2, 5, 10))
    return [(value, _written(value, step)) for value in _even(span, step)]


def _step(rough: float, digits: tuple[int, ...]) -> float:
    """Return the first of `digits` times a power of ten that exceeds `rough`."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(digit for digit in (*digits, 10 * digits[0]) if digit * power > rough) * power


def _even(span: Range, step: float) -> list[float]:
    first, last = math.ceil(span[0] / step), math.floor(span[1] / step)
    return [number * step for number in range(first, last + 1)]


def _written(value: float, step: float) -> str:
    decimals = max(0, -math.floor(math.log10(step)))
    return fixed(value, decimals).replace("-", "−")


def dates(sessions: Days, named: int = _NAMED, years: int = _YEARS) -> list[tuple[float, str]]:
    """Return the firsts of months or years within the sessions, as shares of their time, and how they are written.

    There are at most `named` that name a month, "Oct 2014", or `years` that do not, "2014".
    """
    first, last = sessions[0], sessions[-1]
    months = np.arange(first.astype("datetime64[M]") + 1, last.astype("datetime64[M]") + 1)
    number = months.astype(int) + _EPOCH
    for step in _STEPS:
        found = months[number % step == 0]
        if len(found) <= (named if step < _YEAR else years):
            break
    shares = (found - first) / (last - first)
    form = "%b %Y" if step < _YEAR else "%Y"
    days = found.astype("datetime64[D]").tolist()
    return [(float(share), day.strftime(form)) for share, day in zip(shares, days, strict=True)]


def apart(places: Sequence[float], distance: float, top: float, bottom: float) -> list[float]:
    """Return places at least `distance` apart, in the same order, and from `top` to `bottom` if there is room."""
    order = sorted(range(len(places)), key=lambda number: places[number])
    placed = list(places)
    least = top
    for number in order:
        least = placed[number] = max(placed[number], least)
        least += distance
    most = bottom
    for number in reversed(order):
        most = placed[number] = min(placed[number], most)
        most -= distance
    return placed

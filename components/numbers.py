"""The numbers that the page and the report print, by the names both use; each is read from the panel here alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from components.view import View
    from indicators.arrays import Floats
    from indicators.panel import Panel, Relative

Number = float | int | None


@dataclass(frozen=True, slots=True)
class Row:
    """How a number is named and written for a reader."""

    key: str
    label: str
    style: str

    def show(self, value: Number) -> str:
        """Return the number as written on the page; "n/a" where it is undefined."""
        return "n/a" if value is None else format(round(value, 6) + 0, self.style)


ROWS = (
    Row("close", "Close", ",.2f"),
    Row("change_pct", "Change on the day, %", "+.2f"),
    Row("sma", "200-day average", ",.2f"),
    Row("distance_pct", "Distance to the 200-day average, %", "+.2f"),
    Row("slope20_pct", "Slope of that average over 20 sessions, %", "+.2f"),
    Row("slope20_annualised_pct", "The same, annualised, %", "+.2f"),
    Row("closes_below_run", "Closes in a row below that average", "d"),
    Row("rsi14", "RSI(14), 0 to 100", ".2f"),
    Row("ppo", "PPO(12,26), %", "+.2f"),
    Row("ppo_signal", "PPO signal(9), %", "+.2f"),
    Row("ppo_histogram", "PPO histogram, %", "+.2f"),
    Row("roc21_pct", "Change over 21 sessions, %", "+.2f"),
    Row("roc63_pct", "Change over 63 sessions, %", "+.2f"),
    Row("roc126_pct", "Change over 126 sessions, %", "+.2f"),
    Row("roc252_pct", "Change over 252 sessions, %", "+.2f"),
    Row("momentum_12_1_pct", "12-1 momentum, %", "+.2f"),
    Row("ytd_pct", "Year to date, %", "+.2f"),
    Row("drawdown_pct", "From the 252-session high close, %", "+.2f"),
    Row("overhead_pct", "Of the last 252 closes above this one, %", ".1f"),
    Row("near_overhead_pct", "Of them, up to 5 % above it, %", ".1f"),
    Row("near_support_pct", "Up to 5 % below it, %", ".1f"),
)
"""The names under ``small`` and ``large``, in the order they are shown."""

RELATIVE_ROWS = (
    Row("ratio", "Ratio of the closes", ".4f"),
    Row("ratio_vs_sma200_pct", "Ratio to its 200-day average, %", "+.2f"),
    Row("mansfield", "Mansfield relative strength (252), %", "+.2f"),
    Row("ytd_gap_points", "Year-to-date gap, percentage points", "+.2f"),
)
"""The names under ``relative``."""


def numbers(view: View) -> dict[str, dict[str, Number]]:
    """Return the numbers at the as-of session of a view.

    Returns
    -------
    dict of str to dict of str to number or None
        ``small`` and ``large`` have the same names, ``relative`` compares them. A name's ending gives the unit:
        ``_pct`` percent, ``_points`` percentage points, ``_run`` sessions; prices are in price points. None where
        the history is too short.
    """
    panel = view.panel
    return {"small": _instrument(panel.small), "large": _instrument(panel.large), "relative": _relative(panel.relative)}


def _instrument(panel: Panel) -> dict[str, Number]:
    trend = panel.trend
    return {
        "close": _last(panel.close),
        "change_pct": _last(panel.change),
        "sma": _last(trend.average),
        "distance_pct": _last(trend.distance),
        "slope20_pct": _last(trend.slope),
        "slope20_annualised_pct": _last(trend.slope_annualised),
        "closes_below_run": None if _last(trend.average) is None else int(trend.below[-1]),
        "rsi14": _last(panel.rsi14),
        "ppo": _last(panel.ppo),
        "ppo_signal": _last(panel.ppo_signal),
        "ppo_histogram": _last(panel.ppo_histogram),
        **{f"roc{window}_pct": _last(roc) for window, roc in panel.roc.items()},
        "momentum_12_1_pct": _last(panel.momentum_12_1),
        "overhead_pct": _last(panel.overhead),
        "near_overhead_pct": _last(panel.near_overhead),
        "near_support_pct": _last(panel.near_support),
        "ytd_pct": _last(panel.ytd),
        "drawdown_pct": _last(panel.drawdown),
    }


def _relative(relative: Relative) -> dict[str, Number]:
    return {
        "ratio": _last(relative.ratio),
        "ratio_vs_sma200_pct": _last(relative.ratio_vs_sma200),
        "mansfield": _last(relative.mansfield),
        "ytd_gap_points": _last(relative.ytd_gap),
    }


def _last(values: Floats) -> float | None:
    value = float(values[-1]) if len(values) else math.nan
    return value if math.isfinite(value) else None

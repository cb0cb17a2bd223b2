"""The numbers that the page and the report print, by the names that both use; each is read from the panel here and nowhere else."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from components.view import View
    from indicators.panel import Floats, Panel, Relative

Number = float | int | None


@dataclass(frozen=True, slots=True)
class Row:
    """How one number of both instruments is printed."""

    key: str
    label: str
    decimals: int
    unit: str = ""
    signed: bool = False

    def show(self, value: Number) -> str:
        """Return the number with its unit as a reader sees it; an en dash where it is undefined."""
        if value is None:
            return "–"
        sign = "+" if self.signed else ""
        text = f"{value:{sign},.{self.decimals}f}".replace("-", "−")
        return f"{text} {self.unit}".rstrip()


ROWS = (
    Row("close", "Close", 2),
    Row("change_pct", "Change on the day", 2, "%", signed=True),
    Row("sma", "200-day average", 2),
    Row("distance_pct", "Distance to it", 2, "%", signed=True),
    Row("slope20_pct", "Its slope over 20 sessions", 2, "%", signed=True),
    Row("slope20_annualised_pct", "The same, annualised", 2, "%", signed=True),
    Row("closes_below_run", "Closes in a row below it", 0),
    Row("rsi14", "RSI (14)", 2),
    Row("ppo", "PPO (12, 26, 9)", 2, "%", signed=True),
    Row("ppo_signal", "PPO signal", 2, "%", signed=True),
    Row("ppo_histogram", "PPO histogram", 2, "%", signed=True),
    Row("roc21_pct", "Rate of change, 21 sessions", 2, "%", signed=True),
    Row("roc63_pct", "Rate of change, 63 sessions", 2, "%", signed=True),
    Row("roc126_pct", "Rate of change, 126 sessions", 2, "%", signed=True),
    Row("roc252_pct", "Rate of change, 252 sessions", 2, "%", signed=True),
    Row("momentum_12_1_pct", "Momentum, 12 months less the last", 2, "%", signed=True),
    Row("overhead_pct", "Overhead supply, 252 sessions", 1, "%"),
    Row("near_overhead_pct", "Of it, within 5 % above", 1, "%"),
    Row("near_support_pct", "Support within 5 % below", 1, "%"),
    Row("ytd_pct", "Year to date", 2, "%", signed=True),
    Row("drawdown_pct", "From the 252-session high close", 2, "%", signed=True),
)
RELATIVE_ROWS = (
    Row("ratio", "Ratio, small / large", 4),
    Row("ratio_vs_sma200_pct", "Ratio against its 200-day average", 2, "%", signed=True),
    Row("mansfield", "Mansfield relative strength", 2, "%", signed=True),
    Row("ytd_gap_points", "Performance gap, year to date", 2, "points", signed=True),
)


def numbers(view: View) -> dict[str, dict[str, Number]]:
    """Return the numbers at the as-of session of a view.

    Returns
    -------
    dict of str to dict of str to number or None
        ``small`` and ``large`` have the same names, ``relative`` compares them. A name's ending gives the unit: ``_pct`` percent,
        ``_points`` percentage points, ``_run`` sessions; prices are in price points. None where the history is too short.
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

"""The numbers that the page and the report print, by the names that both use; each is read from the panel here and nowhere else."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from components.view import View
    from indicators.panel import Floats, Panel, Relative

Number = float | int | None


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

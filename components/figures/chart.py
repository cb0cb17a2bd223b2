"""From a view to what its chart shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from components.figures.model import Chart, Who, Window
from components.figures.momentum import momentum_panes
from components.figures.price import price_panes
from components.figures.relative import relative_pane
from indicators.moving_average import trend

if TYPE_CHECKING:
    from components.view import View
    from indicators.panel import Panel, Trend

_MONTHS = {"6M": 6, "1Y": 12, "2Y": 24, "5Y": 60, "10Y": 120}


def chart(view: View) -> Chart:
    """Return the panes of a view over its range, which ends at the as-of session; nothing later is in it."""
    state = view.state
    window = _window(view)
    averages = {
        Who.SMALL: window.of_small(trend_of(view.panel.small, state.average).average),
        Who.LARGE: window.of_large(trend_of(view.panel.large, state.average).average),
    }
    panes = (
        *price_panes(window, {Who.SMALL: view.small, Who.LARGE: view.large}, averages, state.average, state.scale),
        relative_pane(window),
        *momentum_panes(window, state.roc),
    )
    closes = {
        view.small.short: window.of_small(view.panel.small.close),
        view.large.short: window.of_large(view.panel.large.close),
    }
    return Chart(window.sessions, panes, closes)


def trend_of(panel: Panel, sessions: int) -> Trend:
    """Return where the closes of a panel stand against their average over `sessions` sessions."""
    return panel.trend if sessions == panel.trend.window else trend(panel.close, sessions)


def _window(view: View) -> Window:
    sessions = view.panel.relative.sessions
    months = _MONTHS.get(view.state.range)
    first = 0
    if months is not None:
        start = pd.Timestamp(view.as_of) - pd.DateOffset(months=months)
        first = int(np.searchsorted(sessions, start.to_datetime64()))
    return Window(view.panel, slice(first, len(sessions)), view.small.short, view.large.short)

"""From a view to what its chart shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.figures.model import Chart, Who
from components.figures.momentum import momentum_panes
from components.figures.price import price_panes
from components.figures.readings import readings
from components.figures.relative import relative_pane
from components.figures.verdict import verdict_panes
from components.figures.window import window
from indicators.moving_average import trend

if TYPE_CHECKING:
    from components.view import View
    from indicators.panel import Panel, Trend


def chart(view: View) -> Chart:
    """Return the panes of a view over its range.

    The range ends at the as-of session and nothing later is in it, unless the view asks for what came after; then as
    long a time follows as the range shows before, and all values up to the as-of session are the same.
    """
    state = view.state
    shown = window(view)
    trends = {
        Who.SMALL: trend_of(shown.panel.small, state.average),
        Who.LARGE: trend_of(shown.panel.large, state.average),
    }
    closes = shown.both(lambda panel: panel.close)
    averages = shown.cut({who: trend.average for who, trend in trends.items()})
    distances = shown.cut({who: trend.distance for who, trend in trends.items()})
    instruments = {Who.SMALL: view.small, Who.LARGE: view.large}
    panes = (
        *price_panes(shown.sessions, instruments, closes, averages, state.average, state.scale),
        relative_pane(shown),
        *momentum_panes(shown, state.roc),
        *verdict_panes(shown),
    )
    return Chart(
        sessions=shown.sessions,
        panes=panes,
        closes={shown.names[who]: points for who, points in closes.items()},
        known=shown.known,
        readings=readings(panes, closes, averages, distances, state, shown.names),
        symbols={who: instrument.symbol.strip("^") for who, instrument in instruments.items()},
    )


def trend_of(panel: Panel, sessions: int) -> Trend:
    """Return where the closes of a panel stand against their average over `sessions` sessions."""
    return panel.trend if sessions == panel.trend.window else trend(panel.close, sessions)

"""What the panels of the closes and of their ratio say: where each stands against its average."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commentary.marking import known
from commentary.slope import FLAT, SLOPE_WINDOW, changed, moved
from commentary.takeaways.said import LARGE, ON, SMALL, Takeaway, panel_of, takeaway
from commentary.wording import facts
from indicators.relative_strength import AVERAGE as RATIO_AVERAGE

if TYPE_CHECKING:
    from commentary.model import EvidenceValue, Market
    from indicators.panel import Trend

_AVERAGE = "{window_sessions:n}-day average"
_MOVING = {"fell": "a falling ", "was flat": "a flat ", "rose": "a rising "}


def price(market: Market, small_trend: Trend, large_trend: Trend) -> Takeaway:
    """Return where both closes stand against their averages, of one window, and which way these move."""
    both = known(small_trend.slope, large_trend.slope)
    heading = f"{_stands(SMALL, small_trend)}; {_stands(LARGE, large_trend, 'one' if both else _AVERAGE)}"
    if not known(small_trend.average) and not known(large_trend.average):
        heading = f"Neither has a {_AVERAGE} yet"
    description = f"{ON}{{small}} {_closed(SMALL, small_trend)} {{Large}} {_closed(LARGE, large_trend)}"
    evidence = _close_facts(market, SMALL, small_trend) | _close_facts(market, LARGE, large_trend)
    return takeaway(market, heading, description, evidence)


def price_of(market: Market, which: str, trend: Trend) -> Takeaway:
    """Return where one close stands against its average, of any window, and which way this moves."""
    description = f"{ON}{{{which}}} {_closed(which, trend)}"
    return takeaway(market, _stands(which, trend), description, _close_facts(market, which, trend))


def relative(market: Market) -> Takeaway:
    """Return where the ratio of the closes stands against its average of 200 sessions."""
    panel = market.panel.relative
    distance = panel.ratio_vs_sma200[-1]
    evidence = facts(
        window_sessions=RATIO_AVERAGE,
        ratio=panel.ratio[-1],
        ratio_average=panel.ratio_sma200[-1],
        distance_pct=distance,
        history_sessions=len(panel.ratio),
    )
    was = ON + "the ratio of {small} to {large} was {ratio:ratio}"
    if not known(panel.ratio_vs_sma200):
        heading = f"The ratio of {{small}} to {{large}} has no {_AVERAGE} yet"
        needs = (
            f"; its {_AVERAGE} needs {{window_sessions:n session}} of both, and the data hold {{history_sessions:n}}."
        )
        return takeaway(market, heading, was + needs, evidence)
    course = "the two are level" if distance == 0 else "{small} lags" if distance < 0 else "{small} leads"
    heading = f"The ratio is {{distance_pct:placed}} its {_AVERAGE}: {course} over {{window_sessions:n day}}"
    description = f"{was}, {{distance_pct:placed}} its {_AVERAGE} of {{ratio_average:ratio}}."
    return takeaway(market, heading, description, evidence)


def _close_facts(market: Market, which: str, trend: Trend) -> dict[str, EvidenceValue]:
    close = panel_of(market, which).close
    own = facts(
        close=close[-1],
        average=trend.average[-1],
        distance_pct=trend.distance[-1],
        slope_pct=trend.slope[-1],
        history_sessions=len(close),
    )
    shared = facts(window_sessions=trend.window, slope_window_sessions=SLOPE_WINDOW, flat_up_to_pct=FLAT)
    return {f"{which}_{key}": value for key, value in own.items()} | shared


def _stands(which: str, trend: Trend, average: str = _AVERAGE) -> str:
    """Return the words of a heading for one close and its average."""
    if not known(trend.average):
        return f"{{{which}_name}} has no {_AVERAGE} yet"
    moving = _MOVING[moved(trend.slope[-1])] if known(trend.slope) else "its "
    return f"{{{which}_name}}: {{{which}_distance_pct:placed}} {moving}{average}"


def _closed(which: str, trend: Trend) -> str:
    """Return the words of a description for one close and its average."""
    words = f"closed at {{{which}_close:price}}"
    if not known(trend.average):
        needs = f"; its {_AVERAGE} needs {{window_sessions:n session}}"
        return f"{words}{needs}, and the data hold {{{which}_history_sessions:n}}."
    words += f", {{{which}_distance_pct:placed}} its {_AVERAGE} of {{{which}_average:price}}"
    if known(trend.slope):
        change = changed(trend.slope[-1], f"{which}_slope_pct")
        words += f", which {change} in {{slope_window_sessions:n session}}"
    return words + "."

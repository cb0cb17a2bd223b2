"""What each pane of the chart says in words: its heading and its description, as of the view's date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commentary import takeaways
from components.figures.chart import trend_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from commentary.takeaways import Takeaway
    from components.view import View


def takeaways_of(view: View) -> Mapping[str, Takeaway]:
    """Return the takeaway of each pane, by its key."""
    market, state = view.market, view.state
    small, large = (trend_of(panel, state.average) for panel in (view.panel.small, view.panel.large))
    prices = (
        {"small": takeaways.price_of(market, "small", small), "large": takeaways.price_of(market, "large", large)}
        if state.scale == "levels"
        else {"price": takeaways.price(market, small, large)}
    )
    return {
        **prices,
        "relative": takeaways.relative(market),
        "rsi": takeaways.rsi(market),
        "ppo-small": takeaways.ppo(market, "small"),
        "ppo-large": takeaways.ppo(market, "large"),
        "roc": takeaways.roc(market, state.roc),
        "claims": takeaways.claims(market, view.timeline),
        "probability": takeaways.probability(market, view.timeline),
    }

"""One view of the page, assembled once: the page, the report and everything that leaves the page start from this value."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from commentary.claims import judge_all
from commentary.model import Claim, Market
from components.state import ViewState
from indicators.panel import PairPanel, pair_panel

if TYPE_CHECKING:
    from datetime import date

    from data.model import Instrument, Pair, YearEnd


class Prices(Protocol):
    """What a view needs from the data service."""

    def pair(self, small: str, large: str) -> Pair:
        """Return both histories, or what is shown instead together with a notice."""
        ...

    def instrument(self, symbol: str) -> Instrument:
        """Return how to name a symbol to a reader."""
        ...

    def year_end(self, day: date) -> YearEnd:
        """Return the last session of the year of `day` and the sessions left until it."""
        ...


@dataclass(frozen=True, slots=True)
class View:
    """All that a page says.

    Parameters
    ----------
    state : ViewState
        What was asked for.
    ignored : tuple of str
        A sentence for each part of the link that was ignored.
    pair : Pair
        The histories shown, uncut, with their sources and problems.
    small, large : Instrument
        How the two are named.
    as_of : date
        The session that everything is said as of: the last common one at or before the date asked for.
    panel : PairPanel
        All indicators, cut at `as_of`.
    market : Market
        What the claims were judged from.
    claims : tuple of Claim
        The ledger, in the order B1 to B9, U1 to U5.
    """

    state: ViewState
    ignored: tuple[str, ...]
    pair: Pair
    small: Instrument
    large: Instrument
    as_of: date
    panel: PairPanel
    market: Market
    claims: tuple[Claim, ...]

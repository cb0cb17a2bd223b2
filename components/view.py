"""One view of the page, assembled once: the page and everything that leaves it start from this value."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from commentary.claims import judge_all
from commentary.model import Claim, Market
from commentary.wording import day
from components.state import ViewState
from indicators.panel import PairPanel, pair_panel

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from data.model import Instrument, Pair, YearEnd

PANELS_KEPT = 16  # pairs by data version; about 4 MB each on 10,000 sessions


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
        A sentence for each part of what was asked that was ignored or changed.
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
    whole : PairPanel
        All indicators, uncut: for the chart alone, where the reader asks for what came after, and for the scrubber.
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
    whole: PairPanel


def pinned(view: View) -> str:
    """Return the query string of a link that keeps showing the pair and the session of `view`."""
    small, large = view.pair.small.symbol, view.pair.large.symbol
    return replace(view.state, small=small, large=large, as_of=view.as_of).to_query(complete=True)


@dataclass(frozen=True, slots=True)
class _Versioned:
    """A pair that equals another when the numbers are the same, as the key of a cache."""

    version: str
    pair: Pair = field(compare=False, repr=False)


def viewer(prices: Prices) -> Callable[[str], View]:
    """Return the function that turns a query string into a view.

    The indicators of a pair are computed once per data version and cut at each view's date. A link that makes no sense
    gives the default view and says so; prices that cannot be had give what `Prices.pair` shows instead.
    """

    @lru_cache(maxsize=PANELS_KEPT)
    def whole(key: _Versioned) -> PairPanel:
        return pair_panel(key.pair.small.frame, key.pair.large.frame)

    def view(query: str) -> View:
        state, ignored = ViewState.from_query(query)
        pair = prices.pair(state.small, state.large)
        as_of = pair.resolve(state.as_of)
        uncut = whole(_Versioned(pair.version, pair))
        panel = uncut.until(as_of)
        small, large = prices.instrument(pair.small.symbol), prices.instrument(pair.large.symbol)
        year = prices.year_end(as_of)
        market = Market(panel, small.short, large.short, as_of, year.session, year.sessions_left)
        moved = _moved(state.as_of, as_of, pair)
        return View(state, ignored + moved, pair, small, large, as_of, panel, market, judge_all(market), uncut)

    return view


def _moved(asked: date | None, as_of: date, pair: Pair) -> tuple[str, ...]:
    if asked is None or asked == as_of:
        return ()
    first, last = pair.sessions[0].date(), pair.sessions[-1].date()
    if asked > last:
        why = f"{day(asked)} lies after the last session of these prices"
    elif asked < first:
        why = f"{day(asked)} lies before the first session of these prices"
    else:
        why = f"{day(asked)} was no session with both prices"
    return (f"{why}; the page stands as of {day(as_of)}.",)

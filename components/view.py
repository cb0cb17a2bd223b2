"""One view of the page, assembled once: the page and everything that leaves it start from this value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from commentary.wording import day
from components.figures.window import window, within
from components.judged import Judge
from components.stamp import Stamp
from components.state import ViewState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from commentary.evidence.model import History, Study
    from commentary.marks import Mark
    from commentary.model import Claim, Market
    from commentary.pooling.model import Score, Timeline
    from components.judged import Whole
    from data.model import Instrument, Pair, YearEnd
    from indicators.panel import PairPanel


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


class Studies(Protocol):
    """What a view needs from where the long computations are kept."""

    def known(self, pair: Pair, as_of: date) -> Study | None:
        """Return what has been computed for a pair as of a session; None, at once, if that is not there."""
        ...

    def ask(self, pair: Pair, as_of: date) -> bool:
        """Have it computed behind the reader's back, if it is not there; False where it has just failed."""
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
    year_end : date
        The last session of the year of the date asked for, by the exchange calendar; on New Year's Day that is a year
        after the one of `market`.
    panel : PairPanel
        All indicators, cut at `as_of`.
    market : Market
        What the claims were judged from.
    claims : tuple of Claim
        The ledger, in the order B1 to B9, U1 to U5.
    marks : mapping of str to tuple of Mark
        What the claims point at on the chart, by key.
    records : mapping of str to tuple of History
        What followed when a claim was true before, by key, as known at `as_of`; a claim without events has none.
    timeline : Timeline
        Both sides at every session, cut at `as_of`.
    scores : tuple of Score
        How each probability of the timeline has done, as known at `as_of`.
    rows : callable
        Returns the hashes of the rows up to `as_of`, of the small and the large instrument.
    study : Study or None
        Intervals, p-values and patterns as of `as_of`; None while they have not been computed.
    whole : Whole
        The same uncut: for the chart alone, where the reader asks for what came after.
    still : bool
        Whether it leaves the page, for where nothing can be filled in later.
    """

    state: ViewState
    ignored: tuple[str, ...]
    pair: Pair
    small: Instrument
    large: Instrument
    as_of: date
    year_end: date
    panel: PairPanel
    market: Market
    claims: tuple[Claim, ...]
    marks: Mapping[str, tuple[Mark, ...]]
    records: Mapping[str, tuple[History, ...]]
    timeline: Timeline
    scores: tuple[Score, ...]
    rows: Callable[[], tuple[str, str]]
    study: Study | None
    whole: Whole
    still: bool = False


def pinned(view: View) -> str:
    """Return the query string of a link that keeps showing the pair and the session of `view`."""
    small, large = view.pair.small.symbol, view.pair.large.symbol
    return replace(view.state, small=small, large=large, as_of=view.as_of, data=None).to_query(complete=True)


def stamped(view: View) -> str:
    """Return the query string of a link to share: as `pinned`, and what it was made on."""
    small, large = view.pair.small.symbol, view.pair.large.symbol
    state = replace(view.state, small=small, large=large, as_of=view.as_of, data=Stamp.of(view))
    return state.to_query(complete=True)


def viewer(prices: Prices, studies: Studies | None = None) -> Callable[[str], View]:
    """Return the function that turns a query string into a view.

    What is computed of a pair is kept while its prices are the newest (`components.judged.Judge`). A link that makes no
    sense gives the default view and says so; prices that cannot be had give what `Prices.pair` shows instead. Nothing
    waits for a study: a view has the one that is there.
    """
    judge = Judge(prices.instrument, prices.year_end)

    def view(query: str) -> View:
        state, ignored = ViewState.from_query(query)
        pair = prices.pair(state.small, state.large)
        as_of = pair.resolve(state.as_of)
        whole, judged = judge(pair, as_of)
        found = View(
            state=state,
            ignored=ignored + _moved(state.as_of, as_of, pair),
            pair=pair,
            small=prices.instrument(pair.small.symbol),
            large=prices.instrument(pair.large.symbol),
            as_of=as_of,
            year_end=prices.year_end(state.as_of or as_of).session,
            panel=judged.market.panel,
            market=judged.market,
            claims=judged.claims,
            marks=judged.marks,
            records=judged.records,
            timeline=judged.timeline,
            scores=judged.scores,
            rows=judged.rows,
            study=studies.known(pair, as_of) if studies else None,
            whole=whole,
        )
        return _zoomable(found)

    return view


def _zoomable(view: View) -> View:
    """Return a view without a zoom that its range does not hold, and with a sentence that says so."""
    zoom = view.state.zoom
    if zoom is None or within(window(view).sessions, zoom):
        return view
    first, last = map(day, zoom)
    said = f"The zoom from {first} to {last} was ignored: of the range shown it holds no two sessions."
    return replace(view, state=replace(view.state, zoom=None), ignored=(*view.ignored, said))


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

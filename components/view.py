"""One view of the page, assembled once: the page and everything that leaves it start from this value."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from commentary.claims import judge_all, marks_of
from commentary.evidence.records import histories
from commentary.model import Claim, Market
from commentary.pooling.calibration import scores
from commentary.pooling.timeline import timeline
from commentary.wording import day
from components.state import ViewState
from indicators.panel import PairPanel, pair_panel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from commentary.evidence.model import History, Study
    from commentary.marks import Mark
    from commentary.pooling.model import Score, Timeline
    from data.model import Instrument, Pair, YearEnd

WHOLES_KEPT = 16  # pairs by data version; about 5 MB each on 10,000 sessions
DAYS_KEPT = 64  # days that were judged; about 100 kB each


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

    def ask(self, pair: Pair, as_of: date) -> None:
        """Have it computed behind the reader's back, if it is not there."""
        ...


@dataclass(frozen=True, slots=True)
class Whole:
    """What is computed once for a version of the prices: all indicators, and both sides at every session."""

    panel: PairPanel
    timeline: Timeline


@dataclass(frozen=True, slots=True)
class Judged:
    """What is said of one session, kept for the next reader."""

    market: Market
    claims: tuple[Claim, ...]
    marks: Mapping[str, tuple[Mark, ...]]
    records: Mapping[str, tuple[History, ...]]
    timeline: Timeline
    scores: tuple[Score, ...]


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
    marks : mapping of str to tuple of Mark
        What the claims point at on the chart, by key.
    records : mapping of str to tuple of History
        What followed when a claim was true before, by key, as known at `as_of`; a claim without events has none.
    timeline : Timeline
        Both sides at every session, cut at `as_of`.
    scores : tuple of Score
        How each probability of the timeline has done, as known at `as_of`.
    study : Study or None
        Intervals, p-values and patterns as of `as_of`; None while they have not been computed.
    whole : Whole
        The same uncut: for the chart alone, where the reader asks for what came after.
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
    marks: Mapping[str, tuple[Mark, ...]]
    records: Mapping[str, tuple[History, ...]]
    timeline: Timeline
    scores: tuple[Score, ...]
    study: Study | None
    whole: Whole


def pinned(view: View) -> str:
    """Return the query string of a link that keeps showing the pair and the session of `view`."""
    small, large = view.pair.small.symbol, view.pair.large.symbol
    return replace(view.state, small=small, large=large, as_of=view.as_of).to_query(complete=True)


@dataclass(frozen=True, slots=True)
class _Versioned:
    """A pair that equals another when symbols and numbers are the same, as the key of a cache."""

    symbols: tuple[str, str]
    version: str
    pair: Pair = field(compare=False, repr=False)


def viewer(prices: Prices, studies: Studies | None = None) -> Callable[[str], View]:
    """Return the function that turns a query string into a view.

    The indicators of a pair are computed once per data version and cut at each view's date; the claims are judged once
    a date. A link that makes no sense gives the default view and says so; prices that cannot be had give what
    `Prices.pair` shows instead. Nothing waits for a study: a view has the one that is there.
    """

    @lru_cache(maxsize=WHOLES_KEPT)
    def whole(key: _Versioned) -> Whole:
        panel = pair_panel(key.pair.small.frame, key.pair.large.frame)
        return Whole(panel, timeline(panel, key.pair.small.frame))

    @lru_cache(maxsize=DAYS_KEPT)
    def judged(key: _Versioned, as_of: date) -> Judged:
        small, large = (prices.instrument(part.symbol).short for part in (key.pair.small, key.pair.large))
        year, known = prices.year_end(as_of), whole(key)
        market = Market(known.panel.until(as_of), small, large, as_of, year.session, year.sessions_left)
        records = histories(market.panel)
        both = known.timeline.until(as_of)
        return Judged(market, judge_all(market), marks_of(market), records, both, scores(both, market.panel))

    def view(query: str) -> View:
        state, ignored = ViewState.from_query(query)
        pair = prices.pair(state.small, state.large)
        as_of = pair.resolve(state.as_of)
        key = _Versioned((pair.small.symbol, pair.large.symbol), pair.version, pair)
        day_judged = judged(key, as_of)
        return View(
            state=state,
            ignored=ignored + _moved(state.as_of, as_of, pair),
            pair=pair,
            small=prices.instrument(pair.small.symbol),
            large=prices.instrument(pair.large.symbol),
            as_of=as_of,
            panel=day_judged.market.panel,
            market=day_judged.market,
            claims=day_judged.claims,
            marks=day_judged.marks,
            records=day_judged.records,
            timeline=day_judged.timeline,
            scores=day_judged.scores,
            study=studies.known(pair, as_of) if studies else None,
            whole=whole(key),
        )

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

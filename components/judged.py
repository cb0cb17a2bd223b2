"""What is computed of a pair, once for a version of its prices and once for a date, and how long that is kept."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from threading import Lock
from typing import TYPE_CHECKING

from commentary.claims import judge_all, marks_of
from commentary.evidence.records import histories
from commentary.model import Claim, Market
from commentary.pooling.calibration import scores
from commentary.pooling.timeline import timeline
from data.codec import rows_sha256
from indicators.panel import PairPanel, pair_panel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from commentary.evidence.model import History
    from commentary.marks import Mark
    from commentary.pooling.model import Score, Timeline
    from data.model import Instrument, Pair, YearEnd

PAIRS_KEPT = 6  # each by its newest prices; about 10 MB each on 10,000 sessions
DAYS_KEPT = 4  # of a pair; about 0.7 MB each, and made in some 20 ms


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
    rows: Callable[[], tuple[str, str]]
    """Returns the hashes of the rows that it was judged from, of the small and the large instrument."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A pair by one version of its prices; what is kept of its days goes with it."""

    version: str
    whole: Whole
    day: Callable[[date], Judged]


class Judge:
    """Computes what is said of a pair as of a session, and keeps it for the next reader.

    Of each pair only the newest prices are kept: while the exchange is open there are others every few minutes.

    Parameters
    ----------
    instrument : callable of str to Instrument
        How a symbol is named.
    year_end : callable of date to YearEnd
        The last session of a year.
    """

    def __init__(self, instrument: Callable[[str], Instrument], year_end: Callable[[date], YearEnd]) -> None:
        self._instrument = instrument
        self._year_end = year_end
        self._kept: OrderedDict[tuple[str, str], _Kept] = OrderedDict()
        self._lock = Lock()

    def __call__(self, pair: Pair, as_of: date) -> tuple[Whole, Judged]:
        """Return all of a pair, and what is said of it as of a session."""
        symbols = pair.small.symbol, pair.large.symbol
        with self._lock:
            found = self._kept.get(symbols)
        if found is None or found.version != pair.version:
            found = self._computed(pair)
        with self._lock:
            self._kept[symbols] = found
            self._kept.move_to_end(symbols)
            if len(self._kept) > PAIRS_KEPT:
                self._kept.popitem(last=False)
        return found.whole, found.day(as_of)

    def _computed(self, pair: Pair) -> _Kept:
        panel = pair_panel(pair.small.frame, pair.large.frame)
        whole = Whole(panel, timeline(panel, pair.small.frame))
        small, large = (self._instrument(part.symbol).short for part in (pair.small, pair.large))
        return _Kept(pair.version, whole, lru_cache(DAYS_KEPT)(partial(self._judged, pair, whole, small, large)))

    def _judged(self, pair: Pair, whole: Whole, small: str, large: str, as_of: date) -> Judged:
        year = self._year_end(as_of)
        market = Market(whole.panel.until(as_of), small, large, as_of, year.session, year.sessions_left)
        both = whole.timeline.until(as_of)
        return Judged(
            market,
            judge_all(market),
            marks_of(market),
            histories(market.panel),
            both,
            scores(both, market.panel),
            cache(lambda: _rows(pair, as_of)),
        )


def _rows(pair: Pair, as_of: date) -> tuple[str, str]:
    small, large = map(rows_sha256, pair.until(as_of))
    return small, large

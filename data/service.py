"""The prices of a symbol and of a pair, whatever the state of the world: the one door of this package."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from data import instruments
from data.books import WAIT, utc_now
from data.condition import Condition, Shown
from data.errors import DataError, NoSuchSymbol
from data.model import Instrument, Pair, PriceHistory, Problem, Severity, Source, YearEnd
from data.words import say_day

if TYPE_CHECKING:
    from datetime import date, datetime

    from data.books import Book, Clock, Collect
    from data.sessions import Sessions

DEFAULT = (instruments.PAIRS[0].small, instruments.PAIRS[0].large)
"""What the page opens on."""
FALLBACK = ("IWM", "SPY")
"""What is shown, from the bundled prices, when a pair cannot be had."""
_YEAR_ENDS = 64  # days whose year's end is held
_ENOUGH = 2  # sessions that two histories need in common


class PriceService:
    """Answers from the first book that can; safe to build before a fork and to share between threads.

    Parameters
    ----------
    book : Book
        Where prices are looked for first.
    bundled : Book
        The bundled prices.
    sessions : Sessions
        Of the New York exchange.
    else_bundled : bool
        Whether a symbol that `book` cannot give is looked for in the bundled prices.
    clock : callable returning an aware datetime
    """

    def __init__(
        self, book: Book, bundled: Book, sessions: Sessions, *, else_bundled: bool, clock: Clock = utc_now
    ) -> None:
        self._book = book
        self._bundled = bundled
        self._sessions = sessions
        self._year_end = lru_cache(maxsize=_YEAR_ENDS)(sessions.year_end)
        self._else_bundled = else_bundled
        self._clock = clock

    def history(self, symbol: str) -> PriceHistory:
        """Return the daily history of `symbol` as it stands now; waits up to 2 s.

        Raises
        ------
        DataError
            If the text is no symbol or no prices can be had; nothing else.
        """
        valid = instruments.validate_symbol(symbol)
        return self._collect(self._book.ask(valid), valid, time.monotonic() + WAIT)

    def pair(self, small: str, large: str) -> Pair:
        """Return both histories, or those of IWM and SPY with a notice; never raises, waits up to 2 s."""
        try:
            return self.exact_pair(small, large)
        except DataError as error:
            return self._instead(small, large, error)

    def exact_pair(self, small: str, large: str) -> Pair:
        """Return both histories as asked for; waits up to 2 s.

        Raises
        ------
        DataError
            If either cannot be had, or they have no two sessions in common; nothing else.
        """
        deadline = time.monotonic() + WAIT
        symbols = instruments.validate_symbol(small), instruments.validate_symbol(large)
        asked = [self._book.ask(symbol) for symbol in symbols]
        first, second = (
            self._collect(collect, symbol, deadline) for collect, symbol in zip(asked, symbols, strict=True)
        )
        if first.adjusted != second.adjusted and Source.BUNDLED in {first.source, second.source}:
            first, second = (self._like_the_other(item) for item in (first, second))
        if first.adjusted != second.adjusted:
            first, second = _tilted(first, second), _tilted(second, first)
        pair = Pair(first, second, asked=symbols)
        if len(pair.sessions) < _ENOUGH:
            raise NoSuchSymbol(f"{symbols[0]} and {symbols[1]} have no two sessions in common.")
        return pair

    def condition(self) -> Condition:
        """Return how the prices of the default pair stand, as a reader would be shown them; asks nobody far away."""
        held = [self._book.held(symbol) or (self._else_bundled and self._bundled.held(symbol)) for symbol in DEFAULT]
        stands_in = not all(held)
        if stands_in:
            held = [self._bundled.held(symbol) for symbol in FALLBACK]
        now = self._clock()
        small, large = (self._shown(item, now) for item in held if item)
        return Condition(small, large, stands_in, self._book.far())

    def instrument(self, symbol: str) -> Instrument:
        """Return how to name a symbol to a reader."""
        return instruments.instrument(symbol)

    def year_end(self, day: date) -> YearEnd:
        """Return the last session of the year of `day`, and how many sessions follow `day` until and including it."""
        return self._year_end(day)

    def settle(self) -> None:
        """Wait until no source is being asked any more, some seconds at most; never called for a reader."""
        self._book.settle()

    def close(self) -> None:
        """Start nothing any more; what goes on in the background ends with the process."""
        self._book.close()

    def _shown(self, item: PriceHistory, now: datetime) -> Shown:
        missing = self._sessions.between(item.as_of, self._sessions.settled(now))
        age = (now - self._sessions.settles_at(item.as_of)).total_seconds()
        return Shown(item.as_of, item.fetched_at, item.source, item.state, max(len(missing) - 1, 0), max(age, 0.0))

    def _collect(self, collect: Collect, symbol: str, deadline: float) -> PriceHistory:
        try:
            return collect(deadline)
        except DataError as error:
            if not self._else_bundled:
                raise
            try:
                return self._from_the_bundle(symbol, str(error))
            except NoSuchSymbol:
                raise error from None

    def _like_the_other(self, item: PriceHistory) -> PriceHistory:
        """Return `item` from the bundled prices, since the other side of its pair is had only there."""
        if item.source is Source.BUNDLED:
            return item
        reason = "Prices without dividends do not compare with the bundled ones of the other side."
        try:
            return self._from_the_bundle(item.symbol, reason)
        except NoSuchSymbol:
            text = f"{item.symbol} is to be had only without dividends, the other only with them"
            raise NoSuchSymbol(text) from None

    def _from_the_bundle(self, symbol: str, reason: str) -> PriceHistory:
        kept = self._bundled.ask(symbol)(0.0)
        text = f"{reason} Shown are the bundled prices, which end on {say_day(kept.as_of)}."
        return replace(kept, problems=(Problem("source_failed", Severity.WARNING, text), *kept.problems))

    def _instead(self, small: str, large: str, error: DataError) -> Pair:
        first, second = (self._bundled.ask(symbol)(0.0) for symbol in FALLBACK)
        reason = str(error).rstrip(".")
        notice = (
            f"{small} and {large} were asked for and cannot be had ({reason}); shown instead are "
            f"{' and '.join(FALLBACK)}, from bundled dividend-adjusted prices that end on {say_day(first.as_of)}."
        )
        return Pair(first, second, asked=(small, large), notice=notice)


def _tilted(item: PriceHistory, other: PriceHistory) -> PriceHistory:
    """Return `item` with a warning that of it and `other` only one includes dividends."""
    with_them, without = (item, other) if item.adjusted else (other, item)
    text = (
        f"Prices of {with_them.symbol} include dividends and those of {without.symbol} do not:"
        f" the comparison is tilted towards {with_them.symbol} by the dividends."
    )
    return replace(item, problems=(Problem("mixed_adjustment", Severity.WARNING, text), *item.problems))

"""Prices for the page's tests: given frames in place of the data service, and a switch for what may go wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from data.instruments import instrument
from data.model import Instrument, Pair, PriceHistory, Problem, Source, State, YearEnd

if TYPE_CHECKING:
    import pandas as pd


@dataclass
class FramePrices:
    """Histories by symbol; the first two stand in, with a notice, for any symbol that is not there."""

    frames: dict[str, pd.DataFrame]
    state: State = State.FRESH
    source: Source = Source.CSV
    problems: tuple[Problem, ...] = ()
    until: dict[str, date] = field(default_factory=dict)
    failing: bool = False

    def pair(self, small: str, large: str) -> Pair:
        """Return the two histories, or the first two and a notice."""
        if self.failing:
            raise RuntimeError("the prices are made to fail")
        asked, notice = (small, large), None
        if not {small, large} <= self.frames.keys():
            small, large = list(self.frames)[:2]
            notice = f"{asked[0]} and {asked[1]} cannot be had; {small} and {large} are shown instead."
        return Pair(self.history(small), self.history(large), asked, notice)

    def history(self, symbol: str) -> PriceHistory:
        """Return one history, cut where the test says so."""
        frame = self.frames[symbol]
        if symbol in self.until:
            frame = frame.loc[: self.until[symbol].isoformat()]
        return PriceHistory(
            symbol=symbol,
            frame=frame,
            as_of=frame.index[-1].date(),
            fetched_at=datetime(2026, 8, 21, 21, 0, tzinfo=UTC),
            source=self.source,
            state=self.state,
            problems=self.problems,
            adjusted=False,
            version=f"{symbol}{len(frame)}",
        )

    def instrument(self, symbol: str) -> Instrument:
        """Name a symbol as the product does."""
        return instrument(symbol)

    def year_end(self, day: date) -> YearEnd:
        """Return the last session of the year in the frames, or 31 December for the last year."""
        index = next(iter(self.frames.values())).index
        rest = index[(index.year == day.year) & (index > day.isoformat())]
        last = rest[-1].date() if len(rest) and day.year < index[-1].year else date(day.year, 12, 31)
        return YearEnd(last, len(rest))

"""A provider made of values, for tests and for trying things out: it says what it was told to say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from data.errors import NoSuchSymbol
from data.model import Source
from data.providers.base import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    import pandas as pd

    from data.errors import SourceError


@dataclass(slots=True)
class MemoryProvider:
    """Answers from `frames`.

    Parameters
    ----------
    frames : mapping of str to DataFrame or SourceError
        The prices of each symbol, or the error to raise for it; may be changed between calls.
    clock : callable returning an aware datetime
        What time the answers say they were read.
    adjusted : bool
        Whether closes include dividends.
    calls : list of str
        The symbols fetched so far, in order.
    """

    frames: Mapping[str, pd.DataFrame | SourceError]
    clock: Callable[[], datetime]
    adjusted: bool = False
    source: Source = Source.MEMORY
    calls: list[str] = field(default_factory=list)

    def stamp(self, symbol: str) -> str:
        """Return a name for the very object that answers now."""
        return str(id(self._look_up(symbol)))

    def fetch(self, symbol: str) -> Answer:
        """Return the prices of `symbol`, or raise its error."""
        self.calls.append(symbol)
        return Answer(self._look_up(symbol), self.clock(), self.adjusted, "in memory")

    def _look_up(self, symbol: str) -> pd.DataFrame:
        found = self.frames.get(symbol)
        if found is None:
            raise NoSuchSymbol(f"{symbol} is not in memory.")
        if isinstance(found, Exception):
            raise found
        return found

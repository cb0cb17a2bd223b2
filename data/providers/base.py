"""What every provider of prices can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

    from data.model import Source


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider said, before any check.

    Parameters
    ----------
    frame : DataFrame of shape (n_rows, 1 to 5), float
        Columns ``close`` and optionally ``open``, ``high``, ``low``, ``volume``; index: naive midnights. Rows may be
        unsorted, repeated or empty: the checks see to that.
    fetched_at : datetime, aware, UTC
        When the prices were read, or written by whoever made the file.
    adjusted : bool
        True where closes include dividends.
    place : str
        Where the prices were looked for, as a sentence ends with it: "at Yahoo", "in RUT.csv".
    new_york : bool
        Whether a bar is final once the New York session has closed; False for what trades on or elsewhere.
    """

    frame: pd.DataFrame
    fetched_at: datetime
    adjusted: bool
    place: str
    new_york: bool = True


class Provider(Protocol):
    """A source of daily prices that may be far away and slow."""

    @property
    def source(self) -> Source:
        """Name of the source."""
        ...

    def fetch(self, symbol: str) -> Answer:
        """Return all daily prices of a valid symbol, or raise a `SourceError`; never called from a request's thread."""
        ...


class LocalProvider(Provider, Protocol):
    """A source at hand: asked in the request's own thread, and asked again only when its stamp has changed."""

    def stamp(self, symbol: str) -> str:
        """Return a text that changes whenever the prices of `symbol` do, or raise a `SourceError`."""
        ...

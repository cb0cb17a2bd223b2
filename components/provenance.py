"""Where the prices shown come from, in words: the trust strip and the report say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commentary.wording import day
from data.model import Source

if TYPE_CHECKING:
    from data.model import Instrument, PriceHistory

_SOURCES = {
    Source.YAHOO: "Yahoo Finance",
    Source.CSV: "CSV files",
    Source.LAST_GOOD: "kept from an earlier answer of the live source",
    Source.BUNDLED: "bundled with the page",
    Source.MEMORY: "memory",
}


def nature(history: PriceHistory) -> str:
    """Return what kind of prices the closes are."""
    return "adjusted for dividends" if history.adjusted else "price only, without dividends"


def origin(history: PriceHistory) -> str:
    """Return the sentence that names the source and when it was read."""
    when = f"{day(history.fetched_at.date())}, {history.fetched_at:%H:%M} UTC"
    return f"Source: {_SOURCES[history.source]}, read {when}."


def provenance(instrument: Instrument, history: PriceHistory) -> str:
    """Return in one paragraph what an instrument is, how current its prices are and where they come from."""
    about = f"{instrument.name}, {nature(history)}. {instrument.note}".rstrip()
    return f"{about} Last session {day(history.as_of)} ({history.state}). {origin(history)}"

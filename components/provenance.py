"""Where the prices shown come from, in words: the trust strip and the report say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commentary.wording import day
from data.model import Source, State

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from components.view import View
    from data.model import Instrument, PriceHistory, Problem

_SOURCES = {
    Source.YAHOO: "Yahoo Finance",
    Source.CSV: "CSV files",
    Source.LAST_GOOD: "kept from an earlier answer of the live source",
    Source.BUNDLED: "bundled with the page",
    Source.MEMORY: "memory",
}
NO_ADVICE = "None of it is investment advice."
DISCLAIMER = f"Every sentence about the market is computed from the prices shown, up to the as-of date. {NO_ADVICE}"
_FILES = (Source.CSV, Source.BUNDLED)


def nature(history: PriceHistory) -> str:
    """Return what kind of prices the closes are."""
    return "adjusted for dividends" if history.adjusted else "price only, without dividends"


def origin(history: PriceHistory) -> str:
    """Return the sentence that names the source, and when it was asked or of what date its file is."""
    verb = "dated" if history.source in _FILES else "read"
    return (
        f"Source: {_SOURCES[history.source]}, {verb} {day(history.fetched_at.date())}, {history.fetched_at:%H:%M} UTC."
    )


def provenance(instrument: Instrument, history: PriceHistory) -> str:
    """Return in one paragraph what an instrument is, how current its prices are and where they come from."""
    about = f"{instrument.name}, {nature(history)}. {instrument.note}".rstrip()
    return f"{about} Last session {day(history.as_of)} ({history.state}). {origin(history)}"


def findings(history: PriceHistory, as_of: date) -> tuple[Problem, ...]:
    """Return the problems that bear on a page as of `as_of`: those without a day, or with one up to it."""
    return tuple(problem for problem in history.problems if not problem.days or min(problem.days) <= as_of)


def credit(view: View) -> str:
    """Return in one line what a chart, a table or a slide shows, as of when, and where its prices come from."""
    histories = (view.pair.small, view.pair.large)
    kinds = dict.fromkeys(nature(history) for history in histories)
    sources = named(history.source for history in histories)
    names = f"{view.small.short} and {view.large.short}"
    return f"As of {day(view.as_of)}. {names}, {'; '.join(kinds)}. Source: {sources}."


def named(sources: Iterable[Source]) -> str:
    """Return sources by name, each once."""
    return "; ".join(dict.fromkeys(_SOURCES[source] for source in sources))


def standing(view: View) -> str | None:
    """Return a warning for a page on the last session of prices that are not final or not current; else None."""
    if view.as_of != view.pair.sessions[-1].date():
        return None
    states = {view.pair.small.state, view.pair.large.state}
    if State.PROVISIONAL in states:
        return f"The session of {day(view.as_of)} is not over: its last price stands for the close, and still moves."
    if State.STALE in states:
        return f"The prices end on {day(view.as_of)}; later sessions have closed and are not here."
    return None


def basis(view: View) -> str | None:
    """Return what adjusted prices mean for levels and returns, for a page that shows some; else None."""
    shown = ((view.small.short, view.pair.small), (view.large.short, view.pair.large))
    names = [name for name, history in shown if history.adjusted]
    if not names:
        return None
    verb = "is" if len(names) == 1 else "are"
    return (
        f"{' and '.join(names)} {verb} shown adjusted for dividends: past levels lie below those traded, and returns "
        "include dividends."
    )

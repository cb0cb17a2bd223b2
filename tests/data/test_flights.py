"""However many symbols are made up, those that somebody knows are fetched."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from data import flights as module
from data.errors import NoSuchSymbol, Unreachable
from data.flights import STRANGE, Flight, Flights

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model import PriceHistory

MANY = 200


@pytest.fixture
def go() -> Iterator[threading.Event]:
    """Return what fetches of symbols that begin with Z wait for."""
    event = threading.Event()
    yield event
    event.set()


def test_made_up_symbols_hold_up_no_other(go: threading.Event) -> None:
    """Two hundred are asked for and hang: a dozen wait, the rest is refused at once, and a known one comes."""

    def fetch(_: object, symbol: str) -> PriceHistory:
        assert not symbol.startswith("Z") or go.wait(20)
        raise NoSuchSymbol(symbol)

    flights = Flights(None)  # type: ignore[arg-type] # no fetch of this test looks into the cache
    strange = [flights.start(f"Z{number}", fetch, strange=True) for number in range(MANY)]
    assert 12 == sum(isinstance(one, Flight) for one in strange)
    assert all(isinstance(one, (Flight, Unreachable)) for one in strange)
    known = flights.start("^RUT", fetch)
    assert isinstance(known, Flight)
    assert isinstance(known.future.exception(20), NoSuchSymbol)
    go.set()
    flights.settle()


def test_so_many_made_up_symbols_are_looked_up_in_a_minute_and_no_more(
    go: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One after the other, as fast as they are answered; in the next minute there are more."""
    asked: list[str] = []

    def fetch(_: object, symbol: str) -> PriceHistory:
        asked.append(symbol)
        raise NoSuchSymbol(symbol)

    flights = Flights(None)  # type: ignore[arg-type] # as above
    go.set()
    for number in range(MANY):
        flights.start(f"Z{number}", fetch, strange=True)
        flights.settle()
    assert STRANGE == len(asked)
    monkeypatch.setattr(module, "MINUTE", 0.0)
    assert isinstance(flights.start("ZZ", fetch, strange=True), Flight)
    flights.settle()


def test_a_thread_that_cannot_start_leaves_its_symbol_and_its_place_free(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system refuses more than have a place, as it does at `pids_limit`; then the symbol is fetched."""

    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    def fetch(_: object, symbol: str) -> PriceHistory:
        raise NoSuchSymbol(symbol)

    flights = Flights(None)  # type: ignore[arg-type] # as above
    with monkeypatch.context() as full:
        full.setattr(threading.Thread, "start", refuse)
        assert {Unreachable} == {type(flights.start("^RUT", fetch)) for _ in range(MANY)}
    flight = flights.start("^RUT", fetch)
    assert isinstance(flight, Flight)
    assert isinstance(flight.future.exception(20), NoSuchSymbol)


def test_whoever_has_an_answer_and_asks_again_is_not_given_the_same_one(go: threading.Event) -> None:
    """Once an answer is told, its fetch is no longer under way: a minute later another one may come of the symbol."""

    def fetch(_: object, symbol: str) -> PriceHistory:
        assert go.wait(20)
        raise NoSuchSymbol(symbol)

    flights, under_way = Flights(None), list[bool]()  # type: ignore[arg-type] # as above
    flight = flights.start("^RUT", fetch)
    assert isinstance(flight, Flight)
    flight.future.add_done_callback(lambda _: under_way.append("^RUT" in flights._flights))
    go.set()
    flight.thread.join(20)
    assert under_way == [False]

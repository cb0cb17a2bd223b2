"""Yahoo in all its moods: one server of two workers meets one after the other, each with a pair of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from data import codec
from data.model import Source
from data.store import LastGood
from data.words import say_day
from tests.faults.clock import Clock, find_compiler
from tests.faults.conftest import sessions_until
from tests.faults.desk import Desk, started, until
from tests.faults.harness import Seen, fault
from tests.yahoo_stub import Mode, YahooStub, generated, spoilt

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from _pytest.mark import ParameterSet

    from data.sessions import Sessions

BOUND = 6.0
"""Seconds that a page may take while Yahoo fails: two for the prices (README), the others for a busy machine."""
BEHIND = 10  # sessions that the last good prices lack
SATURDAY = datetime(2026, 8, 22, 12, 0, tzinfo=UTC)  # no session opens, and none settles, for a day and a half
LATER = timedelta(minutes=11)  # longer than anything is remembered of a failure: the longest is ten minutes
NAMES = {
    Mode.RATE_LIMIT: "Yahoo answers 429",
    Mode.SERVER_ERROR: "Yahoo answers 500",
    Mode.HANG: "Yahoo accepts and never answers",
    Mode.DRIP: "Yahoo sends a byte now and then",
    Mode.GARBAGE: "Yahoo answers 200 with garbage",
    Mode.EMPTY: "Yahoo answers with no rows",
    Mode.WRONG_TICKER: "Yahoo answers about another symbol",
    Mode.X100_BAR: "One bar a hundred times too high",
    Mode.NAN_ROWS: "A session without prices",
    Mode.MISSING_LAST_DAY: "The last session is missing",
    Mode.UNSORTED: "Dates twice, and out of order",
}
FAILING = {
    Mode.RATE_LIMIT: "Yahoo asks to wait before it answers again.",
    Mode.SERVER_ERROR: "Yahoo gave no usable answer",
    Mode.HANG: "Yahoo has not answered",
    Mode.DRIP: "Yahoo has not answered",
    Mode.GARBAGE: "Yahoo gave no usable answer",
    Mode.EMPTY: "Yahoo has no prices of",
    Mode.WRONG_TICKER: "answered about 'WRONG'",
}
ODD = {
    Mode.X100_BAR: ("fresh", "15 Jun 2020"),
    Mode.NAN_ROWS: ("fresh", "2 Oct 2020 is missing"),
    Mode.MISSING_LAST_DAY: ("stale", "Stale"),
    Mode.UNSORTED: ("fresh", "Fresh"),
}


@dataclass(frozen=True)
class World:
    """The server, what stands in Yahoo's place, its sessions, and, where it can be set, the clock."""

    desk: Desk
    stub: YahooStub
    days: pd.DatetimeIndex
    clock: Clock | None

    @property
    def kept_until(self) -> str:
        """The last session of what is kept, as a reader sees it."""
        return say_day(self.days[-1 - BEHIND])

    def kept(self, pair: tuple[str, str]) -> list[str]:
        """Return the hashes of what is kept of a pair."""
        return [sha256((self.desk.state_dir / f"{symbol}.parquet").read_bytes()).hexdigest() for symbol in pair]

    def meets(self, mode: Mode) -> None:
        """Let Yahoo behave in another way, with what it failed at forgotten."""
        self._later()
        self.stub.mode = mode
        self.stub.charts.clear()
        self.stub.paths.clear()

    def _later(self) -> None:
        """Let the breaker close; without a clock that can be set, remove what is remembered of failures instead."""
        if self.clock:
            self.clock.move(LATER)
            return
        for path in (self.desk.cache_dir / "prices").iterdir():
            path.unlink(missing_ok=True)


@pytest.fixture(scope="module")
def world(sessions: Sessions, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Return a running server that has last good prices, ten sessions old, of a pair for each mode that fails."""
    folder = tmp_path_factory.mktemp("yahoo")
    compiler = find_compiler()
    clock = Clock(tmp_path_factory.mktemp("clock"), compiler) if compiler else None
    if clock:
        clock.show(SATURDAY)
    days = sessions_until(sessions, clock.now() if clock else datetime.now(UTC))
    histories = {symbol: generated(symbol, days) for mode in Mode for symbol in pair_of(mode)}
    store, then = LastGood(folder / "state"), sessions.settles_at(days[-1 - BEHIND].date())
    for symbol in (symbol for mode in FAILING for symbol in pair_of(mode)):
        store.write(codec.history(symbol, histories[symbol].iloc[:-BEHIND], then, Source.YAHOO, adjusted=False))
    with (
        YahooStub(histories) as stub,
        started(folder, clock.environ if clock else {}, YAHOO_CONNECT_TO=stub.address) as desk,
    ):
        yield World(desk, stub, days, clock)


def pair_of(mode: Mode) -> tuple[str, str]:
    """Return two symbols that no other mode is asked about."""
    number = list(Mode).index(mode)
    return f"SMALL{number}", f"LARGE{number}"


def cases(modes: Mapping[Mode, object], done: str, expected: str) -> list[ParameterSet]:
    """Return a parameter for each mode with what belongs to it, as a row of the table."""
    return [
        pytest.param(mode, said, marks=fault(NAMES[mode], done=done, expected=expected), id=mode.value)
        for mode, said in modes.items()
    ]


def recovered(world: World, pair: tuple[str, str]) -> bool:
    """Whether, with Yahoo well and what it failed at forgotten, a page comes to show all sessions, fresh, by itself."""
    world.meets(Mode.OK)
    until(lambda: world.desk.page(*pair).sources == {"yahoo"})
    page = world.desk.page(*pair)
    return ({"fresh"}, {say_day(world.days[-1])}) == (page.states, page.last)


@pytest.mark.parametrize(
    ("mode", "said"),
    cases(
        FAILING,
        "a pair asked for whose prices are two weeks old, twice; then Yahoo is well again",
        "after 2 s at most: last good prices, their date, the reason; files untouched; one call a symbol; then fresh",
    ),
)
def test_while_yahoo_fails_the_last_good_prices_are_shown_with_their_date(
    world: World, seen: Seen, mode: Mode, said: str
) -> None:
    """Whatever Yahoo does, no page waits long for it, what is kept stays, and all is well again once Yahoo is."""
    pair = pair_of(mode)
    kept = world.kept(pair)
    world.meets(mode)
    first, second = world.desk.page(*pair), world.desk.page(*pair)
    calls, requests = [world.stub.charts.count(symbol) for symbol in pair], len(world.stub.paths)
    untouched = world.kept(pair) == kept
    seen(
        f"{'/'.join(second.sources)}, {'/'.join(second.states)}, to {'/'.join(second.last)}",
        slowest=max(first.seconds, second.seconds),
        requests=str(requests),
    )
    for page in (first, second):
        assert (200, {"last_good"}, {"stale"}) == (page.status, page.sources, page.states)
        assert {world.kept_until} == page.last
        assert said in page.trust
        assert "Shown are the last good prices, read on" in page.trust
    assert untouched
    assert max(first.seconds, second.seconds) < BOUND
    assert max(calls) <= 1
    if mode in {Mode.HANG, Mode.DRIP}:  # a call that is still under way would be remembered as failed later
        until(lambda: all(f"about {symbol} in time" in world.desk.logged() for symbol in pair))
    assert recovered(world, pair)


@pytest.mark.parametrize(
    ("mode", "said"),
    cases(
        ODD,
        "a pair asked for that was never read before; then Yahoo is well again",
        "what can be believed and nothing else; what is wrong is said",
    ),
)
def test_odd_answers_are_put_right_or_said(world: World, seen: Seen, mode: Mode, said: tuple[str, str]) -> None:
    """Rows that are wrong, missing or out of order are left out or sorted, in the page's own words."""
    pair = pair_of(mode)
    world.meets(mode)
    until(lambda: world.desk.page(*pair).sources == {"yahoo"})  # a busy machine may take longer than a page waits
    page = world.desk.page(*pair)
    kept = LastGood(world.desk.state_dir).read(pair[0])
    seen(f"{'/'.join(page.sources)}, {'/'.join(page.states)}, to {'/'.join(page.last)}", slowest=page.seconds)
    state, words = said
    assert (200, {"yahoo"}, {state}) == (page.status, page.sources, page.states)
    assert words in page.trust
    assert kept is not None
    sound = spoilt(world.stub.histories[pair[0]], mode).sort_index()
    wrong = sound.index[sound["close"] > 50 * sound["close"].median()]
    expected = sound[~sound.index.duplicated()].dropna().drop(wrong)
    pd.testing.assert_series_equal(expected["close"], kept.frame["close"], check_freq=False, check_names=False)
    if world.clock:  # what is well needs no second look before the next session, but for the one that misses
        assert recovered(world, pair)

"""The book of a far-away provider, with a provider made of values in its place."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from data import codec
from data.books import WAIT, LocalBook
from data.build import BUNDLED
from data.cache import open_cache
from data.errors import NoSuchSymbol, RateLimited, Unreachable
from data.live import LiveBook
from data.model import PriceHistory, Source, State
from data.providers.bundled import BundledProvider
from data.providers.memory import MemoryProvider
from data.service import PriceService
from data.store import LastGood

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from data.errors import SourceError
    from data.providers.base import Answer
    from data.sessions import Sessions
    from tests.data.conftest import Clock

MONDAY = datetime(2026, 8, 24, 22, 0, tzinfo=UTC)
"""After the close of the session that follows those in `walk`."""


class Gate(MemoryProvider):
    """A provider that answers only when it is let."""

    def __init__(self, frames: dict[str, pd.DataFrame | SourceError], clock: Clock) -> None:
        super().__init__(frames, clock, source=Source.YAHOO)
        self.open = threading.Event()
        self.open.set()
        self.new_york = True
        self.with_dividends: set[str] = set()

    def fetch(self, symbol: str) -> Answer:
        """Wait for the gate, then answer."""
        assert self.open.wait(30)
        return replace(super().fetch(symbol), new_york=self.new_york, adjusted=symbol in self.with_dividends)


class Desk:
    """A live book over a folder, its provider and its clock; `again` is the next process."""

    def __init__(self, folder: Path, sessions: Sessions, clock: Clock, provider: Gate) -> None:
        self.folder, self.sessions, self.clock, self.provider = folder, sessions, clock, provider
        self.book = LiveBook(
            provider, sessions, LastGood(folder / "kept"), partial(open_cache, folder / "cache", None), clock
        )

    def again(self) -> Desk:
        """Return another process over the same folders."""
        return Desk(self.folder, self.sessions, self.clock, self.provider)

    def history(self, symbol: str = "^RUT") -> PriceHistory:
        """Return what a request gets that may wait as long as requests do."""
        return self.book.ask(symbol)(time.monotonic() + WAIT)


@pytest.fixture
def desk(tmp_path: Path, sessions: Sessions, clock: Clock, walk: pd.DataFrame) -> Iterator[Desk]:
    """Return a desk whose provider knows ^RUT and ^GSPC up to Friday 21 August 2026."""
    made = Desk(tmp_path, sessions, clock, Gate({"^RUT": walk, "^GSPC": walk * 2}, clock))
    yield made
    made.provider.open.set()
    made.book.settle()


def test_the_first_request_is_answered_by_the_provider(desk: Desk, walk: pd.DataFrame) -> None:
    """Within the two seconds of a request the prices are there, fresh."""
    item = desk.history()
    assert item.state is State.FRESH
    assert item.source is Source.YAHOO
    assert item.problems == ()
    pd.testing.assert_frame_equal(item.frame, walk, check_freq=False)


def test_the_second_request_asks_nobody(desk: Desk) -> None:
    """The very same object comes back until it can have changed."""
    assert desk.history() is desk.history()
    assert desk.provider.calls == ["^RUT"]


def test_another_process_takes_it_from_the_cache(desk: Desk) -> None:
    """One fetch serves all processes of the machine."""
    first = desk.history()
    other = desk.again()
    assert other.history() == first
    assert desk.provider.calls == ["^RUT"]


def test_what_is_current_is_shown_while_it_is_refreshed(desk: Desk) -> None:
    """On Monday before the close Friday's prices are whole: the request does not wait for the new ones."""
    friday = desk.history()
    desk.clock.now = datetime(2026, 8, 24, 15, 0, tzinfo=UTC)
    desk.provider.open.clear()
    assert desk.history().version == friday.version
    assert desk.history().state is State.FRESH
    desk.provider.open.set()
    desk.book.settle()
    assert desk.provider.calls == ["^RUT", "^RUT"]


def test_what_lacks_a_closed_session_is_waited_for(desk: Desk, walk: pd.DataFrame) -> None:
    """On Monday evening the request gets Monday's close, not Friday's."""
    desk.history()
    desk.clock.now = MONDAY
    extra = walk.iloc[[-1]].set_axis(pd.DatetimeIndex(["2026-08-24"]))
    desk.provider.frames["^RUT"] = pd.concat([walk, extra])
    item = desk.history()
    assert item.state is State.FRESH
    assert item.frame.index[-1] == pd.Timestamp("2026-08-24")


def test_a_request_waits_two_seconds_and_no_longer(desk: Desk) -> None:
    """With nothing at hand and a provider that hangs an error comes in time; the next request does not wait again."""
    desk.provider.open.clear()
    started = time.monotonic()
    with pytest.raises(Unreachable, match="not answered"):
        desk.history()
    assert WAIT - 0.1 < time.monotonic() - started < WAIT + 0.5
    started = time.monotonic()
    with pytest.raises(Unreachable):
        desk.history()
    assert time.monotonic() - started < WAIT / 2
    desk.provider.open.set()
    desk.book.settle()
    assert desk.provider.calls == ["^RUT"]
    assert desk.history().state is State.FRESH


def test_a_failure_leaves_the_last_good_prices_and_says_so(desk: Desk) -> None:
    """A restarted process with an empty memory and no Yahoo still has what was read before, named as what it is."""
    good = desk.history()
    desk.clock.now = MONDAY
    desk.provider.frames["^RUT"] = Unreachable("Yahoo cannot be reached.")
    item = desk.again().history()
    assert item.version == good.version
    assert item.source is Source.LAST_GOOD
    assert item.state is State.STALE
    assert item.problems[0].text == (
        "Yahoo cannot be reached. Shown are the last good prices, read on 21 Aug 2026 at 22:00 UTC."
    )


def test_a_failure_is_remembered_for_a_minute(desk: Desk) -> None:
    """The provider is not asked again, by whatever process, until the minute is over."""
    desk.provider.frames["^RUT"] = Unreachable("Yahoo cannot be reached.")
    for attempt in (desk, desk, desk.again()):
        with pytest.raises(Unreachable, match="cannot be reached"):
            attempt.history()
    assert desk.provider.calls == ["^RUT"]
    desk.clock.now += timedelta(seconds=61)
    with pytest.raises(Unreachable):
        desk.history()
    assert desk.provider.calls == ["^RUT", "^RUT"]


def test_prices_dated_in_the_future_are_read_again(desk: Desk) -> None:
    """They were read while the clock was ahead: now that it is right they need not be good until it gets there."""
    desk.clock.now += timedelta(days=2)
    desk.history()
    desk.clock.now -= timedelta(days=2)
    desk.history()
    desk.book.settle()
    assert desk.provider.calls == ["^RUT", "^RUT"]
    assert desk.history().fetched_at == desk.clock.now


def test_failures_dated_in_the_future_hold_nobody_up(desk: Desk) -> None:
    """Neither that of the symbol nor the breaker's, which being asked to wait has opened for all."""
    good = desk.provider.frames["^RUT"]
    desk.provider.frames["^RUT"] = RateLimited("Yahoo asks to wait.")
    desk.clock.now += timedelta(days=2)
    with pytest.raises(RateLimited):
        desk.history()
    desk.clock.now -= timedelta(days=2)
    desk.provider.frames["^RUT"] = good
    assert [desk.history().state, desk.history("^GSPC").state] == [State.FRESH, State.FRESH]


def test_on_a_clock_that_is_behind_nothing_of_the_future_is_believed_and_what_was_read_stays(desk: Desk) -> None:
    """Friday's prices, read on Friday, are there on a Wednesday, too; what Yahoo answers now is refused, in words."""
    friday = desk.history()
    desk.clock.now -= timedelta(days=2)
    desk.history()
    desk.book.settle()
    shown = desk.history()
    assert (Source.LAST_GOOD, friday.version) == (shown.source, shown.version)
    assert "run to 21 Aug 2026, in the future as this machine's clock has it" in shown.problems[0].text


def test_a_clock_that_goes_back_takes_no_session_from_what_is_kept(desk: Desk, walk: pd.DataFrame) -> None:
    """Asked up to Wednesday Yahoo answers up to Wednesday: Thursday and Friday stay, on the page and on the disk."""
    friday = desk.history()
    desk.clock.now -= timedelta(days=2)
    desk.provider.frames["^RUT"] = walk.iloc[:-2]
    desk.history()
    desk.book.settle()
    kept = LastGood(desk.folder / "kept").read("^RUT")
    assert kept is not None
    assert friday.version == desk.history().version == kept.version


@pytest.mark.parametrize("note", [{"until": "noon"}, {"until": 7, "failures": "many"}])
def test_a_breaker_whose_note_cannot_be_read_is_closed(desk: Desk, note: dict[str, object]) -> None:
    """Who can write to the cache can forge answers, but should not be able to stop the page by a word."""
    open_cache(desk.folder / "cache", None).put_note("breaker", note, 60)
    assert desk.history().state is State.FRESH


def test_three_failures_open_the_breaker_for_all_symbols(desk: Desk) -> None:
    """A provider that fails is left alone for two minutes, then asked once; a success closes the breaker."""
    symbols = ["A", "B", "C", "D", "E", "^RUT"]
    for symbol in symbols[:5]:
        desk.provider.frames[symbol] = Unreachable("Yahoo cannot be reached.")
    for symbol in symbols[:3]:
        with pytest.raises(Unreachable, match="cannot be reached"):
            desk.history(symbol)
    with pytest.raises(Unreachable, match="asked again at 22:02 UTC"):
        desk.history("D")
    assert desk.provider.calls == ["A", "B", "C"]
    desk.clock.now += timedelta(minutes=2, seconds=1)
    with pytest.raises(Unreachable, match="cannot be reached"):
        desk.history("D")
    with pytest.raises(Unreachable, match="asked again"):
        desk.history("E")
    desk.clock.now += timedelta(minutes=2, seconds=1)
    assert desk.history("^RUT").state is State.FRESH
    with pytest.raises(Unreachable, match="cannot be reached"):
        desk.history("E")


def test_being_asked_to_wait_opens_the_breaker_at_once(desk: Desk) -> None:
    """A second question would only make it longer."""
    desk.provider.frames["A"] = RateLimited("Yahoo asks to wait before it answers again.")
    with pytest.raises(RateLimited):
        desk.history("A")
    with pytest.raises(Unreachable, match="asked again"):
        desk.history("^RUT")
    assert desk.provider.calls == ["A"]


def test_unknown_symbols_do_not_open_the_breaker(desk: Desk) -> None:
    """A user who mistypes does not cut off the others."""
    for symbol in ("A", "B", "C", "D"):
        with pytest.raises(NoSuchSymbol):
            desk.history(symbol)
    assert desk.history("^RUT").state is State.FRESH


def test_a_bar_read_during_the_session_is_provisional_and_never_kept_as_a_close(desk: Desk, walk: pd.DataFrame) -> None:
    """The running bar is shown and marked; once its session is over and Yahoo is away it is gone: no close."""
    afternoon = datetime(2026, 8, 24, 19, 0, tzinfo=UTC)
    extra = walk.iloc[[-1]].set_axis(pd.DatetimeIndex(["2026-08-24"])) * 1.01
    desk.provider.frames["^RUT"] = pd.concat([walk, extra])
    desk.clock.now = afternoon
    item = desk.history()
    assert item.state is State.PROVISIONAL
    assert item.frame.index[-1] == pd.Timestamp("2026-08-24")
    desk.clock.now = MONDAY
    desk.provider.frames["^RUT"] = Unreachable("Yahoo cannot be reached.")
    for later in (desk, desk.again()):
        item = later.history()
        assert item.state is State.STALE
        pd.testing.assert_frame_equal(item.frame, walk, check_freq=False)


def test_a_moved_close_is_refused_and_the_earlier_one_shown(desk: Desk, walk: pd.DataFrame) -> None:
    """A wrong bar after a right one does not reach the reader; the sentence says what was refused."""
    good = desk.history()
    wrong = walk.copy()
    wrong.iloc[-1] *= 1.1
    desk.provider.frames["^RUT"] = wrong
    desk.clock.now = MONDAY
    item = desk.history()
    assert item.version == good.version
    assert item.source is Source.LAST_GOOD
    assert "refused: they move the close of 21 Aug 2026" in item.problems[0].text


def further(walk: pd.DataFrame, *factors: float) -> pd.DataFrame:
    """Return `walk` with sessions from Monday 24 August 2026 on, whose prices are its last ones times a factor each."""
    days = pd.bdate_range("2026-08-24", periods=len(factors))
    rows = [walk.iloc[[-1]].set_axis(days[at : at + 1]) * factor for at, factor in enumerate(factors)]
    return pd.concat([walk, *rows])


def test_one_wrong_bar_does_not_poison_what_is_kept(desk: Desk, walk: pd.DataFrame) -> None:
    """Wrong on Monday, right on Tuesday, Monday corrected on Wednesday: each evening shows what is right, no more."""
    desk.history()
    shown = []
    for day, closes in enumerate([(0.45,), (0.45, 1.01), (0.99, 1.01, 1.02)]):
        desk.clock.now = MONDAY + timedelta(days=day)
        desk.provider.frames["^RUT"] = further(walk, *closes)
        item = desk.history()
        assert item.source is Source.YAHOO
        shown.append([(str(at.date()), close) for at, close in item.frame["close"][len(walk) :].items()])
    last = walk["close"].iloc[-1]
    monday, tuesday, wednesday = ("2026-08-24", last * 0.99), ("2026-08-25", last * 1.01), ("2026-08-26", last * 1.02)
    assert shown == [[], [tuesday], [monday, tuesday, wednesday]]
    assert item.state is State.FRESH
    assert item.problems == ()


def test_a_wrong_bar_that_was_kept_goes_once_it_is_seen_as_a_slip(desk: Desk, walk: pd.DataFrame) -> None:
    """What an earlier version took for a close is not put back into answers that show it to be none."""
    wrong = further(walk, 0.45)
    LastGood(desk.folder / "kept").write(codec.history("^RUT", wrong, desk.clock.now, Source.YAHOO, adjusted=False))
    desk.clock.now = MONDAY + timedelta(days=1)
    desk.provider.frames["^RUT"] = further(walk, 0.45, 1.01)
    assert desk.history().frame.index[-2:].to_list() == [walk.index[-1], pd.Timestamp("2026-08-25")]


def test_a_correction_is_believed_after_a_further_session(desk: Desk, walk: pd.DataFrame) -> None:
    """A tenth too high on Monday and kept, corrected on Tuesday: refused that evening, taken over on Wednesday."""
    desk.clock.now = MONDAY
    desk.provider.frames["^RUT"] = further(walk, 1.1)
    kept = desk.history()
    assert len(kept.frame) == len(walk) + 1
    desk.provider.frames["^RUT"] = further(walk, 1.0, 1.01)
    for later in (timedelta(days=1), timedelta(days=1, hours=3)):
        desk.clock.now = MONDAY + later
        item = desk.again().history()
        assert item.version == kept.version
        assert "They are believed if they still say so after the next session." in item.problems[0].text
    desk.clock.now = MONDAY + timedelta(days=2)
    desk.provider.frames["^RUT"] = further(walk, 1.0, 1.01, 1.02)
    item = desk.history()
    assert item.source is Source.YAHOO
    pd.testing.assert_frame_equal(item.frame, further(walk, 1.0, 1.01, 1.02), check_freq=False, check_names=False)
    assert [problem.code for problem in item.problems] == ["restated"]
    high, right = walk["close"].iloc[-1] * 1.1, walk["close"].iloc[-1]
    assert item.problems[0].text == (
        f"The close of ^RUT in memory was restated: 24 Aug 2026 from {high:,.2f} to {right:,.2f}."
    )
    desk.clock.now = MONDAY + timedelta(days=3)
    desk.provider.frames["^RUT"] = further(walk, 1.0, 1.01, 1.02, 1.03)
    assert desk.history().problems == ()


def test_a_wrong_answer_that_is_taken_back_leaves_nothing_behind(desk: Desk, walk: pd.DataFrame) -> None:
    """Friday moved on Monday, right on Tuesday, moved again on Wednesday: that is a first time again, and refused."""
    desk.history()
    moved = walk.copy()
    moved.iloc[-1] *= 1.1
    refused = []
    for day, friday in enumerate([moved, walk, moved]):
        desk.clock.now = MONDAY + timedelta(days=day)
        desk.provider.frames["^RUT"] = pd.concat([friday, further(walk, *[1.0] * (day + 1)).iloc[len(walk) :]])
        refused.append(desk.history().source is Source.LAST_GOOD)
    assert refused == [True, False, True]


def test_a_moved_old_bar_is_refused_for_good_and_the_remedy_is_named(desk: Desk, walk: pd.DataFrame) -> None:
    """Who knows better than the earlier answer is told which file to remove, and having done so has the new prices."""
    desk.history()
    moved = walk.copy()
    moved.iloc[-30] *= 1.05
    for day in range(3):
        desk.clock.now = MONDAY + timedelta(days=day)
        desk.provider.frames["^RUT"] = further(moved, *[1.0] * (day + 1))
        item = desk.history()
        assert item.source is Source.LAST_GOOD
        assert "To believe them nevertheless, remove _RUT.parquet from STATE_DIR." in item.problems[0].text
    (desk.folder / "kept" / "_RUT.parquet").unlink()
    desk.clock.now += timedelta(minutes=2)
    assert desk.again().history().frame["close"].iloc[-33] == moved["close"].iloc[-30]


def test_an_answer_that_lacks_the_last_session_is_asked_for_again_soon(desk: Desk, walk: pd.DataFrame) -> None:
    """On a Friday evening without Friday's close the next look is in ten minutes, not on Monday."""
    desk.provider.frames["^RUT"] = walk.iloc[:-1]
    assert desk.history().state is State.STALE
    desk.provider.frames["^RUT"] = walk
    desk.clock.now += timedelta(minutes=11)
    assert desk.history().state is State.FRESH


def test_a_fault_in_the_checks_is_an_error_of_ours(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Even a programming error does not reach the page as anything but a sentence; the log has the traceback."""

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("data.checks.clean", broken)
    for _ in range(2):
        with pytest.raises(Unreachable, match="a fault in this program"):
            desk.history()
    assert "ZeroDivisionError" in caplog.text
    assert desk.provider.calls == ["^RUT"]


def test_who_waits_too_long_for_another_process_reads_which_symbol(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one that reads it has the lock."""
    monkeypatch.setattr("data.fetch.LOCK_PATIENCE", 0.05)
    elsewhere = open_cache(desk.folder / "cache", None)
    with elsewhere.lock("^RUT", 1.0), pytest.raises(Unreachable, match=r"^\^RUT is being read elsewhere"):
        desk.history()


def test_a_bar_that_trades_on_after_the_bell_may_still_move(desk: Desk, walk: pd.DataFrame) -> None:
    """A currency's Friday is not over when New York closes: what it says later is not taken for a moved close."""
    desk.provider.new_york = False
    desk.history()
    moved = walk.copy()
    moved.iloc[-1] *= 1.02
    desk.provider.frames["^RUT"] = moved
    desk.clock.now = MONDAY
    assert desk.history().frame["close"].iloc[-1] == moved["close"].iloc[-1]


def test_a_flood_of_symbols_is_turned_away(desk: Desk) -> None:
    """The queue is bounded, whatever users type."""
    desk.provider.open.clear()
    collects = [desk.book.ask(f"S{number}") for number in range(33)]
    with pytest.raises(Unreachable, match="No more"):
        collects[-1](time.monotonic())
    desk.provider.open.set()


def test_many_threads_make_one_fetch(desk: Desk) -> None:
    """Twelve requests for a cold symbol are one question to the provider."""
    desk.provider.open.clear()
    found: list[PriceHistory] = []
    threads = [threading.Thread(target=lambda: found.append(desk.history())) for _ in range(12)]
    for thread in threads:
        thread.start()
    desk.provider.open.set()
    for thread in threads:
        thread.join(30)
    assert len(found) == 12
    assert desk.provider.calls == ["^RUT"]


def test_a_closed_book_starts_nothing_and_shows_what_it_has(desk: Desk) -> None:
    """A desk that ends does not wait for Yahoo, and asks it nothing more."""
    desk.history()
    desk.book.close()
    assert desk.history().state is State.FRESH
    with pytest.raises(Unreachable):
        desk.history("^GSPC")
    assert desk.provider.calls == ["^RUT"]


@pytest.fixture
def service(desk: Desk, sessions: Sessions, clock: Clock) -> PriceService:
    """Return a service over the desk with the bundled prices behind it."""
    bundled = LocalBook(BundledProvider(BUNDLED), sessions, clock)
    return PriceService(desk.book, bundled, sessions, else_bundled=True)


def test_a_pair_that_hangs_is_shown_from_bundled_prices_in_two_seconds(desk: Desk, service: PriceService) -> None:
    """Both symbols are waited for at once, and what is shown says why."""
    desk.provider.open.clear()
    started = time.monotonic()
    pair = service.pair("^RUT", "^GSPC")
    assert time.monotonic() - started < WAIT + 0.5
    assert (pair.small.symbol, pair.large.symbol) == ("IWM", "SPY")
    assert "(Yahoo has not answered about ^RUT yet)" in str(pair.notice)
    assert pair.asked == ("^RUT", "^GSPC")


def test_one_side_from_yahoo_never_meets_the_other_from_the_bundle(
    desk: Desk, service: PriceService, walk: pd.DataFrame
) -> None:
    """IWM without dividends and SPY with them do not compare: both come from the bundled prices."""
    desk.provider.frames["IWM"] = walk
    desk.provider.frames["SPY"] = Unreachable("Yahoo cannot be reached.")
    pair = service.pair("IWM", "SPY")
    assert pair.notice is None
    assert {pair.small.source, pair.large.source} == {Source.BUNDLED}
    assert pair.small.problems[0].text.startswith("Prices without dividends do not compare")
    assert pair.large.problems[0].text.startswith("Yahoo cannot be reached. Shown are the bundled prices")


def test_a_fund_with_dividends_beside_an_index_without_is_told_on_both_sides(
    desk: Desk, service: PriceService, walk: pd.DataFrame
) -> None:
    """A fund's dividends lift it against a price index: NAESX beside ^GSPC, both live, is shown with that said."""
    desk.provider.frames["NAESX"] = walk
    desk.provider.with_dividends = {"NAESX"}
    pair = service.pair("NAESX", "^GSPC")
    assert [pair.small.source, pair.large.source] == [Source.YAHOO, Source.YAHOO]
    for item in (pair.small, pair.large):
        assert [problem.code for problem in item.problems] == ["mixed_adjustment"]
        assert item.problems[0].text == (
            "Prices of NAESX include dividends and those of ^GSPC do not:"
            " the comparison is tilted towards NAESX by the dividends."
        )
    assert service.pair("^RUT", "^GSPC").small.problems == ()


def test_a_warm_pair_costs_less_than_a_millisecond(service: PriceService) -> None:
    """The best of many, so that a busy machine does not matter."""
    service.pair("^RUT", "^GSPC")

    def timed(call: Callable[[], object]) -> float:
        started = time.perf_counter()
        call()
        return time.perf_counter() - started

    assert min(timed(lambda: service.pair("^RUT", "^GSPC")) for _ in range(50)) < 0.001

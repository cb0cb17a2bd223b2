"""Real yfinance, over TLS, against a loopback server that answers or fails as Yahoo does."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, cast

import pandas as pd
import pytest
import yfinance

from data.build import build_service
from data.errors import NoSuchSymbol, RateLimited, RefusedData, SourceError, Unreachable
from data.model import Source, State
from data.providers.yahoo import YahooProvider, _Zones
from data.settings import DataSettings, DataSource
from tests.yahoo_stub import NAN_DAY, SPIKE_DAY, Mode, YahooStub

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from data.live import LiveBook
    from data.service import PriceService
    from tests.data.conftest import Clock

BUDGET = 1.5  # seconds, to keep the tests short


@pytest.fixture
def stub(walk: pd.DataFrame) -> Iterator[YahooStub]:
    """Return a running server that knows the two indices, a fund and two ETFs."""
    with YahooStub(dict.fromkeys(("^RUT", "^GSPC", "IWM", "SPY", "NAESX"), walk)) as server:
        yield server


@pytest.fixture
def yahoo(stub: YahooStub) -> YahooProvider:
    """Return the provider that ships, pointed at the server."""
    return YahooProvider(stub.address, BUDGET)


def test_a_history_arrives_number_by_number(yahoo: YahooProvider, walk: pd.DataFrame) -> None:
    """Sessions, prices and volumes are those that the server holds; closes are price only."""
    answer = yahoo.fetch("^RUT")
    pd.testing.assert_frame_equal(answer.frame, walk, check_freq=False, check_index_type=False, check_names=False)
    assert not answer.adjusted
    assert answer.new_york


def test_a_mutual_fund_is_had_with_its_distributions(yahoo: YahooProvider) -> None:
    """A fund's bare price falls by each distribution, so its adjusted close is taken, alone."""
    answer = yahoo.fetch("NAESX")
    assert answer.adjusted
    assert answer.frame.columns.to_list() == ["close"]


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        (Mode.RATE_LIMIT, RateLimited),
        (Mode.SERVER_ERROR, Unreachable),
        (Mode.HANG, Unreachable),
        (Mode.DRIP, Unreachable),
        (Mode.GARBAGE, Unreachable),
        (Mode.EMPTY, NoSuchSymbol),
        (Mode.WRONG_TICKER, RefusedData),
    ],
)
def test_each_failure_is_one_of_ours_within_the_budget_and_is_got_over(
    stub: YahooStub, yahoo: YahooProvider, walk: pd.DataFrame, mode: Mode, kind: type[SourceError]
) -> None:
    """No foreign error escapes, no call outlives its budget, and the next good answer is not spoilt by the bad one."""
    stub.mode = mode
    started = time.monotonic()
    with pytest.raises(kind) as caught:
        yahoo.fetch("^RUT")
    assert time.monotonic() - started < BUDGET + 2.5  # the first fetch of a process imports yfinance
    assert "Yahoo" in str(caught.value)
    stub.mode = Mode.OK
    assert len(yahoo.fetch("^RUT").frame) == len(walk)


def test_an_unknown_symbol_is_unknown(yahoo: YahooProvider) -> None:
    """Also when yfinance looks for it in other places first."""
    for _ in range(4):
        with pytest.raises(NoSuchSymbol, match=r"Yahoo has no prices of NOSUCH\."):
            yahoo.fetch("NOSUCH")


def test_yfinance_writes_nothing_to_the_disk(yahoo: YahooProvider, tmp_path: Path) -> None:
    """Its databases are not opened: a folder that takes their place stays empty."""
    yfinance.set_tz_cache_location(str(tmp_path))
    yahoo.fetch("^RUT")
    assert list(tmp_path.iterdir()) == []


def test_nobody_listening_is_unreachable_at_once() -> None:
    """No network at all: the refusal comes without a wait."""
    with pytest.raises(Unreachable, match="cannot be reached"):
        YahooProvider("127.0.0.1:1", BUDGET).fetch("^RUT")


@pytest.fixture
def service(stub: YahooStub, tmp_path: Path, clock: Clock) -> Iterator[PriceService]:
    """Return the whole service as it is started, pointed at the server."""
    made = start(stub, tmp_path, clock)
    yield made
    stub.stopping.set()
    cast("LiveBook", made._book).settle()


def start(stub: YahooStub, folder: Path, clock: Clock) -> PriceService:
    """Return the service a process starts with."""
    settings = DataSettings(
        DataSource.AUTO, cache_dir=folder / "cache", state_dir=folder / "state", yahoo_connect_to=stub.address
    )
    return build_service(settings, clock)


def test_time_zones_are_remembered_for_the_last_symbols_alone() -> None:
    """Users may type symbols without end."""
    zones = _Zones()
    for number in range(1000):
        zones.store(f"S{number}", "America/New_York")
    assert len(zones) == 64
    assert zones.lookup("S999") == "America/New_York"
    assert zones.lookup("S0") is None


FAILURES = [Mode.RATE_LIMIT, Mode.SERVER_ERROR, Mode.HANG, Mode.DRIP, Mode.GARBAGE, Mode.EMPTY, Mode.WRONG_TICKER]


@pytest.mark.parametrize("mode", FAILURES)
def test_a_first_visitor_has_the_bundled_pair_and_the_reason(
    stub: YahooStub, service: PriceService, mode: Mode
) -> None:
    """Cold, with Yahoo failing in any way: a pair within two seconds, the sentence, and what was asked for."""
    stub.mode = mode
    started = time.monotonic()
    pair = service.pair("^RUT", "^GSPC")
    assert time.monotonic() - started < 2.5
    assert pair.asked == ("^RUT", "^GSPC")
    assert (pair.small.symbol, pair.small.source) == ("IWM", Source.BUNDLED)
    assert "Yahoo" in str(pair.notice)


@pytest.mark.parametrize("mode", FAILURES)
def test_a_restarted_desk_has_its_last_good_prices(
    stub: YahooStub, service: PriceService, tmp_path: Path, clock: Clock, mode: Mode
) -> None:
    """After one good day any failure leaves that day's prices, marked as stale and as last good."""
    good = service.pair("^RUT", "^GSPC")
    assert good.small.state is State.FRESH
    clock.now = clock.now.replace(day=24)
    stub.mode = mode
    restarted = start(stub, tmp_path, clock)
    started = time.monotonic()
    pair = restarted.pair("^RUT", "^GSPC")
    assert time.monotonic() - started < 2.5
    assert pair.notice is None
    assert pair.version == good.version
    assert (pair.small.source, pair.small.state) == (Source.LAST_GOOD, State.STALE)
    assert "Shown are the last good prices" in pair.small.problems[0].text
    stub.stopping.set()


def test_the_day_yahoo_lacks_is_told_and_not_filled_in(stub: YahooStub, service: PriceService) -> None:
    """The real case of ^RUT: a row of nulls on 2 October 2020."""
    stub.mode = Mode.NAN_ROWS
    item = service.history("^RUT")
    assert item.problems[0].text == "2 Oct 2020 is missing from ^RUT at Yahoo; nothing was filled in."
    assert NAN_DAY not in item.frame.index


def test_a_missing_last_day_makes_the_history_stale(stub: YahooStub, service: PriceService) -> None:
    """A first answer without Friday's close is shown as what it is."""
    stub.mode = Mode.MISSING_LAST_DAY
    item = service.history("^RUT")
    assert item.state is State.STALE
    assert str(item.as_of) == "2026-08-20"


def test_a_last_day_that_vanishes_later_stays(stub: YahooStub, service: PriceService, clock: Clock) -> None:
    """What was read once is not lost because Yahoo lost it, and the page says so."""
    service.history("^RUT")
    clock.now = clock.now.replace(day=24)
    stub.mode = Mode.MISSING_LAST_DAY
    item = service.history("^RUT")
    assert str(item.as_of) == "2026-08-21"
    assert "21 Aug 2026 is now missing from ^RUT at Yahoo; the earlier rows were kept." in [
        problem.text for problem in item.problems
    ]


def test_a_wrong_last_bar_does_not_replace_a_right_one(stub: YahooStub, service: PriceService, clock: Clock) -> None:
    """A close that moves by a tenth after the fact is refused."""
    good = service.history("^RUT")
    clock.now = clock.now.replace(day=24)
    stub.mode = Mode.WRONG_LAST_BAR
    item = service.history("^RUT")
    assert item.version == good.version
    assert "refused: they move the close of 21 Aug 2026" in item.problems[0].text


def test_a_bar_a_hundred_times_too_high_is_left_out(stub: YahooStub, service: PriceService) -> None:
    """The page says which one."""
    stub.mode = Mode.X100_BAR
    item = service.history("^RUT")
    assert SPIKE_DAY not in item.frame.index
    assert item.problems[0].code == "spike"
    assert "15 Jun 2020" in item.problems[0].text


def test_rows_twice_and_out_of_order_do_no_harm(stub: YahooStub, service: PriceService, walk: pd.DataFrame) -> None:
    """What arrives is sorted and has each session once."""
    stub.mode = Mode.UNSORTED
    pd.testing.assert_frame_equal(service.history("^RUT").frame, walk, check_freq=False)


def test_the_server_is_asked_once_for_each_symbol(
    stub: YahooStub, service: PriceService, tmp_path: Path, clock: Clock
) -> None:
    """Ten pages and a restart make two requests for histories."""
    for _ in range(10):
        service.pair("^RUT", "^GSPC")
    start(stub, tmp_path, clock).pair("^RUT", "^GSPC")
    assert sorted(stub.charts) == ["^GSPC", "^RUT"]

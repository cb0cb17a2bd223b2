"""How the prices stand, told without asking the source; sessions are counted by hand from the exchange's calendar."""

from __future__ import annotations

import logging
import time
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from data.books import LocalBook
from data.build import BUNDLED, build_service
from data.cache import open_cache
from data.errors import RateLimited, Unreachable
from data.measure import LOGGER
from data.model import Source, State
from data.providers.bundled import BundledProvider
from data.service import PriceService
from data.settings import DataSettings, DataSource
from data.store import LastGood
from tests.data.test_live import Desk, Gate

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from data.sessions import Sessions
    from tests.data.conftest import Clock


@pytest.fixture
def desk(tmp_path: Path, sessions: Sessions, clock: Clock, walk: pd.DataFrame) -> Desk:
    """Return a desk whose provider knows the default pair up to Friday 21 August 2026."""
    return Desk(tmp_path, sessions, clock, Gate({"^RUT": walk, "^GSPC": walk * 2}, clock))


@pytest.fixture
def service(desk: Desk, sessions: Sessions, clock: Clock) -> PriceService:
    """Return a service over the desk."""
    bundled = LocalBook(BundledProvider(BUNDLED), sessions, clock)
    return PriceService(desk.book, bundled, sessions, else_bundled=True, clock=clock)


def test_with_nothing_at_hand_the_bundled_pair_stands_in_and_nobody_is_asked(desk: Desk, service: PriceService) -> None:
    """What a reader would be shown before the first answer."""
    found = service.condition()
    assert found.stands_in
    assert {Source.BUNDLED} == {found.small.source, found.large.source}
    assert [] == desk.provider.calls


def test_on_the_evening_of_the_last_session_nothing_is_missing(service: PriceService) -> None:
    """Friday's bar has settled at 20:30 UTC (16:00 in New York in summer, and half an hour); it is 22:00."""
    service.pair("^RUT", "^GSPC")
    found = service.condition()
    assert (State.FRESH, 0, date(2026, 8, 21)) == (found.small.state, found.small.missing, found.small.as_of)
    assert found.large.age == 1.5 * 3600
    assert not found.stands_in
    assert found.far is not None
    assert (None, "folder", True, True) == (
        found.far.open_until,
        found.far.cache,
        found.far.answers,
        found.far.keeps,
    )


@pytest.mark.parametrize(
    ("now", "missing"),
    [
        (datetime(2026, 8, 23, 12, 0, tzinfo=UTC), 0),  # Sunday
        (datetime(2026, 8, 24, 20, 29, tzinfo=UTC), 0),  # Monday's bar may still move
        (datetime(2026, 8, 24, 20, 31, tzinfo=UTC), 1),
        (datetime(2026, 9, 8, 20, 29, tzinfo=UTC), 10),  # Labor Day is 7 September
        (datetime(2026, 9, 8, 20, 31, tzinfo=UTC), 11),
    ],
)
def test_a_session_is_missing_from_half_an_hour_after_its_close(
    desk: Desk, service: PriceService, clock: Clock, now: datetime, missing: int
) -> None:
    """Weekends and holidays are no sessions; what is held is told of, and not renewed by looking."""
    service.pair("^RUT", "^GSPC")
    desk.book.settle()
    clock.now = now
    found = service.condition()
    assert (missing, State.STALE if missing else State.FRESH) == (found.small.missing, found.small.state)
    assert ["^GSPC", "^RUT"] == sorted(desk.provider.calls)


def test_the_next_process_finds_what_was_kept(desk: Desk, sessions: Sessions, clock: Clock) -> None:
    """The last good file is told of as a reader would be shown it."""
    desk.history("^RUT"), desk.history("^GSPC")
    desk.book.settle()
    clock.now = datetime(2026, 8, 25, 12, 0, tzinfo=UTC)
    again = PriceService(desk.again().book, desk.again().book, sessions, else_bundled=False, clock=clock)
    assert (1, date(2026, 8, 21)) == (again.condition().small.missing, again.condition().small.as_of)


def test_an_open_breaker_is_told_of_with_its_end(desk: Desk, service: PriceService, clock: Clock) -> None:
    """Being asked to wait opens it at once, for two minutes."""
    desk.provider.frames = {"^RUT": RateLimited("Yahoo asks to wait.")}
    with pytest.raises(RateLimited):
        desk.history()
    far = service.condition().far
    assert far is not None
    assert far.open_until == datetime(2026, 8, 21, 22, 2, tzinfo=UTC)
    clock.now = datetime(2026, 8, 21, 22, 3, tzinfo=UTC)
    later = service.condition().far
    assert later is not None
    assert later.open_until is None


def test_a_redis_that_is_away_is_told_of_within_its_time_out(tmp_path: Path) -> None:
    """Nothing listens at port 1; it is asked once, and then left alone."""
    cache = open_cache(tmp_path, "redis://127.0.0.1:1/0")
    began = time.monotonic()
    assert ("redis", False, False) == (cache.kind, cache.answers(), cache.answers())
    assert time.monotonic() - began < 2


def test_a_folder_that_cannot_be_made_keeps_nothing(tmp_path: Path) -> None:
    """A file stands where the folder of last good prices should be."""
    (tmp_path / "file").touch()
    assert LastGood(tmp_path / "to come" / "kept").can_write()
    assert not LastGood(tmp_path / "file" / "kept").can_write()


def test_prices_at_hand_have_nothing_far_away(tmp_path: Path) -> None:
    """The bundled pair stands in where there is no other, and says that its sessions are years old."""
    settings = DataSettings(data_source=DataSource.BUNDLED, cache_dir=tmp_path, state_dir=tmp_path)
    found = build_service(settings).condition()
    assert found.far is None
    assert found.stands_in
    assert found.small.state is State.STALE
    assert [] == list(tmp_path.iterdir())


def test_each_fetch_is_told_of_by_its_outcome_and_never_by_its_symbol(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """One that was answered, one that was not."""
    desk.provider.frames = {"^RUT": desk.provider.frames["^RUT"], "^GSPC": Unreachable("Yahoo cannot be reached.")}
    with caplog.at_level(logging.DEBUG, LOGGER):
        desk.history()
        with pytest.raises(Unreachable):
            desk.history("^GSPC")
    fetches = [record for record in caplog.records if record.name == LOGGER and record.event == "fetch"]
    assert [("fetch", "ok"), ("fetch", "Unreachable")] == [(one.getMessage(), one.outcome) for one in fetches]
    assert all(record.seconds >= 0 for record in fetches)

"""The cache in a real Redis, where one is installed."""

from __future__ import annotations

import os
import signal
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import redis

from data import codec, connection
from data.cache import open_cache
from data.cache_redis import RedisCache
from data.connection import REST, Connection
from data.fetch import LOCK_PATIENCE
from data.kept import MOST, InRedis
from data.locks import Busy
from data.model import PriceHistory, Source
from data.providers.yahoo import BUDGET
from tests.redis_server import redis_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a Redis of its own; skip where none is installed."""
    with redis_server(tmp_path_factory.mktemp("redis")) as address:
        yield address


@pytest.fixture
def client(url: str) -> Iterator[redis.Redis]:
    """Return redis-py's own client of an emptied Redis."""
    with redis.Redis.from_url(url) as made:
        made.flushall()
        yield made


@contextmanager
def stopped(client: redis.Redis) -> Iterator[None]:
    """Have Redis hang: it takes connections, and answers nothing."""
    pid = client.info("server")["process_id"]
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


class Seconds:
    """A clock that is set."""

    now = 1000.0

    def __call__(self) -> float:
        """Return what it shows."""
        return self.now


@pytest.fixture
def item(walk: pd.DataFrame) -> PriceHistory:
    """Return a history."""
    return codec.history("^RUT", walk, datetime(2026, 8, 21, tzinfo=UTC), Source.YAHOO, adjusted=False)


def test_two_machines_share_answers_and_notes(
    url: str, client: redis.Redis, item: PriceHistory, tmp_path: Path
) -> None:
    """What one puts in the other finds, with an end, and nothing of it is a pickle."""
    one, other = open_cache(tmp_path / "a", url), open_cache(tmp_path / "b", url)
    one.put_history(item, 60)
    one.put_note("n", {"a": 1}, 60)
    found = other.history("^RUT")
    assert found == item
    assert found is not None
    assert found.frame.equals(item.frame)
    assert other.note("n") == {"a": 1}
    assert other.history("IWM") is None
    keys = sorted(client.keys())
    assert keys == [b"smallcap:history:^RUT", b"smallcap:note:n"]
    assert [client.get(key)[:1] for key in keys] == [b"B", b"J"]
    assert all(0 < client.ttl(key) <= 60 for key in keys)


def test_the_lock_holds_among_machines(url: str, tmp_path: Path) -> None:
    """The second one is told when its patience ends, and gets in once the first is out."""
    one, other = open_cache(tmp_path / "a", url), open_cache(tmp_path / "b", url)
    with one.lock("^RUT", 1.0), pytest.raises(Busy), other.lock("^RUT", 0.1):
        pass
    with other.lock("^RUT", 0.1):
        pass


def test_a_lock_outlives_the_longest_fetch_and_ends_within_the_patience_of_who_waits(
    url: str, client: redis.Redis, tmp_path: Path
) -> None:
    """It lasts longer than a provider's budget and the checks; if its holder was killed, the next one still gets it."""
    cache = open_cache(tmp_path, url)
    with cache.lock("^RUT", LOCK_PATIENCE):
        left = client.pttl("smallcap:lock:^RUT") / 1000
    assert 1.5 * BUDGET < left < LOCK_PATIENCE - 1
    began = time.monotonic()
    client.set("smallcap:lock:IWM", "of a process that is gone", px=300)
    with cache.lock("IWM", LOCK_PATIENCE):
        assert 0.3 <= time.monotonic() - began


def test_a_lock_that_ran_out_is_not_taken_from_its_next_holder(
    url: str, client: redis.Redis, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The first one comes back late, and leaves what is another's by now; Redis is not blamed for it."""
    cache = open_cache(tmp_path, url)
    with cache.lock("^RUT", LOCK_PATIENCE):
        client.set("smallcap:lock:^RUT", "of another")
    assert b"of another" == client.get("smallcap:lock:^RUT")
    assert "longer than its lock lasted" in caplog.text
    assert "Redis fails" not in caplog.text


def test_a_redis_that_hangs_is_waited_for_once(
    url: str,
    client: redis.Redis,
    item: PriceHistory,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Twenty steps cost one time-out, on the folder of the host; back is noticed beside the page, after a rest."""
    clock = Seconds()
    link = Connection(url, clock)
    cache, studies = RedisCache(link, open_cache(tmp_path, None)), InRedis(link, "study", 60)
    cache.put_note("n", {"a": 1}, 60)
    pool, tries = link.client.connection_pool, []
    take = pool.get_connection
    monkeypatch.setattr(pool, "get_connection", lambda *given: tries.append(given) or take(*given))
    with stopped(client):
        for _ in range(5):
            cache.put_history(item, 60)
            assert item == cache.history("^RUT")
            assert studies.get("a") is None
            with cache.lock("^RUT", 5.0):
                pass
    assert 1 == len(tries)
    assert (1, True) == (caplog.text.count("Redis fails"), link.away)
    clock.now += REST - 1
    assert {} == cache.note("n")
    assert link._trial is None
    clock.now += 1
    assert {} == cache.note("n")
    assert link._trial is not None
    link._trial.join(20)
    assert ({"a": 1}, False) == (cache.note("n"), link.away)


def test_a_full_redis_is_replaced_by_the_folder(tmp_path: Path, item: PriceHistory) -> None:
    """It answers, and takes nothing: what a host learns it keeps for itself, failures among it."""
    with redis_server(tmp_path / "r", "--maxmemory", "1kb", "--maxmemory-policy", "noeviction") as url:
        cache = open_cache(tmp_path / "a", url)
        cache.put_note("failed", {"a": 1}, 60)
        cache.put_history(item, 60)
        with cache.lock("^RUT", 1.0):
            assert ({"a": 1}, item) == (cache.note("failed"), cache.history("^RUT"))


def test_what_was_computed_is_there_for_all_hosts_whole_or_not_at_all(
    url: str, client: redis.Redis, caplog: pytest.LogCaptureFixture
) -> None:
    """The first content of a name stays, with an end; what was damaged or planted counts as absent, and goes."""
    one, other = (InRedis(Connection(url), "study", 60) for _ in range(2))
    one.put("a", b"one")
    other.put("a", b"another")
    assert b"one" == other.get("a")
    assert 0 < client.ttl(one.key("a")) <= 60
    client.set(one.key("a"), b"planted")
    assert other.get("a") is None
    assert "damaged" in caplog.text
    assert client.get(one.key("a")) is None
    one.put("b", bytes(MOST + 1))
    assert (None, "too large" in caplog.text) == (client.get(one.key("b")), True)


def test_a_process_has_one_connection_to_a_redis(url: str) -> None:
    """What one part learns of its state is known to all."""
    assert connection.connection(url) is connection.connection(url)

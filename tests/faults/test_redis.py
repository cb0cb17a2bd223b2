"""A Redis that is away, dies, hangs, is full, or takes no writes, under a server that shares its prices through it."""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import redis

from tests.faults.desk import Desk, Page, free_port, started, until
from tests.faults.harness import Seen, fault
from tests.redis_server import redis_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.yahoo_stub import YahooStub

BOUND = 6.0
"""Seconds that a page may take: two for the prices (README), one for Redis, the others for a busy machine."""
PAIRS = (("^RUT", "^GSPC"), ("IWM", "SPY"), ("^SP600", "^RUI"), ("NAESX", "VFINX"))


@contextmanager
def sharing(folder: Path, stub: YahooStub) -> Iterator[tuple[Desk, redis.Redis]]:
    """Serve the product on a Redis of its own, which has the prices of one pair."""
    with (
        redis_server(folder / "redis") as url,
        redis.Redis.from_url(url) as client,
        started(folder, REDIS_URL=url, YAHOO_CONNECT_TO=stub.address) as desk,
    ):
        fresh(desk, PAIRS[0])
        until(lambda: client.exists("smallcap:history:^RUT", "smallcap:history:^GSPC") == 2)
        yield desk, client


def fresh(desk: Desk, pair: tuple[str, str]) -> Page:
    """Return the page of a pair once it is fresh."""
    until(lambda: desk.page(*pair).states == {"fresh"})
    return desk.page(*pair)


def asked(desk: Desk, times: int = 4) -> list[Page]:
    """Return pages of a pair that was read before, and of one that was not, on connections of their own."""
    return [desk.page(*PAIRS[turn % 2]) for turn in range(times)]


def killed(client: redis.Redis) -> None:
    """End Redis as kill -9 does."""
    os.kill(client.info("server")["process_id"], signal.SIGKILL)


def full(client: redis.Redis) -> None:
    """Let Redis have no room for another byte."""
    client.config_set("maxmemory-policy", "noeviction")
    client.config_set("maxmemory", 1)


def read_only(client: redis.Redis) -> None:
    """Let Redis refuse writes, for want of a replica."""
    client.config_set("min-replicas-to-write", 1)


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(broken, marks=fault(what, done=done, expected="fresh pages, no error; Yahoo asked once a symbol"))
        for broken, what, done in (
            (killed, "Redis dies", "kill -9; pages of a pair read before, and of another"),
            (full, "Redis is full", "maxmemory 1 and noeviction; the same pages"),
            (read_only, "Redis takes no writes", "min-replicas-to-write 1; the same pages"),
        )
    ],
)
def test_a_redis_that_fails_costs_no_page(
    tmp_path: Path, stub: YahooStub, seen: Seen, broken: Callable[[redis.Redis], None]
) -> None:
    """The host goes on with a cache of its own: failures are remembered and one fetcher is at work even then."""
    with sharing(tmp_path, stub) as (desk, client):
        broken(client)
        fresh(desk, PAIRS[1])
        pages = asked(desk)
        calls = sorted(stub.charts)
    seen(f"{len(pages)} pages, {'/'.join(pages[1].states)}", slowest=max(page.seconds for page in pages))
    assert [(200, {"yahoo"}, {"fresh"})] * 4 == [(page.status, page.sources, page.states) for page in pages]
    assert sorted([*PAIRS[0], *PAIRS[1]]) == calls
    assert max(page.seconds for page in pages) < BOUND
    assert "a fault" not in desk.logged()


@fault(
    "Redis hangs, then goes on",
    done="SIGSTOP; pages of a pair read before and of two new ones; SIGCONT",
    expected="no page waits for it longer than a second; used again by itself",
)
def test_a_redis_that_hangs_holds_nobody_up_for_long_and_is_used_again(
    tmp_path: Path, stub: YahooStub, seen: Seen
) -> None:
    """It is waited for once and then left alone; some seconds after it goes on it has what is read then."""
    with sharing(tmp_path, stub) as (desk, client):
        process = client.info("server")["process_id"]
        os.kill(process, signal.SIGSTOP)
        try:
            pages = [*asked(desk, 2), *asked(desk), desk.page(*PAIRS[2]), desk.page(*PAIRS[2])]
            later = fresh(desk, PAIRS[2])
        finally:
            os.kill(process, signal.SIGCONT)
        until(lambda: used(desk, stub, client))
    slowest = max(page.seconds for page in pages)
    seen(f"{len(pages)} pages; used again", slowest=slowest, afterwards=later.seconds)
    assert {200} == {page.status for page in pages}
    assert slowest < BOUND


def used(desk: Desk, stub: YahooStub, client: redis.Redis) -> bool:
    """Whether Redis has the prices of a symbol that nobody has asked for before, once somebody does."""
    symbol = f"NEW{len(stub.histories)}"
    stub.histories[symbol] = stub.histories["IWM"]
    desk.page(symbol, "SPY")
    return bool(client.exists(f"smallcap:history:{symbol}"))


@fault(
    "Redis is away at the start, then comes",
    done="the server starts on a port where nobody listens; later a Redis does",
    expected="it starts, fresh pages; Redis is used by itself",
)
def test_a_redis_that_comes_later_is_used_then(tmp_path: Path, stub: YahooStub, seen: Seen) -> None:
    """No order of starting is asked of whoever runs the desk."""
    port = free_port()
    with started(tmp_path, REDIS_URL=f"redis://127.0.0.1:{port}/0", YAHOO_CONNECT_TO=stub.address) as desk:
        page = fresh(desk, PAIRS[0])
        with (
            redis_server(tmp_path / "redis", port=port),
            redis.Redis(port=port) as client,
        ):
            until(lambda: used(desk, stub, client))
    seen(f"{'/'.join(page.states)}; used once it is there", slowest=page.seconds)
    assert (200, {"yahoo"}) == (page.status, page.sources)

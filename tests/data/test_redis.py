"""The cache in a real Redis, where one is installed."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import redis

from data import codec
from data.cache import open_cache
from data.errors import Unreachable
from data.model import PriceHistory, Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a Redis of its own; skip where none is installed."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no redis-server is installed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("redis")
    command = [program, "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", str(folder)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    address = f"redis://127.0.0.1:{port}/0"
    client = redis.Redis.from_url(address)
    deadline = time.monotonic() + 20
    ready = False
    while not ready and time.monotonic() < deadline:
        with suppress(redis.ConnectionError):
            ready = client.ping()
    assert ready
    yield address
    client.close()
    server.terminate()
    server.wait(20)


@pytest.fixture
def item(walk: pd.DataFrame) -> PriceHistory:
    """Return a history."""
    return codec.history("^RUT", walk, datetime(2026, 8, 21, tzinfo=UTC), Source.YAHOO, adjusted=False)


def test_two_machines_share_answers_and_notes(url: str, item: PriceHistory, tmp_path: Path) -> None:
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
    client = redis.Redis.from_url(url)
    keys = sorted(client.keys())
    assert keys == [b"smallcap:history:^RUT", b"smallcap:note:n"]
    assert [client.get(key)[:1] for key in keys] == [b"B", b"J"]
    assert all(0 < client.ttl(key) <= 60 for key in keys)
    client.close()


def test_the_lock_holds_among_machines(url: str, tmp_path: Path) -> None:
    """The second one is told when its patience ends, and gets in once the first is out."""
    one, other = open_cache(tmp_path / "a", url), open_cache(tmp_path / "b", url)
    with one.lock("^RUT", 1.0), pytest.raises(Unreachable), other.lock("^RUT", 0.1):
        pass
    with other.lock("^RUT", 0.1):
        pass

"""What processes share for a while: answers, failures, and the state of the breaker. Kept by Flask-Caching.

Values are bytes (histories, as Arrow) or JSON (the rest), never pickles: whoever can write to the cache must not be
able to run code. Where the folder cannot be used, each process goes on with a cache of its own; where Redis cannot,
`data.cache_redis` goes on with the folder.
"""

from __future__ import annotations

import json
import logging
import time
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pyarrow as pa
from cachelib.serializers import BaseSerializer
from flask import Flask
from flask_caching import Cache
from flask_caching.backends import FileSystemCache

from data import codec
from data.locks import Busy, file_lock
from data.measure import noted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from data.model import PriceHistory

_log = logging.getLogger(__name__)
_THRESHOLD = 500  # entries in the folder
_ABANDONED = 3600.0  # seconds after which a half-written entry is nobody's any more
_BYTES, _JSON = b"B", b"J"


class SafeSerializer(BaseSerializer):
    """Bytes as they are, anything else as JSON; what cannot be read counts as absent."""

    def dumps(self, value: Any) -> bytes:  # type: ignore[override] # noqa: ANN401 - as cachelib has it
        """Return `value` as bytes."""
        return _BYTES + value if isinstance(value, bytes) else _JSON + json.dumps(value).encode()

    def loads(self, bvalue: bytes | None) -> Any:  # noqa: ANN401 - as cachelib has it
        """Return the value in `bvalue`, or None."""
        if not bvalue:
            return None
        if bvalue[:1] == _BYTES:
            return bvalue[1:]
        try:
            return json.loads(bvalue[1:]) if bvalue[:1] == _JSON else None
        except (ValueError, RecursionError):
            return None

    def dump(self, value: Any, f: IO[bytes]) -> None:  # type: ignore[override] # noqa: ANN401 - as cachelib has it
        """Write `value` to a file."""
        f.write(self.dumps(value))

    def load(self, f: IO[bytes]) -> Any:  # noqa: ANN401 - as cachelib has it
        """Return the value in a file, or None."""
        return self.loads(f.read())


class SafeFileCache(FileSystemCache):
    """The folder cache, safe from its first write on: its own counter would be a pickle otherwise."""

    serializer = SafeSerializer()  # type: ignore[assignment] # cachelib names the pickling one

    @property
    def _file_count(self) -> int:
        """Return how many entries there are; a count that was damaged is taken anew."""
        count = self.get(self._fs_count_file)
        return count if isinstance(count, int) else len(list(self._list_dir()))

    def set(self, *args: Any, **options: Any) -> bool:  # noqa: ANN401 - as cachelib has it
        """Keep an entry; what a full disk left of earlier ones is removed after a while."""
        kept: bool = super().set(*args, **options)
        if not kept:
            for part in Path(self._path).glob(f"*{self._fs_transaction_suffix}"):
                with suppress(OSError):  # another process was first
                    if part.stat().st_mtime < time.time() - _ABANDONED:
                        part.unlink()
        return kept


class SharedCache:
    """Answers and notes under string keys, each with an end; a failing backend looks empty."""

    def __init__(
        self, config: dict[str, Any], lock: Callable[[str, float], AbstractContextManager[None]], kind: str = "memory"
    ) -> None:
        app = Flask(__name__)  # carries the configuration, serves nothing
        cache = Cache(with_jinja2_ext=False)
        cache.init_app(app, {"CACHE_SERIALIZER": SafeSerializer, "CACHE_KEY_PREFIX": "smallcap:", **config})
        self._backend = app.extensions["cache"][cache]
        self.lock = lock
        self.kind = kind

    def answers(self) -> bool:
        """Whether what processes share is there."""
        return True

    def history(self, symbol: str) -> PriceHistory | None:
        """Return the answer kept for `symbol`, or None."""
        raw = self._get(f"history:{symbol}")
        if not isinstance(raw, bytes):
            return None
        try:
            item = codec.from_table(pa.ipc.open_stream(raw).read_all())
        except (OSError, pa.ArrowException, codec.BadTableError) as error:
            _log.warning("the cached prices of %s cannot be used: %s", symbol, error)
            return None
        return item if item.symbol == symbol else None

    def put_history(self, item: PriceHistory, seconds: float) -> None:
        """Keep `item` for `seconds`."""
        table = codec.to_table(item)
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
        self._set(f"history:{item.symbol}", sink.getvalue().to_pybytes(), seconds)

    def note(self, key: str) -> dict[str, Any]:
        """Return the note under `key`; empty where there is none."""
        value = self._get(f"note:{key}")
        return value if isinstance(value, dict) else {}

    def put_note(self, key: str, value: dict[str, Any], seconds: float) -> None:
        """Keep a small JSON object for `seconds`."""
        self._set(f"note:{key}", value, seconds)

    def _get(self, key: str) -> Any:  # noqa: ANN401 - bytes or JSON
        try:
            found = self._backend.get(key)
        except OSError as error:
            noted("cache", "error")
            _log.warning("the cache did not answer: %s", error)
            return None
        noted("cache", "miss" if found is None else "hit")
        return found

    def _set(self, key: str, value: Any, seconds: float) -> None:  # noqa: ANN401 - bytes or JSON
        try:
            self._backend.set(key, value, timeout=max(1, round(seconds)))
        except OSError as error:
            noted("cache", "error")
            _log.warning("the cache did not take an entry: %s", error)


def open_cache(folder: Path, redis_url: str | None) -> SharedCache:
    """Return the cache in Redis if there is a URL, else in `folder`, else in this process alone."""
    if redis_url:
        from data.cache_redis import RedisCache  # noqa: PLC0415 - most run without one
        from data.connection import connection  # noqa: PLC0415 - as above

        return RedisCache(connection(redis_url), _open_here(folder))
    return _open_here(folder)


def _open_here(folder: Path) -> SharedCache:
    try:
        locks = folder / "locks"
        with file_lock(locks, "probe", 1.0):
            config: dict[str, Any] = {
                "CACHE_TYPE": "data.cache.SafeFileCache",
                "CACHE_DIR": str(folder / "prices"),  # a folder of its own: the cache deletes what it finds there
                "CACHE_THRESHOLD": _THRESHOLD,
            }
            return SharedCache(config, lambda symbol, patience: _folder_lock(locks, symbol, patience), "folder")
    except (OSError, Busy) as error:
        _log.warning("the cache folder cannot be used, so each process keeps its own answers: %s", error)
        return SharedCache({"CACHE_TYPE": "SimpleCache"}, lambda _symbol, _patience: nullcontext())


@contextmanager
def _folder_lock(folder: Path, symbol: str, patience: float) -> Iterator[None]:
    """Hold the lock of `symbol` in `folder`; where there can be none, on a full disk for one, go on without."""
    with ExitStack() as held:
        try:
            held.enter_context(file_lock(folder, symbol, patience))
        except OSError as error:
            _log.warning("no lock in the cache folder: %s", error.strerror)
        yield

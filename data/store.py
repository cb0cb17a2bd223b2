"""The last good answer for each symbol: one parquet file each, closed sessions only, replaced in one step.

Kept are the instruments with a name of their own and the newest 64 of those that users typed.
"""

from __future__ import annotations

import logging
import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from data import codec, instruments

if TYPE_CHECKING:
    from data.model import PriceHistory

_OTHERS = 64  # files of symbols without a name of their own
_ABANDONED = 3600.0  # seconds after which a half-written file is that of a process that died
_ROOM = 2**20  # bytes; a file has a few hundred thousand
_log = logging.getLogger(__name__)


class LastGood:
    """Keeps histories in `folder`; where that cannot be written to, nothing is kept and the log says so."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, symbol: str) -> PriceHistory | None:
        """Return what is kept for `symbol`; None where there is nothing, or nothing whole."""
        path = self._path(symbol)
        try:
            kept = codec.from_table(pq.read_table(path))
        except FileNotFoundError:
            return None
        except (OSError, pa.ArrowException, codec.BadTableError) as error:
            _log.warning("the last good prices of %s cannot be used: %s", symbol, error)
            return None
        return kept if kept.symbol == symbol else None

    def write(self, item: PriceHistory) -> None:
        """Keep `item`; a reader sees either the file before or the file after, never a part of one."""
        scratch = None
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, scratch = tempfile.mkstemp(dir=self._folder, suffix=".part")
            with os.fdopen(handle, "wb") as file:
                pq.write_table(codec.to_table(item), file, compression="zstd")
            Path(scratch).replace(self._path(item.symbol))
            self._prune()
        except OSError as error:
            _log.warning("the last good prices of %s are not kept: %s", item.symbol, error.strerror)
            if scratch:
                Path(scratch).unlink(missing_ok=True)

    def can_write(self) -> bool:
        """Whether the folder, or what it would be made in, can be written to and has room; nothing is written."""
        folder = next(path for path in (self._folder.absolute(), *self._folder.absolute().parents) if path.exists())
        try:
            space = os.statvfs(folder)
        except OSError:
            return False
        return os.access(folder, os.W_OK | os.X_OK) and space.f_bavail * space.f_frsize > _ROOM

    def _prune(self) -> None:
        abandoned = time.time() - _ABANDONED
        for path in self._folder.glob("*.part"):
            with suppress(FileNotFoundError):  # by another process, here and below
                if path.stat().st_mtime < abandoned:
                    path.unlink()
        named = {self._path(symbol) for symbol in instruments.NAMED}
        others = {}
        for path in set(self._folder.glob("*.parquet")) - named:
            with suppress(FileNotFoundError):
                others[path] = path.stat().st_mtime_ns
        for path in sorted(others, key=others.__getitem__)[:-_OTHERS]:
            path.unlink(missing_ok=True)

    def file_name(self, symbol: str) -> str:
        """Return the name of the file of `symbol` in the folder."""
        return f"{symbol.replace('^', '_')}.parquet"

    def _path(self, symbol: str) -> Path:
        return self._folder / self.file_name(symbol)

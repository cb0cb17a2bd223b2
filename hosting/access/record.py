"""A small JSON file that all processes share: read anew when it has changed, replaced in one step."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from data.locks import Busy, file_lock
from data.sealed import clear_away

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
_PATIENCE = 5  # seconds that a change waits for another one


class RecordError(OSError):
    """A file cannot be read or written; the message says which."""


class Record(Generic[T]):
    """What a file holds.

    Parameters
    ----------
    path : Path
        Its folder is made with the first change.
    read : callable
        Returns what plain values stand for; fails as Python does for what is none of ours.
    written : callable
        The way back, to plain values.
    empty : T
        What stands for a file that is not there.
    """

    def __init__(self, path: Path, read: Callable[[Any], T], written: Callable[[T], object], empty: T) -> None:
        self.path = path
        self._parse, self._plain, self._empty = read, written, empty
        self._last: tuple[tuple[int, int, int] | None, T] = (None, empty)

    def now(self) -> T:
        """Return what the file holds; RecordError for one that cannot be read, or is damaged."""
        return self._now()

    def change(self, edit: Callable[[T], T]) -> None:
        """Put in its place what `edit` makes of it, which no other process changes meanwhile.

        Raises
        ------
        RecordError
            If the file cannot be read or written; then it is as it was. What `edit` raises is let through.
        """
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with file_lock(self.path.parent, self.path.name, _PATIENCE):
                kept = self._now(anew=True)
                made = edit(kept)
                if made != kept:
                    self._write(json.dumps(self._plain(made), indent=1))
        except RecordError:
            raise
        except (OSError, Busy) as error:
            raise RecordError(f"{self.path} cannot be written: {getattr(error, 'strerror', error)}.") from error

    def _now(self, *, anew: bool = False) -> T:
        try:
            stat = self.path.stat()
            seen = (stat.st_mtime_ns, stat.st_ino, stat.st_size)
            last = self._last  # once: threads without a lock put others in its place
            if anew or seen != last[0]:
                last = self._last = (seen, self._parse(json.loads(self.path.read_text(encoding="utf-8"))))
        except FileNotFoundError:
            return self._empty
        except OSError as error:
            raise RecordError(f"{self.path} cannot be read: {error.strerror}.") from error
        except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError) as error:
            raise RecordError(f"{self.path} cannot be read: it is damaged.") from error
        return last[1]

    def _write(self, text: str) -> None:
        clear_away(self.path.parent, "*.part")
        handle, part = tempfile.mkstemp(dir=self.path.parent, suffix=".part")  # readable by its owner alone
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(handle)
            Path(part).replace(self.path)
        except OSError:
            Path(part).unlink(missing_ok=True)
            raise

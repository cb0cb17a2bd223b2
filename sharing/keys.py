"""The key that links are signed with, and what has been taken back: two small files beside the last good prices."""

from __future__ import annotations

import json
import logging
import os
from contextlib import suppress
from secrets import token_urlsafe
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_KEY, _WITHDRAWN = "key", "withdrawn.json"
_BYTES = 48  # of chance in a key
_log = logging.getLogger(__name__)


class KeysError(OSError):
    """What has been taken back cannot be read or written; the message says which file."""


class Keys:
    """The key and the withdrawn links of a desk.

    Parameters
    ----------
    folder : Path
        Made when it is needed. Where it cannot be written, a key lasts as long as the process and its workers.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: tuple[int, int] | None = None
        self._read: tuple[int, frozenset[str]] = (0, frozenset())

    def key(self) -> str:
        """Return the key kept in the folder, made the first time, readable by its owner alone."""
        path = self._folder / _KEY
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
        made = token_urlsafe(_BYTES)
        part = path.with_name(f"{_KEY}.{os.getpid()}")
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
                file.write(made)
            with suppress(FileExistsError):
                os.link(part, path)  # whole or not at all, and never over another process's key
        except OSError as error:
            if not path.exists():
                _log.warning("links that are shared last until a restart: the key cannot be kept: %s", error.strerror)
                return made
        finally:
            with suppress(OSError):
                part.unlink()
        return path.read_text(encoding="ascii").strip() or made

    @property
    def epoch(self) -> int:
        """Number of the present age; each withdrawal of all links begins another."""
        return self._now()[0]

    def withdrawn(self, name: str) -> bool:
        """Whether the link of that name has been taken back."""
        return name in self._now()[1]

    def withdraw(self, name: str | None) -> None:
        """Take back the link of a name, in all its forms; None takes back every link made up to now."""
        epoch, names = self._now()
        kept = (epoch + 1, frozenset[str]()) if name is None else (epoch, names | {name})
        path = self._folder / _WITHDRAWN
        part = path.with_name(f"{_WITHDRAWN}.{os.getpid()}")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps({"epoch": kept[0], "names": sorted(kept[1])}), encoding="utf-8")
            part.replace(path)
        except OSError as error:
            raise KeysError(f"{path} cannot be written: {error.strerror}.") from error

    def _now(self) -> tuple[int, frozenset[str]]:
        """Return the epoch and the names, read again whenever the file has changed.

        A file that cannot be read closes every link, rather than opening one that was taken back.
        """
        path = self._folder / _WITHDRAWN
        try:
            stat = path.stat()
        except FileNotFoundError:
            return 0, frozenset()
        except OSError as error:
            raise KeysError(f"{path} cannot be read: {error.strerror}.") from error
        seen = (stat.st_mtime_ns, stat.st_ino)
        if seen != self._seen:
            try:
                found = json.loads(path.read_text(encoding="utf-8"))
                self._read = (int(found["epoch"]), frozenset(map(str, found["names"])))
            except (OSError, ValueError, KeyError, TypeError) as error:
                raise KeysError(f"{path} cannot be read.") from error
            self._seen = seen
        return self._read

"""The key that links are signed with, and what has been taken back: two small files beside the last good prices."""

from __future__ import annotations

import json
import logging
import os
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from data.errors import Unreachable
from data.locks import file_lock
from sharing.settings import KEY_LEAST

if TYPE_CHECKING:
    from pathlib import Path

_KEY, _WITHDRAWN = "key", "withdrawn.json"
_BYTES = 48  # of chance in a key
_PATIENCE = 5  # seconds that a withdrawal waits for another one
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
        if not path.exists():
            made = token_urlsafe(_BYTES)
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
                _put(path, made)
            except OSError as error:
                _log.warning("links that are shared last until a restart: the key cannot be kept: %s", error.strerror)
                return made
        try:
            key = path.read_text(encoding="ascii").strip()
        except (OSError, ValueError) as error:
            raise KeysError(f"{path} cannot be read.") from error
        if len(key) < KEY_LEAST:
            raise KeysError(f"{path} holds no key; without the file another one is made.")
        return key

    @property
    def epoch(self) -> int:
        """Number of the present age; each withdrawal of all links begins another."""
        return self._now()[0]

    def withdrawn(self, name: str) -> bool:
        """Whether the link of that name has been taken back."""
        return name in self._now()[1]

    def withdraw(self, name: str | None) -> None:
        """Take back the link of a name, in all its forms; None takes back every link made up to now."""
        path = self._folder / _WITHDRAWN
        part = path.with_name(f"{_WITHDRAWN}.{os.getpid()}")
        try:
            with file_lock(self._folder, _WITHDRAWN, _PATIENCE):
                epoch, names = self._now()
                kept = (epoch + 1, frozenset[str]()) if name is None else (epoch, names | {name})
                part.write_text(json.dumps({"epoch": kept[0], "names": sorted(kept[1])}), encoding="utf-8")
                part.replace(path)
        except KeysError:
            raise
        except (OSError, Unreachable) as error:
            raise KeysError(f"{path} cannot be written: {getattr(error, 'strerror', error)}.") from error

    def _now(self) -> tuple[int, frozenset[str]]:
        """Return the epoch and the names, read again whenever the file has changed.

        A file that cannot be read closes every link, rather than opening one that was taken back.
        """
        path = self._folder / _WITHDRAWN
        try:
            stat = path.stat()
        except FileNotFoundError as error:
            if self._seen:
                raise KeysError(f"{path} is gone.") from error
            return 0, frozenset()
        except OSError as error:
            raise KeysError(f"{path} cannot be read: {error.strerror}.") from error
        seen = (stat.st_mtime_ns, stat.st_ino)
        if seen != self._seen:
            try:
                self._read = _kept(path.read_text(encoding="utf-8"))
            except (OSError, ValueError) as error:
                raise KeysError(f"{path} cannot be read.") from error
            self._seen = seen
        return self._read


def _kept(text: str) -> tuple[int, frozenset[str]]:
    """Return the epoch and the names that a file holds; ValueError for one that holds neither."""
    found = json.loads(text)
    match found:
        case {"epoch": int(epoch), "names": list(names)}:
            return epoch, frozenset(map(str, names))
    raise ValueError(text)


def _put(path: Path, text: str) -> None:
    """Write a file whole or not at all, readable by its owner alone, and never over that of another process."""
    part = path.with_name(f"{path.name}.{token_urlsafe(6)}")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(text)
        try:
            os.link(part, path)
        except OSError:
            if not path.exists():  # a file system on which a file has one name
                part.rename(path)
    finally:
        part.unlink(missing_ok=True)

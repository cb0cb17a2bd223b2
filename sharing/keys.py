"""The key that links are signed with, and what has been taken back: two small files beside the last good prices."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from secrets import token_urlsafe
from shutil import rmtree
from tempfile import mkdtemp

from data.locks import Busy, file_lock
from sharing.settings import KEY_LEAST

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
        Where it cannot be written, a key lasts as long as the process and its workers.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._last: tuple[tuple[int, int] | None, tuple[int, frozenset[str]]] = (None, (0, frozenset()))
        self._begun = False  # from then on a list that is not there was lost

    def begin(self) -> None:
        """Make the folder, with a key and with nothing taken back, unless it is there, or was.

        Both come or neither: where there is a key without a list, that was lost.
        """
        if not self._begun:
            self._make()
            self._begun = True

    def _make(self) -> None:
        if any((self.folder / name).exists() for name in (_KEY, _WITHDRAWN)):
            return
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(mkdtemp(dir=self.folder.parent))
        try:
            for name, text in ((_KEY, token_urlsafe(_BYTES)), (_WITHDRAWN, _written(0, frozenset()))):
                _put(made / name, text)
            made.rename(self.folder)
        except OSError:
            if not (self.folder / _KEY).exists():  # else another process was first
                raise
        finally:
            rmtree(made, ignore_errors=True)

    def key(self, given: str | None = None) -> str:
        """Return the key that is given, else the one kept in the folder, which is made the first time."""
        path = self.folder / _KEY
        try:
            self.begin()
        except OSError as error:
            if given:
                _log.warning("links cannot be taken back: %s cannot be made: %s", self.folder, error.strerror)
                return given
            _log.warning("links that are shared last until a restart: the key cannot be kept: %s", error.strerror)
            return token_urlsafe(_BYTES)
        if given:
            return given
        try:
            key = path.read_text(encoding="ascii").strip()
        except (OSError, ValueError) as error:
            raise KeysError(f"{path} cannot be read.") from error
        if len(key) < KEY_LEAST:
            raise KeysError(f"{path} holds no key; without the folder another one is made.")
        return key

    @property
    def epoch(self) -> int:
        """Number of the present age; each withdrawal of all links begins another."""
        return self._now()[0]

    def problem(self) -> str | None:
        """Return in a sentence, which names no file, why no link opens; None while they do."""
        try:
            self._now()
        except KeysError:
            return "No shared link opens: what was taken back cannot be read."
        return None

    def withdrawn(self, name: str) -> bool:
        """Whether the link of that name has been taken back."""
        return name in self._now()[1]

    def withdraw(self, name: str | None) -> None:
        """Take back the link of a name, in all its forms; None takes back every link made up to now."""
        path = self.folder / _WITHDRAWN
        part = path.with_name(f"{_WITHDRAWN}.{os.getpid()}")
        try:
            self.begin()
            self._now()
            with file_lock(self.folder, _WITHDRAWN, _PATIENCE):
                epoch, names = self._now(anew=True)
                kept = (epoch + 1, frozenset[str]()) if name is None else (epoch, names | {name})
                part.unlink(missing_ok=True)  # of a process of that number that died
                try:
                    _put(part, _written(*kept))
                    part.replace(path)
                finally:
                    part.unlink(missing_ok=True)
        except KeysError:
            raise
        except (OSError, Busy) as error:
            raise KeysError(f"{path} cannot be written: {getattr(error, 'strerror', error)}.") from error

    def _now(self, *, anew: bool = False) -> tuple[int, frozenset[str]]:
        """Return the epoch and the names, read again whenever the file has changed.

        A file that cannot be read closes every link, rather than opening one that was taken back.
        """
        path = self.folder / _WITHDRAWN
        try:
            stat = path.stat()
        except FileNotFoundError as error:
            if self._begun or (self.folder / _KEY).exists():
                raise KeysError(f"{path} is gone, and with it what was taken back.") from error
            return 0, frozenset()
        except OSError as error:
            raise KeysError(f"{path} cannot be read: {error.strerror}.") from error
        seen = (stat.st_mtime_ns, stat.st_ino)
        last = self._last  # once: threads without a lock put others in its place
        if anew or seen != last[0]:
            try:
                last = self._last = (seen, _kept(path.read_text(encoding="utf-8")))
            except (OSError, ValueError) as error:
                raise KeysError(f"{path} cannot be read.") from error
        return last[1]


def _kept(text: str) -> tuple[int, frozenset[str]]:
    """Return the epoch and the names that a file holds; ValueError for one that holds neither."""
    found = json.loads(text)
    match found:
        case {"epoch": int(epoch), "names": list(names)} if epoch >= 0 and all(isinstance(name, str) for name in names):
            return epoch, frozenset(names)
    raise ValueError(text)


def _written(epoch: int, names: frozenset[str]) -> str:
    return json.dumps({"epoch": epoch, "names": sorted(names)})


def _put(path: Path, text: str) -> None:
    """Write a file that is not there yet, readable by its owner alone."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(text)

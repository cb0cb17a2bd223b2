"""A folder of bytes under names, each behind its hash: what was half written, or changed since, counts as absent."""

from __future__ import annotations

import logging
import tempfile
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from shutil import rmtree

_ABANDONED = 3600.0  # seconds after which a half-written file is that of a process that died
_log = logging.getLogger(__name__)


class Sealed:
    """Bytes under names, kept in a folder, shared by all processes; what goes wrong is logged, and never raised.

    Parameters
    ----------
    folder : Path
        Made when it is needed.
    suffix : str
        Of the files, without a dot.
    files : int
        At most so many; the oldest go.
    size : int, bytes, optional
        At most so many in all; None for no bound but that of `files`.
    """

    def __init__(self, folder: Path, suffix: str, *, files: int, size: int | None = None) -> None:
        self._folder = folder
        self._suffix = suffix
        self._files = files
        self._size = size

    def get(self, name: str) -> bytes | None:
        """Return what is kept under a name; None if nothing is, or if it is damaged."""
        try:
            kept = self.path(name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            _log.warning("a kept %s cannot be read: %s", self._suffix, error.strerror)
            return None
        content = opened(kept)
        if content is None:
            _log.warning("a kept %s cannot be used: it is damaged", self._suffix)
        return content

    def put(self, name: str, content: bytes) -> None:
        """Keep bytes under a name; a reader sees all of them or nothing."""
        part = None
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._folder, suffix=".part", delete=False) as file:
                part = Path(file.name)
                file.write(sealed(content))
            part.replace(self.path(name))
            self._prune()
        except OSError as error:
            _log.warning("this %s is not kept: %s", self._suffix, error.strerror)
            if part:
                part.unlink(missing_ok=True)

    def path(self, name: str) -> Path:
        """Return where the bytes of a name are."""
        return self._folder / f"{sha256(name.encode()).hexdigest()[:32]}.{self._suffix}"

    def _prune(self) -> None:
        with suppress(FileNotFoundError):  # pruned by another process meanwhile
            clear_away(self._folder, "*.part")
            found = [(path.stat(), path) for path in self._folder.glob(f"*.{self._suffix}")]
            held = 0
            for place, (stat, path) in enumerate(sorted(found, key=lambda one: one[0].st_mtime_ns, reverse=True)):
                held += stat.st_size
                if place >= self._files or (self._size is not None and held > self._size):
                    path.unlink()


def clear_away(folder: Path, pattern: str) -> None:
    """Remove from a folder what processes that died have left there half-written, by the pattern of its names."""
    abandoned = time.time() - _ABANDONED
    for path in folder.glob(pattern):
        with suppress(OSError):  # removed by another process meanwhile, or not ours
            if path.stat().st_mtime >= abandoned:
                continue
            if path.is_dir():
                rmtree(path, ignore_errors=True)
            else:
                path.unlink()


def sealed(content: bytes) -> bytes:
    """Return bytes behind their hash."""
    return sha256(content).digest() + content


def opened(kept: bytes) -> bytes | None:
    """Return what `sealed` was given; None for bytes that it did not make."""
    content = kept[sha256().digest_size :]
    return content if sealed(content) == kept else None

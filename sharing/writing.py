"""Where a command's answer goes: to a file, whole or not at all, or to standard output."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path


def write(made: bytes, output: str | None, folder: str) -> None:
    """Write an answer.

    Parameters
    ----------
    made : bytes
    output : str or None
        Name of the file, seen from `folder`; None for standard output. What stood there before stays until the new one
        is there whole.
    folder : str
        Where the user stands.

    Raises
    ------
    OSError
        If it cannot be written, or the name is that of something else than a file.
    """
    if output is None:
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
        return
    path = (Path(folder) / output).resolve()
    if path.exists() and not path.is_file():
        raise OSError(None, "it is no file")
    part = path.with_name(f".desk-report.{os.getpid()}.part")
    try:
        part.write_bytes(made)
        part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)

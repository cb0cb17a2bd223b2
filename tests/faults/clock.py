"""A time of day that a test sets for the server alone.

By a few lines of C that stand before the C library (``clock.c``); libfaketime would do, but for the time-outs of Python
3.11 and newer, which its release 0.9.10 breaks (its issue 426).
"""

from __future__ import annotations

import shutil
import struct
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

_SOURCE = Path(__file__).with_suffix(".c")
ABSENT = "a server's clock can be set on Linux alone, with a C compiler"


class Clock:
    """What the server takes for the time of day; time-outs, which no time of day moves, go on as they are.

    Parameters
    ----------
    folder : Path
        Of what is made for it.
    compiler : str
        As `find_compiler` finds it.
    """

    def __init__(self, folder: Path, compiler: str) -> None:
        library, self._file = folder / "clock.so", folder / "ahead"
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, _SOURCE], check=True)
        self.environ = {"LD_PRELOAD": str(library), "CLOCK_AHEAD": str(self._file)}
        self.set(timedelta(0))

    def set(self, ahead: timedelta) -> None:
        """Set how far it is ahead of the true time, in whole seconds; negative for behind."""
        self._ahead = timedelta(seconds=round(ahead.total_seconds()))
        with self._file.open("r+b" if self._file.exists() else "wb") as file:  # the same file: the server has it open
            file.write(struct.pack("=q", round(self._ahead.total_seconds())))

    def move(self, by: timedelta) -> None:
        """Set it forward, or back."""
        self.set(self._ahead + by)

    def show(self, moment: datetime) -> None:
        """Set it to a moment."""
        self.set(moment - datetime.now(UTC))

    def now(self) -> datetime:
        """Return what it shows."""
        return datetime.now(UTC) + self._ahead


def find_compiler() -> str | None:
    """Return the compiler that makes a clock; None where there can be none."""
    return shutil.which("cc") if sys.platform == "linux" else None

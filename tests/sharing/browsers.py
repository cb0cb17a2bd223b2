"""Browsers for tests: programs that take the place of Chromium and do as they are told, and the real one."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

import pytest

from sharing.settings import SharingSettings

if TYPE_CHECKING:
    from pathlib import Path

_DRAWS = """#!{python} -IS
import os, sys, time, zlib
from hashlib import sha256
from urllib.parse import urlsplit
given = dict(argument.partition("=")[::2] for argument in sys.argv[1:])
page = open(urlsplit(sys.argv[-1]).path, "rb").read()
with open({ran!r}, "a") as ran:
    ran.write("ran\\n")
{first}
if "--print-to-pdf" in given:
    made, path = b"%PDF-1.4\\n" + sha256(page).digest() + b"\\n%%EOF\\n", given["--print-to-pdf"]
else:
    scale = float(given["--force-device-scale-factor"])
    width, height = (int(-(-int(side) * scale // 1)) for side in given["--window-size"].split(","))
    head = width.to_bytes(4) + height.to_bytes(4) + bytes([8, 6, 0, 0, 0])
    parts = [(b"IHDR", head), (b"teXt", page), (b"IEND", b"")]
    made, path = b"\\x89PNG\\r\\n\\x1a\\n", given["--screenshot"]
    for name, data in parts:
        made += len(data).to_bytes(4) + name + data + zlib.crc32(name + data).to_bytes(4)
{last}
with open(path, "wb") as file:
    file.write(made)
"""


def fake(folder: Path, *, first: str = "", last: str = "") -> str:
    """Return the path of a browser that writes the page it was given into a PNG or a hash of it into a PDF.

    Parameters
    ----------
    folder : Path
        Of the program; `runs` reads there how often it was started.
    first, last : str
        Python that it runs before it draws, and before it writes what it `made`.
    """
    folder.mkdir(exist_ok=True)
    program = folder / "browser"
    text = _DRAWS.format(python=sys.executable, ran=str(folder / "ran"), first=first, last=last)
    program.write_text(text, encoding="utf-8")
    program.chmod(0o755)
    return str(program)


def runs(folder: Path) -> int:
    """Return how often the browser in a folder was started."""
    ran = folder / "ran"
    return len(ran.read_text(encoding="utf-8").splitlines()) if ran.exists() else 0


def real() -> str:
    """Return the browser of this machine; skip where there is none."""
    found = SharingSettings.from_environ({}).chromium
    if found is None:
        pytest.skip("no Chromium is installed")
    return found


def every_real() -> list[str]:
    """Return the browsers of this machine by name, the quick one and the whole one."""
    return [found for name in ("chromium-headless-shell", "chromium") if (found := shutil.which(name))]

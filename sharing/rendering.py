"""A picture as pixels or as a page of PDF: drawn by a browser that is started for it and ends with it.

The browser runs nothing and asks for nothing: scripts and connections are shut off, its profile is a folder of its own
that goes with it. What it leaves behind is looked at before it is given to anybody.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sharing.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

TIMEOUT = 20.0  # seconds; the largest picture takes five
LATER = 30  # seconds after which a browser that failed may do better
NO_BROWSER = (
    "A PNG or a PDF needs a browser on the server, and none was found. Install Chromium (on Debian: apt-get install "
    "chromium-headless-shell), or name one in CHROMIUM. The same picture can be had as .svg and its text as .txt."
)
_SHEET = Path(__file__).with_name("sheet.xhtml").read_text(encoding="utf-8")
_FLAGS = (
    "--headless",
    "--disable-gpu",
    "--hide-scrollbars",
    "--no-first-run",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-breakpad",
    "--disable-dev-shm-usage",  # a container's is small
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-pdf-header-footer",
)
_HOW = {"png": "--screenshot", "pdf": "--print-to-pdf"}
_PNG, _PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"
_PDF, _PDF_END = b"%PDF-", b"%%EOF"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is to be rendered.

    Parameters
    ----------
    svg : str
        A document that needs nothing else, its font within.
    width, height : int, pixels
    ground : str
        The colour behind it: a PDF's page is up to a pixel larger than the picture.
    """

    svg: str
    width: int
    height: int
    ground: str

    def document(self) -> str:
        """Return the page that the browser draws."""
        given = {
            "width": str(self.width),
            "height": str(self.height),
            "ground": self.ground,
            "svg": self.svg[self.svg.index("<svg") :],  # the rest of a document, last: it is not looked through
        }
        page = _SHEET
        for name, text in given.items():
            page = page.replace(f"{{{name}}}", text, 1)
        return page


def png(browser: str | None, sheet: Sheet, scale: float = 1.0, *, timeout: float = TIMEOUT) -> bytes:
    """Return a sheet as PNG.

    Parameters
    ----------
    browser : str or None
        Path of the program.
    sheet : Sheet
    scale : float, pixels of the PNG per pixel of the sheet
    timeout : float, seconds
        After which the browser is killed.

    Raises
    ------
    Refusal
        503 where there is no browser, or where it fails; nothing that it made then is given on.
    """
    window = [f"--window-size={sheet.width},{sheet.height}", f"--force-device-scale-factor={scale:g}"]
    made = _render(browser, sheet, "png", window, timeout)
    size = tuple(int.from_bytes(made[at : at + 4]) for at in (16, 20))
    wanted = tuple(int(side * scale + 0.5) for side in (sheet.width, sheet.height))  # as the browser rounds
    if not made.startswith(_PNG) or not made.endswith(_PNG_END) or size != wanted:
        raise _failed(f"{len(made)} bytes that are no PNG of {wanted[0]} x {wanted[1]} pixels")
    return made


def pdf(browser: str | None, sheet: Sheet, *, timeout: float = TIMEOUT) -> bytes:
    """Return a sheet as a PDF of one page of its size, 96 pixels to the inch; parameters and errors as of `png`."""
    made = _render(browser, sheet, "pdf", [], timeout)
    if not made.startswith(_PDF) or not made.rstrip().endswith(_PDF_END):
        raise _failed(f"{len(made)} bytes that are no PDF")
    return made


def _render(browser: str | None, sheet: Sheet, form: str, flags: Sequence[str], timeout: float) -> bytes:
    """Return what the browser wrote, unseen."""
    if browser is None:
        raise Refusal(503, NO_BROWSER)
    with tempfile.TemporaryDirectory(prefix="desk-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        page, made = folder / "sheet.xhtml", folder / f"made.{form}"
        page.write_text(sheet.document(), encoding="utf-8")
        root = ["--no-sandbox"] if os.geteuid() == 0 else []  # the browser refuses to have one then
        where = [f"--user-data-dir={folder / 'profile'}", f"{_HOW[form]}={made}", page.as_uri()]
        _run([browser, *_FLAGS, *root, *flags, *where], folder, timeout)
        try:
            return made.read_bytes()
        except OSError as error:
            raise _failed(f"no picture: {_said(folder)}") from error


def _run(command: Sequence[str], folder: Path, timeout: float) -> None:
    """Run the browser to its end, or end it, with all the processes that it started."""
    home = dict.fromkeys(("HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"), str(folder))
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(  # noqa: S603 - our own words
            command,
            env=kept | home,  # it is not told the desk's key
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired as error:
            raise _failed(f"nothing within {timeout:g} s: {_said(folder)}") from error
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if code:
        raise _failed(f"exit code {code}: {_said(folder)}")


def _said(folder: Path) -> str:
    return (folder / "said").read_text(encoding="utf-8", errors="replace").strip()[-500:]


def _failed(why: str) -> Refusal:
    _log.warning("the browser made %s", why)
    return Refusal(503, "The browser that renders pictures failed at this one. Try again in a minute.", wait=LATER)

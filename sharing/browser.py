"""The browser that draws: started for one page, in a folder of its own, and gone with all that it started.

It runs nothing and asks for nothing: scripts and connections are shut off. It ends also where the process that started
it was killed: ``timeout`` sees to that, and holds the turn until then.
"""

from __future__ import annotations

import logging
import math
import os
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sharing.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TIMEOUT = 20.0  # seconds; the largest picture takes five
GRACE = 5  # seconds more for a browser that nobody waits for any longer
LATER = 30  # seconds after which a browser that failed may do better
FAILED = "The browser that renders pictures failed at this one. Try again in a minute."
NO_BROWSER = (
    "A PNG or a PDF needs a browser on the server, and none was found. Install Chromium (on Debian: apt-get install "
    "chromium-headless-shell), or name one in CHROMIUM. The same picture can be had as .svg and its text as .txt."
)
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
_PREFIX = "drawing-"
_ABANDONED = 3600.0  # seconds after which a folder is that of a process that died
_log = logging.getLogger(__name__)


def drawn_by(
    browser: str | None,
    form: str,
    document: str,
    flags: Sequence[str],
    *,
    timeout: float = TIMEOUT,
    folder: Path | None = None,
    held: Sequence[int] = (),
) -> bytes:
    """Return what the browser made of a page, unseen.

    Parameters
    ----------
    browser : str or None
        Path of the program.
    form : str
        ``png`` or ``pdf``.
    document : str
        The page, as XHTML.
    flags : sequence of str
        More of the browser's own.
    timeout : float, seconds
        After which the browser is killed.
    folder : Path, optional
        Where its own folder is made; where that cannot be, and without one, among the system's temporary files.
    held : sequence of int, descriptors
        Of locks that the browser holds, too, for as long as it lives.

    Raises
    ------
    Refusal
        503 where there is no browser, or where it fails.
    """
    if browser is None:
        raise Refusal(503, NO_BROWSER)
    with _scratch(folder) as own:
        page, made = own / "page.xhtml", own / f"made.{form}"
        page.write_text(document, encoding="utf-8")
        root = ["--no-sandbox"] if os.geteuid() == 0 else []  # the browser refuses to have one then
        where = [f"--user-data-dir={own / 'profile'}", f"{_HOW[form]}={made}", page.as_uri()]
        _run([*_bounded(timeout), browser, *_FLAGS, *root, *flags, *where], own, timeout, held)
        try:
            return made.read_bytes()
        except OSError as error:
            raise failed(f"no picture: {_said(own)}") from error


def failed(why: str) -> Refusal:
    """Return what a reader is told where the browser failed; the log is told why."""
    _log.warning("the browser made %s", why)
    return Refusal(503, FAILED, wait=LATER)


@contextmanager
def _scratch(folder: Path | None) -> Iterator[Path]:
    """Make a folder for one page; one that a killed process left behind goes an hour later."""
    try:
        if folder is not None:
            _prune(folder)
        made = TemporaryDirectory(prefix=_PREFIX, dir=folder, ignore_cleanup_errors=True)
    except OSError:
        made = TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True)
    with made as name:
        yield Path(name).absolute()


def _prune(folder: Path) -> None:
    abandoned = time.time() - _ABANDONED
    for path in folder.glob(f"{_PREFIX}*"):
        with suppress(FileNotFoundError):  # pruned by another process meanwhile
            if path.stat().st_mtime < abandoned:
                shutil.rmtree(path, ignore_errors=True)


def _bounded(timeout: float) -> list[str]:
    """Return the words before a command that end it, and all that it started, also where nobody is left to do so."""
    program = shutil.which("timeout")
    return [program, "-s", "KILL", str(math.ceil(timeout) + GRACE)] if program else []


def _run(command: Sequence[str], folder: Path, timeout: float, held: Sequence[int]) -> None:
    """Run the browser to its end, or end it, with all the processes that it started."""
    home = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"), str(folder))
    short = {"TMPDIR": "."}  # the path of a socket has a hundred characters at most
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(  # noqa: S603 - our own words
            command,
            env=kept | home | short,  # it is not told the desk's key
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
            pass_fds=held,
        )
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired as error:
            raise failed(f"nothing within {timeout:g} s: {_said(folder)}") from error
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if code:
        raise failed(f"exit code {code}: {_said(folder)}")


def _said(folder: Path) -> str:
    return (folder / "said").read_text(encoding="utf-8", errors="replace").strip()[-500:]

"""A browser does not outlive whoever started it for long, and nothing of it stays."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest

from sharing.browser import drawn_by
from sharing.refusals import Refusal
from sharing.rendering import Page, png
from sharing.turns import Turns
from tests.conftest import ROOT
from tests.sharing.browsers import every_real, fake

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WORKER = """
import sys
from pathlib import Path
from sharing import browser
from sharing.drawing import Drawing
from sharing.pictures import Pictures
from sharing.rendering import Page
browser.GRACE = 0
program, folder, timeout = sys.argv[1:]
svg = '<svg xmlns="http://www.w3.org/2000/svg"/>'
drawing = Drawing("png", svg, Page(svg, 400, 300, "#ffffff"))
Pictures(program, Path(folder), timeout=float(timeout)).made(drawing)
"""


@contextmanager
def killed_at_work(folder: Path, timeout: float) -> Iterator[tuple[int, int]]:
    """Kill a process whose browser hangs; yield a pipe that ends with the browser and its child, and their group."""
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    says = f"held = open({str(pipe)!r}, 'w'); held.write(str(os.getpgid(0)).rjust(9)); held.flush()"
    browser = fake(folder / "browser", first=f"{says}; os.fork(); time.sleep(60)")
    command = [sys.executable, "-c", WORKER, browser, str(folder / "kept"), str(timeout)]
    with subprocess.Popen(command, cwd=ROOT) as worker:
        assert said_within(reader, 30)
        group = int(os.read(reader, 9))
        worker.kill()
    try:
        yield reader, group
    finally:
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)
        os.close(reader)


def said_within(reader: int, seconds: float) -> bool:
    """Wait until a pipe has something to read, or comes to its end."""
    return bool(select.select([reader], [], [], seconds)[0])


@pytest.mark.skipif(shutil.which("timeout") is None, reason="the program “timeout” is not installed")
def test_the_browser_of_a_killed_process_ends_at_its_bound(tmp_path: Path) -> None:
    """After a second, with the child that it started; nobody is there to kill it."""
    with killed_at_work(tmp_path, 1.0) as (reader, _):
        assert said_within(reader, 20)
        assert b"" == os.read(reader, 9)


def test_the_browser_of_a_killed_process_has_its_turn_until_it_ends(tmp_path: Path) -> None:
    """Two browsers never run at once; once this one is gone the next may."""
    with killed_at_work(tmp_path, 60.0) as (_, group):
        with pytest.raises(Refusal), Turns(tmp_path / "kept", patience=0.05).turn():
            pass
        os.killpg(group, signal.SIGKILL)
        with Turns(tmp_path / "kept", patience=10.0).turn() as held:
            assert 1 == len(held)


def test_what_a_killed_process_left_in_the_folder_goes_an_hour_later(tmp_path: Path) -> None:
    """With the next picture: what is half an hour old may be another's at work, and pictures are no such folder."""
    kept = tmp_path / "kept"
    with killed_at_work(tmp_path, 60.0):
        (left,) = kept.glob("drawing-*")
    assert (left / "page.xhtml").is_file()
    (kept / "a.picture").touch()
    for age, there in ((1800, True), (3700, False)):
        for path in (left, kept / "a.picture"):
            os.utime(path, (time.time() - age,) * 2)
        drawn_by(fake(tmp_path / "next"), "pdf", "<html/>", [], folder=kept)
        assert there == left.exists()
    assert ["a.picture"] == [path.name for path in kept.iterdir() if not path.name.endswith(".lock")]


@pytest.mark.parametrize("browser", every_real(), ids=os.path.basename)
def test_a_real_browser_works_in_a_folder_with_a_long_name(tmp_path: Path, browser: str) -> None:
    """It opens sockets below it, whose path has a hundred characters at most; the folder is empty again afterwards."""
    folder = tmp_path / ("a" * 120)
    folder.mkdir()
    svg = '<svg xmlns="http://www.w3.org/2000/svg"/>'
    assert png(browser, Page(svg, 400, 300, "#ffffff"), folder=folder).startswith(b"\x89PNG")
    assert [] == list(folder.iterdir())


def test_the_module_reads_no_file_until_there_is_something_to_draw() -> None:
    """In an interpreter of its own that opens no page of ours."""
    looks = (
        "import sys, json; seen = []; sys.addaudithook(lambda name, of: name == 'open' and seen.append(str(of[0])));"
        "import sharing.rendering; print(json.dumps([path for path in seen if path.endswith('.xhtml')]))"
    )
    found = subprocess.run([sys.executable, "-c", looks], cwd=ROOT, check=True, capture_output=True)
    assert [] == json.loads(found.stdout)

"""What a browser makes is given on only if it is what was asked for, and the browser is gone afterwards."""

from __future__ import annotations

import io
import os
import re
import socket
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from sharing.refusals import Refusal
from sharing.rendering import Page, pdf, png
from tests.sharing.browsers import every_real, fake, real

if TYPE_CHECKING:
    from collections.abc import Iterator

GREEN = (0, 120, 60)


def sheet(width: int = 400, height: int = 300, inside: str = "") -> Page:
    """Return a green picture with something in it."""
    size = f'width="{width}" height="{height}"'
    field = f'<rect {size} fill="#00783c"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {width} {height}">{field}{inside}</svg>'
    return Page(svg, width, height, "#ffffff")


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:  # noqa: ARG001 - that one comes first
    """Return where temporary folders are made, a short name as usual; whatever a test does, none is left there."""
    with tempfile.TemporaryDirectory(prefix="d") as name:
        monkeypatch.setattr(tempfile, "tempdir", name)
        yield Path(name)
        assert [] == list(Path(name).iterdir())


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"first": "sys.exit('no memory')"}, "exit code 1: no memory"),
        ({"first": "os.kill(os.getpid(), 9)"}, "exit code -9"),
        ({"first": "sys.exit(0)"}, "no picture"),
        ({"last": "made = b''"}, "0 bytes"),
        ({"last": "made = b'rubbish'"}, "7 bytes"),
        ({"last": "made = made[:-2]"}, "that are no P"),
        ({"last": "made = made.replace((400).to_bytes(4), (401).to_bytes(4)).replace(b'%PDF', b'%PDP')"}, "are no P"),
    ],
    ids=["crash", "killed", "nothing written", "empty", "rubbish", "cut", "wrong size"],
)
@pytest.mark.parametrize("render", [png, pdf])
def test_a_browser_that_fails_gives_a_sentence_and_never_a_picture(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, render: object, how: dict[str, str], said: str
) -> None:
    """The log says why."""
    assert callable(render)
    with pytest.raises(Refusal, match="failed at this one") as refusal:
        render(fake(tmp_path / "browser", **how), sheet())
    assert (503, 30) == (refusal.value.status, refusal.value.wait)
    assert said in caplog.text


def test_a_browser_that_hangs_is_killed_with_all_that_it_started(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The pipe that the browser's child holds comes to its end only when that is gone, too."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    hangs = f"held = open({str(pipe)!r}, 'w'); held.write('up'); held.flush(); os.fork(); time.sleep(600)"
    browser = fake(tmp_path / "browser", first=hangs)
    with os.fdopen(reader) as end:
        with pytest.raises(Refusal):
            png(browser, sheet(), timeout=1.0)
        assert "up" == end.read()
    assert "nothing within 1 s" in caplog.text


def test_without_a_browser_the_answer_says_what_to_install() -> None:
    """By the name of Debian's package; another try changes nothing."""
    with pytest.raises(Refusal, match="apt-get install chromium-headless-shell") as refusal:
        png(None, sheet())
    assert (503, 0) == (refusal.value.status, refusal.value.wait)


def test_the_browser_is_told_no_secret(tmp_path: Path, scratch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its whole environment is written into what it makes; its home is a folder that is gone afterwards."""
    monkeypatch.setenv("SECRET_KEY", "a key for tests, long enough to be one")
    made = pdf(fake(tmp_path / "browser", last="made = b'%PDF-' + repr(dict(os.environ)).encode() + b'%%EOF'"), sheet())
    assert b"a key for tests" not in made
    assert f"'HOME': '{scratch}".encode() in made


@pytest.mark.parametrize("browser", every_real(), ids=os.path.basename)
@pytest.mark.parametrize(
    ("width", "scale", "size"), [(320, 1.0, (320, 300)), (321, 1.25, (401, 375)), (1200, 2.0, (2400, 600))]
)
def test_a_png_has_the_pixels_asked_for(browser: str, width: int, scale: float, size: tuple[int, int]) -> None:
    """Read by Pillow: green up to its last corner; 321 x 1.25 is 401.25, which is rounded."""
    with Image.open(io.BytesIO(png(browser, sheet(width), scale))) as found:
        assert "PNG" == found.format
        assert size == found.size
        assert [(size[0] * size[1], GREEN)] == found.convert("RGB").getcolors()


@pytest.mark.parametrize(("width", "height"), [(1200, 630), (333, 217), (2400, 5001)])
def test_a_pdf_is_one_page_of_its_size_with_its_font(width: int, height: int) -> None:
    """Counted in the file; 96 pixels to the inch and 72 points, up to a hundredth of an inch."""
    made = pdf(real(), sheet(width, height, '<text y="50">small caps</text>'))
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", made)
    assert 1 == len(re.findall(rb"/Type /Page\b", made))
    assert 1 == len(boxes)
    assert [width * 0.75, height * 0.75] == pytest.approx([float(side) for side in boxes[0]], abs=0.72)


def test_a_pdf_does_not_say_when_it_was_made(tmp_path: Path) -> None:
    """Servers that render it at different moments give the same file, each object of it in its place."""
    told = "b\"%PDF-1.4 /CreationDate (D:20261123000649+00'00') /ModDate (D:20261123000649+00'00') %%EOF\""
    made = pdf(fake(tmp_path / "browser", last=f"made = {told}"), sheet())
    assert b"%PDF-1.4 /CreationDate (D:20000101000000+00'00') /ModDate (D:20000101000000+00'00') %%EOF" == made


def test_a_picture_runs_nothing_and_asks_nobody() -> None:
    """A script and three pictures from a server of this machine, which nobody talks to."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        script = "<script>document.querySelector('rect').setAttribute('fill', 'red')</script>"
        asks = f'<image href="{address}/a.png" width="9" height="9"/><style>@import url("{address}/b.css");</style>'
        more = f'<rect width="9" height="9" style="fill: url({address}/c.svg#c) #00783c"/>'
        made = png(real(), sheet(inside=script + asks + more))
        server.settimeout(0)
        with pytest.raises(BlockingIOError):
            server.accept()
    with Image.open(io.BytesIO(made)) as found:
        assert [(400 * 300, GREEN)] == found.convert("RGB").getcolors()


def test_text_of_a_picture_cannot_change_the_page_around_it() -> None:
    """What stands in braces in a name stays as it is."""
    given = sheet(inside="<text>{ground} {svg} {height}</text>")
    assert "<text>{ground} {svg} {height}</text></svg>" in given.document()
    assert Path(__file__).name not in given.document()

"""Every byte belongs to the picture that was asked for, made once, kept whole."""

from __future__ import annotations

import logging
import queue
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from components.pictures import PanelError, described, picture, with_font
from components.view import viewer
from data.locks import file_lock, place
from hosting import gunicorn
from sharing import pictures as pictures_module
from sharing.asked import Asked
from sharing.drawing import Drawing, drawn
from sharing.once import READERS
from sharing.pictures import Pictures
from sharing.refusals import Refusal
from sharing.rendering import Page
from tests.page.prices import FramePrices
from tests.sharing.browsers import fake, runs
from tests.sharing.support import walk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from components.view import View


@pytest.fixture(scope="module")
def view() -> View:
    """Return a view of generated prices."""
    return viewer(FramePrices({"^RUT": walk(1), "^GSPC": walk(2)}))("?theme=dark")


def drawing(words: str, form: str = "png") -> Drawing:
    """Return what a picture with some words is made from."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"><text>{words}</text></svg>'
    return Drawing(form, svg, Page(svg, 400, 300, "#ffffff"))


def end(name: str) -> None:
    """Wait until the threads of a name have ended."""
    for thread in threading.enumerate():
        if thread.name == name:
            thread.join(60)


def until(true: Callable[[], bool]) -> None:
    """Wait for a condition, for ten seconds at most."""
    give_up = time.monotonic() + 10
    while not true():
        assert time.monotonic() < give_up


def free(folder: Path) -> list[int | None]:
    """Return the places of the queue that nobody holds."""
    with ExitStack() as held:
        found = [held.enter_context(place(folder, 9)) for _ in range(9)]
    return [one for one in found if one is not None]


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ([], Asked("png", "chart", 1200, 1.0, None, None)),
        ([("width", "320"), ("scale", "2")], Asked("png", width=320, scale=2.0)),
        ([("width", "2400"), ("scale", "1.25"), ("theme", "light")], Asked("png", "chart", 2400, 1.25, "light")),
        ([("panel", "case"), ("side", "bull")], Asked("png", "case", side="bull")),
        ([("panel", "card"), ("width", "1200")], Asked("png", "card")),
    ],
)
def test_a_picture_is_asked_for_by_name(given: list[tuple[str, str]], asked: Asked) -> None:
    """What is not named has its default."""
    assert asked == Asked.read("png", given)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([("width", "319")], "width is “319”; it takes a whole number of pixels from 320 to 2400."),
        ([("width", "2401")], "width is “2401”"),
        ([("width", "99999999999999999999")], "width is “99999999999999999999”"),
        ([("width", "1e3")], "width is “1e3”"),
        ([("width", "")], "width is “”"),
        ([("width", "٣٢٠")], "width is “···”"),
        ([("scale", "3")], "scale is “3”; it takes one of 1, 1.25, 1.5, 1.75, 2."),
        ([("scale", "nan")], "scale is “nan”"),
        ([("theme", "sepia")], "theme is “sepia”; it takes light or dark."),
        ([("panel", "")], "panel is “”; it takes chart, card, case, or a panel of the view."),
        ([("side", "bull")], "side is “bull”; only panel=case has one."),
        ([("panel", "case"), ("side", "both")], "side is “both”; it takes bear or bull."),
        ([("panel", "card"), ("width", "600")], "width is “600”; the card is always 1200 pixels wide."),
        ([("width", "400"), ("width", "400")], "A picture takes one width; the address has another: “400”."),
        ([("w<script>\r\n", "1")], "A picture has no “w<script>··”; it takes panel, width, scale, theme, side."),
    ],
)
def test_what_makes_no_sense_is_refused_by_name_and_value(given: list[tuple[str, str]], said: str) -> None:
    """Nothing is put in its place."""
    with pytest.raises(Refusal) as refusal:
        Asked.read("png", given)
    assert str(refusal.value).startswith(said)
    assert 400 == refusal.value.status


def test_svg_and_text_need_no_browser(view: View, tmp_path: Path) -> None:
    """They are what the picture's own module says, with the font in the SVG; the theme is the view's own."""
    pictures = Pictures(None, tmp_path)
    dark, light = (with_font(picture(view, "rsi", width=640, theme=theme).svg) for theme in ("dark", "light"))
    assert dark.encode() == pictures.get(view, Asked("svg", "rsi", 640))
    assert light.encode() == pictures.get(view, Asked("svg", "rsi", 640, theme="light"))
    assert described(view, "case", "bull").encode() == pictures.get(view, Asked("txt", "case", side="bull"))
    with pytest.raises(PanelError, match="no panel “nope”"):
        pictures.get(view, Asked("txt", "nope"))
    with pytest.raises(Refusal, match="CHROMIUM"):
        pictures.get(view, Asked("pdf"))


def test_a_browser_gets_the_picture_in_its_size(view: View, tmp_path: Path) -> None:
    """The page it was given is in what the stand-in made; its head says the pixels."""
    made = Pictures(fake(tmp_path / "browser"), tmp_path / "kept").get(view, Asked("png", "card", scale=1.5))
    assert with_font(picture(view, "card").svg).encode() in made
    assert (1800, 945) == (int.from_bytes(made[16:20]), int.from_bytes(made[20:24]))


def test_all_that_decides_the_bytes_decides_the_name(view: View) -> None:
    """The same twice is the same; no two others are."""
    asked = [
        Asked("png", "rsi"),
        Asked("png", "rsi", scale=2.0),
        Asked("png", "rsi", width=800),
        Asked("png", "rsi", theme="light"),
        Asked("png", "roc"),
        Asked("pdf", "rsi"),
        Asked("svg", "rsi"),
        Asked("txt", "rsi"),
    ]
    names = [drawn(view, one).identity for one in asked]
    assert len(asked) == len(set(names))
    assert names == [drawn(view, one).identity for one in asked]
    assert drawn(view, Asked("pdf", "rsi", scale=2.0)).identity == names[5]


@pytest.mark.parametrize("writable", [True, False])
def test_ten_who_ask_for_each_of_two_pictures_at_once_get_their_own(tmp_path: Path, *, writable: bool) -> None:
    """Where pictures can be kept, two browsers at most were started for the twenty."""
    (tmp_path / "file").touch()
    pictures = Pictures(fake(tmp_path / "browser"), tmp_path / ("kept" if writable else "file"))
    start = threading.Barrier(20)

    def ask(words: str) -> bool:
        start.wait(30)
        made = pictures.made(drawing(words))
        return words.encode() in made and made.count(b"pictured") == 1

    with ThreadPoolExecutor(20) as clients:
        assert all(clients.map(ask, ["this pictured", "that pictured"] * 10))
    assert runs(tmp_path / "browser") <= (2 if writable else 20)
    assert {} == pictures._once._flights


def test_a_picture_is_made_once_for_all_processes(tmp_path: Path) -> None:
    """Another store on the folder needs no browser for it; a damaged file is made again."""
    made = Pictures(fake(tmp_path / "browser"), tmp_path / "kept").made(drawing("a"))
    assert made == Pictures(None, tmp_path / "kept").made(drawing("a"))
    (kept,) = (tmp_path / "kept").glob("*.picture")
    kept.write_bytes(kept.read_bytes()[:-1])
    with pytest.raises(Refusal):
        Pictures(None, tmp_path / "kept").made(drawing("a"))
    assert made == Pictures(fake(tmp_path / "browser"), tmp_path / "kept").made(drawing("a"))
    assert 2 == runs(tmp_path / "browser")


def test_who_waited_for_a_turn_looks_again_before_a_browser_is_started(tmp_path: Path) -> None:
    """Two processes want the same at once: two stores, which share nothing but the folder."""
    stores = [Pictures(fake(tmp_path / "browser"), tmp_path / "kept") for _ in range(2)]
    start = threading.Barrier(2)

    def ask(pictures: Pictures) -> bytes:
        start.wait(30)
        return pictures.made(drawing("a"))

    with ThreadPoolExecutor(2) as processes:
        assert 1 == len(set(processes.map(ask, stores)))
    assert 1 == runs(tmp_path / "browser")


def test_a_picture_that_failed_is_not_kept(tmp_path: Path) -> None:
    """All who wait for it are told; asked for again it is made."""
    crashing = Pictures(fake(tmp_path / "browser", first="sys.exit(1)"), tmp_path / "kept")
    start = threading.Barrier(3)

    def ask(_: int) -> int:
        start.wait(30)
        with pytest.raises(Refusal) as refusal:
            crashing.made(drawing("a"))
        return refusal.value.status

    with ThreadPoolExecutor(3) as clients:
        assert [503] * 3 == list(clients.map(ask, range(3)))
    assert b"<text>a</text>" in Pictures(fake(tmp_path / "browser"), tmp_path / "kept").made(drawing("a"))


def test_a_picture_that_failed_is_not_tried_again_for_half_a_minute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asks meanwhile is told how much of it is left; another picture is tried, and this one after it."""
    now = [1000.0]
    monkeypatch.setattr(pictures_module, "monotonic", lambda: now[0])
    crashing = Pictures(fake(tmp_path / "browser", first="sys.exit(1)"), tmp_path / "kept")

    def ask(words: str) -> tuple[int, int]:
        with pytest.raises(Refusal, match="failed at this one") as refusal:
            crashing.made(drawing(words))
        return refusal.value.wait, runs(tmp_path / "browser")

    assert (30, 1) == ask("a")
    now[0] += 9.5
    assert (21, 1) == ask("a")
    assert (30, 2) == ask("b")
    now[0] += 20.5
    assert (30, 3) == ask("a")
    assert (10, 3) == ask("b")


def test_forty_who_ask_for_one_picture_leave_threads_to_the_page(tmp_path: Path) -> None:
    """The browser does not come to an end: as many wait as may, the others are told so at once."""
    waits = f"while not os.path.exists({str(tmp_path / 'go')!r}): time.sleep(0.01)"
    pictures = Pictures(fake(tmp_path / "browser", first=waits), tmp_path / "kept")
    refused: queue.Queue[int] = queue.Queue()

    def ask(_: int) -> bytes:
        try:
            return pictures.made(drawing("a"))
        except Refusal as refusal:
            refused.put(refusal.wait)
            return b""

    with ThreadPoolExecutor(40) as clients:
        asked = [clients.submit(ask, number) for number in range(40)]
        try:
            assert [5] * (40 - READERS) == [refused.get(timeout=10) for _ in range(40 - READERS)]
        finally:
            (tmp_path / "go").touch()
        answers = [one.result(30) for one in asked]
    assert READERS == sum(b"<text>a</text>" in answer for answer in answers)
    assert 1 == runs(tmp_path / "browser")
    assert 3 <= gunicorn.threads - READERS


def test_orders_take_one_place_of_the_queue(view: View, tmp_path: Path) -> None:
    """Six while the turn is elsewhere: the first waits for it, four are on the list, the oldest of those is dropped."""
    kept = tmp_path / "kept"
    pictures = Pictures(fake(tmp_path / "browser"), kept)
    with file_lock(kept, "turn", 1.0):
        pictures.order(view, Asked("png", "rsi", 401))
        until(lambda: len(free(kept)) == 8)
        for width in (402, 403, 404, 405, 406):
            pictures.order(view, Asked("png", "rsi", width))
        assert 8 == len(free(kept))
    end("picture")
    known = Pictures(None, kept)
    assert 5 == runs(tmp_path / "browser")
    assert [known.get(view, Asked("png", "rsi", width))[:4] for width in (401, 403, 404, 405, 406)] == [b"\x89PNG"] * 5
    with pytest.raises(Refusal, match="CHROMIUM"):
        known.get(view, Asked("png", "rsi", 402))


def test_what_is_ordered_is_there_when_it_is_asked_for(view: View, tmp_path: Path) -> None:
    """Without a browser, since it was made before."""
    Pictures(fake(tmp_path / "browser"), tmp_path / "kept").order(view, Asked("png", "card"))
    end("picture")
    assert Pictures(None, tmp_path / "kept").get(view, Asked("png", "card")).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("asked", "places", "said"),
    [
        (Asked("png"), 9, "a picture was not made ahead: Too many"),
        (Asked("png", "nope"), 0, "a picture could not be made ahead"),
    ],
    ids=["no place", "no panel"],
)
def test_an_order_that_cannot_be_met_is_dropped(
    view: View, tmp_path: Path, caplog: pytest.LogCaptureFixture, asked: Asked, places: int, said: str
) -> None:
    """The log says why, whoever ordered it is told nothing, and the next order is taken."""
    pictures = Pictures(fake(tmp_path / "browser"), tmp_path)
    with caplog.at_level(logging.INFO), ExitStack() as held:
        for _ in range(places):
            held.enter_context(place(tmp_path, 9))
        for _ in range(20):
            pictures.order(view, asked)
            end("picture")
    assert said in caplog.text
    assert 0 == runs(tmp_path / "browser")
    pictures.order(view, Asked("png"))
    end("picture")
    assert 1 == runs(tmp_path / "browser")


def test_kept_pictures_can_be_read_by_their_owner_alone(tmp_path: Path) -> None:
    """Another user of the machine has no link to them."""
    Pictures(fake(tmp_path / "browser"), tmp_path / "kept").made(drawing("a"))
    (kept,) = (tmp_path / "kept").glob("*.picture")
    assert 0o600 == kept.stat().st_mode & 0o777

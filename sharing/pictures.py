"""Pictures of a view: rendered one at a time by a browser beside the page, and kept by what they are drawn from."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from functools import partial
from math import ceil
from time import monotonic
from typing import TYPE_CHECKING, Self

from commentary.model import Side
from components.pictures import NARROWEST, WIDEST
from components.pictures.picture import CARD, CASE, CHART
from components.state import THEMES, shown
from data.sealed import Sealed
from sharing.browser import FAILED, TIMEOUT
from sharing.drawing import drawn
from sharing.once import Once
from sharing.orders import Orders
from sharing.refusals import Refusal
from sharing.rendering import pdf, png
from sharing.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from typing import Any

    from components.view import View
    from sharing.drawing import Drawing
    from sharing.rendering import Page

FORMS = ("png", "svg", "pdf", "txt")
WIDTH = 1200
SCALES = ("1", "1.25", "1.5", "1.75", "2")
SIDES = tuple(side.value for side in Side)
_FILES, _BYTES = 500, 200 * 2**20  # kept
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """One picture of a view.

    Parameters
    ----------
    form : str
        One of `FORMS`; ``txt`` is the text alternative.
    panel : str
        As `components.pictures.picture` names them.
    width : int, pixels
        From 320 to 2400; the card has its own.
    scale : float, pixels of a PNG per pixel of the width
        Other forms have none.
    theme : str or None
        None for the one of the view.
    side : str or None
        Of the case, ``bear`` or ``bull``.
    """

    form: str
    panel: str = CHART
    width: int = WIDTH
    scale: float = 1.0
    theme: str | None = None
    side: str | None = None

    @classmethod
    def read(cls, form: str, given: Iterable[tuple[str, str]]) -> Self:
        """Return the picture that named texts ask for.

        Raises
        ------
        Refusal
            400 for a name that is not known or comes twice, and for a value that it does not take.
        """
        found: dict[str, Any] = {}
        for name, text in given:
            if name not in _READERS:
                raise Refusal(400, f"A picture has no “{shown(name)}”; it takes {', '.join(_READERS)}.")
            if name in found:
                raise Refusal(400, f"A picture takes one {name}; the address has another: “{shown(text)}”.")
            read, takes = _READERS[name]
            value = read(text)
            if value is None:
                raise Refusal(400, f"{name} is “{shown(text)}”; it takes {takes}.")
            found[name] = value
        asked = cls(form, **found)
        if asked.side and asked.panel != CASE:
            raise Refusal(400, f"side is “{asked.side}”; only panel={CASE} has one.")
        if asked.panel == CARD and asked.width != WIDTH:
            raise Refusal(400, f"width is “{asked.width}”; the {CARD} is always {WIDTH} pixels wide.")
        return asked


def _width(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{3,4}", text) and NARROWEST <= int(text) <= WIDEST else None


def _among(choices: Iterable[str]) -> Callable[[str], str | None]:
    return lambda text: text if text in choices else None


_READERS: dict[str, tuple[Callable[[str], object], str]] = {
    "panel": (lambda text: text or None, f"{CHART}, {CARD}, {CASE}, or a panel of the view"),
    "width": (_width, f"a whole number of pixels from {NARROWEST} to {WIDEST}"),
    "scale": (lambda text: float(text) if text in SCALES else None, f"one of {', '.join(SCALES)}"),
    "theme": (_among(THEMES), " or ".join(THEMES)),
    "side": (_among(SIDES), " or ".join(SIDES)),
}


class Pictures:
    """Renders pictures and keeps them.

    Requests for the same picture share one rendering (`Once`); what is rendered waits its turn among all processes of
    the machine (`Turns`). One that failed is not tried again for some seconds.

    Parameters
    ----------
    browser : str or None
        What renders them; without one only SVG and text can be had.
    folder : Path
        Where they are kept, and where the processes of a machine wait for each other.
    timeout : float, seconds
        After which a browser is killed.
    """

    def __init__(self, browser: str | None, folder: Path, *, timeout: float = TIMEOUT) -> None:
        self._browser = browser
        self._folder = folder
        self._timeout = timeout
        self._kept = Sealed(folder, "picture", files=_FILES, size=_BYTES)
        self._turns = Turns(folder)
        self._once = Once()
        self._orders = Orders("picture")
        self._failed: dict[str, float] = {}

    def get(self, view: View, asked: Asked) -> bytes:
        """Return a picture of a view, kept or rendered now.

        Raises
        ------
        PanelError
            For a panel that the view does not have.
        Refusal
            503 without a browser, where it fails, and where too many are waiting.
        """
        return self.made(drawn(view, asked))

    def made(self, drawing: Drawing) -> bytes:
        """Return the picture of a drawing; errors as of `get`."""
        if drawing.page is None:
            return drawing.text.encode()
        name = drawing.identity
        kept = self._kept.get(name)
        return self._once.made(name, partial(self._rendered, name, drawing, drawing.page)) if kept is None else kept

    def order(self, view: View, asked: Asked) -> None:
        """Have a picture made behind the reader's back; dropped where too many are waiting."""
        self._orders.take(partial(self._fill, view, asked))

    def _fill(self, view: View, asked: Asked) -> None:
        try:
            self.get(view, asked)
        except Refusal as refusal:
            _log.info("a picture was not made ahead: %s", refusal)
        except Exception:  # noqa: BLE001 - nobody waits for it; the log has the fault
            _log.exception("a picture could not be made ahead")

    def _rendered(self, name: str, drawing: Drawing, page: Page) -> bytes:
        rest = self._failed.get(name, 0.0) - monotonic()
        if rest > 0:
            raise Refusal(503, FAILED, wait=ceil(rest))
        with self._turns.turn() as held:
            made = self._kept.get(name)  # another process may have been quicker
            if made is None:
                render = partial(png, scale=drawing.scale) if drawing.form == "png" else pdf
                try:
                    made = render(self._browser, page, timeout=self._timeout, folder=self._folder, held=held)
                except Refusal as refusal:
                    now = monotonic()
                    failed = {old: until for old, until in self._failed.items() if until > now}
                    self._failed = failed | {name: now + refusal.wait}
                    raise
                self._kept.put(name, made)
            return made

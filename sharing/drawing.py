"""What a picture is made from, before any browser: its document, its size, and the name that follows from them."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Self

from components.figures.palette import palette
from components.pictures import described, picture, with_font
from sharing.rendering import Page

if TYPE_CHECKING:
    from components.view import View
    from sharing.asked import Asked

RENDERED = ("png", "pdf")
"""The forms that need a browser."""
MOST_SCALE = 2.0
_LARGEST = 20_000  # pixels of a side; a case of all claims at the least width has half of it
_COLOUR = re.compile(r"#[0-9a-f]{3,8}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a picture is made from: all that decides its bytes.

    Parameters
    ----------
    form : str
    text : str
        The SVG document; of a ``txt`` the text alternative.
    page : Page or None
        For the browser, where one is needed.
    scale : float
    """

    form: str
    text: str
    page: Page | None = None
    scale: float = 1.0

    @property
    def identity(self) -> str:
        """A name that another picture does not have."""
        drawn = self.page.document() if self.page else self.text
        return sha256(f"{self.form} {self.scale} {drawn}".encode()).hexdigest()[:32]

    def packed(self) -> bytes:
        """Return what a browser elsewhere needs, for `unpacked`; there is a page."""
        return json.dumps(
            {"form": self.form, "scale": self.scale, "page": asdict(self.page) if self.page else None}
        ).encode()

    @classmethod
    def unpacked(cls, name: str, data: bytes) -> Self:
        """Return the drawing of that name in the bytes that `packed` made.

        Raises
        ------
        ValueError
            If they are none, or make another picture.
        """
        try:
            given = json.loads(data)
            form, scale, page = str(given["form"]), float(given["scale"]), Page(**given["page"])
            sides = (page.width, page.height)
            whole = all(isinstance(side, int) and 0 < side <= _LARGEST for side in sides) and 1 <= scale <= MOST_SCALE
            found = cls(form, page.svg, page, scale)
            right = form in RENDERED and whole and _COLOUR.fullmatch(page.ground) and found.identity == name
        except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
            raise ValueError(f"not a drawing: {type(error).__name__}") from error
        if not right:
            raise ValueError("not the drawing of this name")
        return found


def drawn(view: View, asked: Asked) -> Drawing:
    """Return what a picture of a view is made from; `PanelError` for a panel that the view does not have."""
    if asked.form == "txt":
        return Drawing("txt", described(view, asked.panel, asked.side))
    theme = asked.theme or view.state.theme
    made = picture(view, asked.panel, width=asked.width, theme=theme, side=asked.side)
    svg = with_font(made.svg)
    if asked.form == "svg":
        return Drawing("svg", svg)
    page = Page(svg, made.width, made.height, palette(theme)["surface"])
    return Drawing(asked.form, svg, page, asked.scale if asked.form == "png" else 1.0)

"""What a picture is made from, before any browser: its document, its size, and the name that follows from them."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from components.figures.palette import palette
from components.pictures import described, picture, with_font
from sharing.rendering import Page

if TYPE_CHECKING:
    from components.view import View
    from sharing.pictures import Asked


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

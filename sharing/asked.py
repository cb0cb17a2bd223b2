"""Which picture of a view is asked for, read from named texts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from commentary.model import Side
from components.pictures import NARROWEST, WIDEST
from components.pictures.picture import CARD, CASE, CHART
from components.state import THEMES, shown
from sharing.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

FORMS = ("png", "svg", "pdf", "txt")
WIDTH = 1200
SCALES = ("1", "1.25", "1.5", "1.75", "2")
SIDES = tuple(side.value for side in Side)


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

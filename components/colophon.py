"""What a form of a view must say of itself, since it may come into other hands alone: a picture, a slide, a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.provenance import DISCLAIMER, basis, credit, standing
from components.stamp import compared

if TYPE_CHECKING:
    from components.view import View


def differing(view: View, *, brief: bool = False) -> str | None:
    """Return that the numbers may be others than were shared; None where they are the same, or nothing was."""
    found = compared(view)
    if found is None or found.identical:
        return None
    return found.brief if brief else found.text


def warnings(view: View, *, brief: bool = False) -> list[str]:
    """Return what a reader must know before the numbers are relied on: that they move, are old, or were others."""
    return [text for text in (standing(view), differing(view, brief=brief)) if text]


def colophon(view: View, *, warned: bool = False) -> list[str]:
    """Return what stands at the foot: what is shown, as of when and from where, the warnings, and what it is not.

    Parameters
    ----------
    view : View
    warned : bool
        Whether the warnings stand elsewhere on the same form, and are left out here.
    """
    adjusted = basis(view)
    return [credit(view), *([] if warned else warnings(view)), *([adjusted] if adjusted else []), DISCLAIMER]

"""What the first reader of a new session asks for, made before they come."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from components.pictures.picture import CARD
from data.model import State
from sharing.asked import Asked

if TYPE_CHECKING:
    from collections.abc import Callable

    from components.view import Studies, View
    from sharing.pictures import Pictures


def ahead(view: Callable[[str], View], studies: Studies, pictures: Pictures | None = None) -> None:
    """Have the study of the newest session asked for, and its card rendered, once its bar moves no more.

    Parameters
    ----------
    view : callable of str to View
    studies : Studies
    pictures : Pictures, optional
        Without them no card is made.
    """
    newest = view("")
    if State.PROVISIONAL in {newest.pair.small.state, newest.pair.large.state}:
        return  # another one in a few minutes
    if newest.study is None:
        studies.ask(newest.pair, newest.as_of)
    if pictures is not None and pictures.rendered:
        pictures.order(replace(newest, still=True), Asked("png", CARD))

"""What the first reader of a new session asks for is asked for before, once its bar moves no more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from components.view import viewer
from data.model import State
from sharing.ahead import ahead
from tests.components.generated import generated
from tests.components.test_records import Asked

if TYPE_CHECKING:
    from components.view import View
    from sharing import asked


class Pictures:
    """Pictures that only note what is ordered."""

    def __init__(self, *, rendered: bool = True) -> None:
        self.rendered = rendered
        self.ordered: list[tuple[bool, str, str]] = []

    def order(self, view: View, picture: asked.Asked) -> None:
        """Note an order."""
        self.ordered.append((view.still, picture.form, picture.panel))


def newest(studies: Asked, small: State, large: State) -> View:
    """Return the newest view, its prices as current as is said."""
    view = viewer(generated(), studies)("")
    pair = replace(view.pair, small=replace(view.pair.small, state=small), large=replace(view.pair.large, state=large))
    return replace(view, pair=pair)


@pytest.mark.parametrize("state", [State.FRESH, State.STALE])
def test_the_study_and_the_card_of_a_whole_session_are_asked_for(state: State) -> None:
    """The card as a link that leaves the page shows it: a still."""
    studies, pictures = Asked(), Pictures()
    view = newest(studies, state, State.FRESH)
    ahead(lambda _: view, studies, pictures)
    assert ([view.as_of], [(True, "png", "card")]) == (studies.days, pictures.ordered)


def test_nothing_is_made_of_a_session_that_is_not_over() -> None:
    """Each of its prices would need a study of its own."""
    studies, pictures = Asked(), Pictures()
    ahead(lambda _: newest(studies, State.FRESH, State.PROVISIONAL), studies, pictures)
    assert ([], []) == (studies.days, pictures.ordered)


def test_no_card_is_ordered_where_none_is_shown_or_none_can_be_rendered() -> None:
    """The study is asked for all the same."""
    studies, pictures = Asked(), Pictures(rendered=False)
    for chosen in (None, pictures):
        ahead(lambda _: newest(studies, State.FRESH, State.FRESH), studies, chosen)
    assert (2, []) == (len(studies.days), pictures.ordered)

"""The files that a view can be had as: by an address (`sharing.files`) and by a command (`sharing.cli`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.csv import csv
from sharing.deck.deck import deck
from sharing.onefile import one_file
from sharing.workbook import workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from components.view import View
    from sharing.called import Called

_OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True, slots=True)
class Content:
    """What goes into a file.

    Parameters
    ----------
    view : View
    called : callable
        Returns the published calls judged (`sharing.scorecard.cards_of`), where a file holds them.
    link : str
        Address of the view.
    template : Path or None
        A presentation whose masters and fonts slides take.
    panel : str or None
        The one panel of the chart that is asked for; None for all.
    """

    view: View
    called: Callable[[], Called]
    link: str
    template: Path | None = None
    panel: str | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of file: its media type, how it is made, and whether it can hold one panel alone."""

    mimetype: str
    make: Callable[[Content], bytes]
    panels: bool = False


def _workbook(of: Content) -> bytes:
    called = of.called()
    return workbook(of.view, called.cards, of.link, called.errors)


def _deck(of: Content) -> bytes:
    called = of.called()
    return deck(of.view, called.cards, of.link, template=of.template, panel=of.panel, unread=called.errors)


FORMS = {
    "csv": Form("text/csv", lambda of: csv(of.view, of.panel).encode(), panels=True),
    "xlsx": Form(f"{_OFFICE}.spreadsheetml.sheet", _workbook),
    "pptx": Form(f"{_OFFICE}.presentationml.presentation", _deck, panels=True),
    "html": Form("text/html", lambda of: one_file(of.view, of.link).encode()),
}
"""By the ending of their names. Each raises `PanelError` for a panel that the view has not."""

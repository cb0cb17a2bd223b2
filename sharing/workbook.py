"""What is shown, as an Excel workbook."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from xlsxwriter import Workbook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commentary.calls.model import Scorecard
    from components.view import View


def workbook(view: View, cards: Sequence[Scorecard], link: str) -> bytes:  # noqa: ARG001 - to come
    """Return a workbook of what a view shows."""
    made = BytesIO()
    with Workbook(made, {"in_memory": True}) as book:
        book.add_worksheet("About")
    return made.getvalue()

"""The deck of a view."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from pptx import Presentation

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from commentary.calls.model import Scorecard
    from components.view import View


def deck(
    view: View,  # noqa: ARG001 - to come
    cards: Sequence[Scorecard],  # noqa: ARG001 - to come
    link: str,  # noqa: ARG001 - to come
    *,
    template: Path | None = None,
    panel: str | None = None,  # noqa: ARG001 - to come
) -> bytes:
    """Return a PowerPoint presentation: a slide a pane, the case, and the scorecard; or the one slide of `panel`."""
    made = BytesIO()
    Presentation(str(template) if template else None).save(made)
    return made.getvalue()

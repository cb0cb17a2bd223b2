"""Track records that a page can count at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from commentary.evidence.model import History
    from indicators.panel import PairPanel


def histories(panel: PairPanel) -> Mapping[str, tuple[History, ...]]:  # noqa: ARG001
    """Return the past cases of each claim by its key, as known at the last session of `panel`."""
    return {}

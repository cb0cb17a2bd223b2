"""``/s/<token>``: a view as a read-only page without callbacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

if TYPE_CHECKING:
    from sharing.context import Sharing


def snapshots(sharing: Sharing) -> Blueprint:  # noqa: ARG001 - to come
    """Return the addresses."""
    return Blueprint("snapshot", __name__)

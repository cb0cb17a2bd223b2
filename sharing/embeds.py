"""``/embed/<token>``: one panel of a view, or a side of the case, in the page of another; ``/oembed`` for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

if TYPE_CHECKING:
    from sharing.context import Sharing


def embeds(sharing: Sharing) -> Blueprint:  # noqa: ARG001 - to come
    """Return the addresses."""
    return Blueprint("embed", __name__)

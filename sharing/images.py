"""``/image/<token>.png|svg|pdf|txt``: one panel of a view as a picture, for slides and mails that reload."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

if TYPE_CHECKING:
    from sharing.context import Sharing


def images(sharing: Sharing) -> Blueprint:  # noqa: ARG001 - to come
    """Return the addresses."""
    return Blueprint("image", __name__)

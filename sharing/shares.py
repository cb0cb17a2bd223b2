"""``POST /share``: the links to a view, made when a reader asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

if TYPE_CHECKING:
    from sharing.context import Sharing


def shares(sharing: Sharing) -> Blueprint:  # noqa: ARG001 - to come
    """Return the addresses."""
    return Blueprint("share", __name__)

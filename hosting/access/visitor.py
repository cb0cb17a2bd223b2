"""Who asks, and what that allows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from flask import g, has_app_context

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Request

    Identify = Callable[[Request], "Visitor | None"]
    """Returns who asks; None for nobody that is known; raises `Stranger` for who may not even sign in."""


class Role(StrEnum):
    """What a visitor may do."""

    VIEWER = "viewer"
    """See everything, and take files of it."""
    EDITOR = "editor"
    """Also make and take back links that open without a login, and add calls."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks."""

    name: str
    role: Role


class Stranger(Exception):  # noqa: N818 - an answer, not a fault
    """Who asks comes from where nobody may: nothing is open to them; the message is a sentence."""


HERE = Visitor("local", Role.EDITOR)
"""Whoever sits at this machine."""


def visitor() -> Visitor | None:
    """Return who the gate found to ask the present request; None outside of one, or for nobody that is known."""
    found: Visitor | None = g.get("visitor") if has_app_context() else None
    return found

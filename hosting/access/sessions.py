"""Who is signed in: a signed cookie, for as long as it is used, and for no longer than a day's work."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Blueprint, Request

    from hosting.access.visitor import Visitor
    from hosting.settings import HostingSettings


class Sessions:
    """The sessions of named users."""

    def __init__(self, folder: Path, settings: HostingSettings, key: str) -> None:
        self._folder, self._settings, self._key = folder, settings, key

    def identify(self, request: Request) -> Visitor | None:  # noqa: ARG002 - to come
        """Return who is signed in."""
        return None

    def pages(self) -> Blueprint | None:
        """Return ``/login``, ``/logout`` and ``/account``."""
        return None

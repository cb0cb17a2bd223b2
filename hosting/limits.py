"""How often, how much and how long: limits by user, of what is sent, and of the time that an answer may take."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from hosting.settings import HostingSettings


def limits(server: Flask, settings: HostingSettings, redis_url: str | None) -> None:
    """Limit what one user, or one address where nobody is known, may ask of `server`."""
    del server, settings, redis_url

"""The log: one line a request and an event, with the request's id, as text or JSON; never a token, never a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from hosting.settings import HostingSettings


def configure(settings: HostingSettings) -> None:
    """Have what is logged written to the standard error as `settings` say."""
    del settings


def logged(server: Flask) -> None:
    """Log each request to `server` by its endpoint, and give it an id."""
    del server

"""Who asks, where no one signs in here: whoever sits at this machine, or whom a trusted proxy names."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from hosting.access.visitor import HERE, Role, Visitor
from hosting.settings import is_loopback

if TYPE_CHECKING:
    from flask import Request

    from hosting.access.visitor import Identify
    from hosting.settings import HostingSettings


def at_this_machine(request: Request) -> Visitor | None:
    """Return the one visitor of the local mode; None for a request from another machine."""
    return HERE if is_loopback(request.remote_addr or "") else None


def named_by_proxy(settings: HostingSettings) -> Identify:
    """Return how to read the user's name that a trusted proxy sets."""

    def _identify(request: Request) -> Visitor | None:
        try:
            peer = ipaddress.ip_address(request.environ.get("REMOTE_ADDR", ""))
        except ValueError:
            return None
        name = request.headers.get(settings.user_header, "").strip()
        if not name or not any(peer in network for network in settings.trusted_proxies):
            return None
        return Visitor(name, Role.EDITOR if name in settings.editors else Role.VIEWER)

    return _identify

"""Who asks, where no one signs in here: whoever sits at this machine, or whom a trusted proxy names.

Both go by the address that the connection itself comes from, whatever the headers say of it.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from hosting.access.visitor import HERE, Role, Stranger, Visitor
from hosting.settings import is_loopback

if TYPE_CHECKING:
    from flask import Request

    from hosting.access.visitor import Identify
    from hosting.settings import HostingSettings

NAME_MOST = 200  # characters of a user's name


def at_this_machine(public: str | None) -> Identify:
    """Return how to tell whoever sits at this machine, the one visitor of the local mode, from all others.

    A page of another site can have its name lead to this machine, and so ask in its reader's browser as if it were
    the page's own (DNS rebinding): what asks must call the page by a name of this machine, too, or by that of `public`,
    where readers find it.
    """
    names = {urlsplit(public).hostname} if public else set()

    def _identify(request: Request) -> Visitor:
        address = peer(request)
        if address is None or not (address == "" or is_loopback(address)):
            raise Stranger("Small-Cap Desk is for this machine alone: ACCESS_MODE is 'local', without a login.")
        name = called(request.host)
        if not (is_loopback(name) or name in names):
            raise Stranger(
                f"Small-Cap Desk is for this machine alone, and not at {name[:NAME_MOST]!a}: open it on 127.0.0.1, or "
                "set PUBLIC_BASE_URL to where readers find it."
            )
        return HERE

    return _identify


def named_by_proxy(settings: HostingSettings) -> Identify:
    """Return how to read the user's name that a trusted proxy sets.

    The header counts once, as one name in printable letters: a second one, which a server joins to the first with a
    comma, would be somebody else's word. Names are compared letter by letter.
    """

    def _identify(request: Request) -> Visitor | None:
        try:
            address = ipaddress.ip_address(peer(request) or "")
        except ValueError:  # a socket in the file system has no address, and is believed nothing
            return None
        if not any(address in network for network in settings.trusted_proxies):
            return None
        name = _name(request.headers.get(settings.user_header, ""))
        if name is None:
            return None
        return Visitor(name, Role.EDITOR if name in settings.editors else Role.VIEWER)

    return _identify


def called(host: str) -> str:
    """Return the name by which a server is asked, without the port; the empty text stands for one that is none."""
    with_port = ":" in host and not host.endswith("]")
    return (host.rpartition(":")[0] if with_port else host).strip("[]").lower()


def peer(request: Request) -> str | None:
    """Return the address that the connection comes from: the last proxy's, or the reader's; empty for a Unix socket."""
    environ = request.environ
    before = environ.get("werkzeug.proxy_fix.orig", environ)  # what the headers say of proxies has come in its place
    address: str | None = before.get("REMOTE_ADDR")
    return address.removeprefix("::ffff:") if address else address  # an IPv4 peer of an IPv6 socket


def _name(sent: str) -> str | None:
    """Return a user's name; None for anything that is not just one."""
    try:
        name = sent.encode("latin-1").decode()  # as WSGI has headers, and as proxies write them
    except UnicodeError:
        return None
    usable = 0 < len(name) <= NAME_MOST and name.isprintable() and "," not in name and name == name.strip()
    return name if usable else None

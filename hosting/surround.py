"""What stands around the page, put together: the gate first, then limits, then what may be posted, then headers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.middleware.proxy_fix import ProxyFix

from hosting.access.desk import signed_in_elsewhere, signing_in
from hosting.access.gate import guard
from hosting.access.known import at_this_machine, named_by_proxy
from hosting.headers import headers
from hosting.limits import limits
from hosting.paths import only_known_paths
from hosting.posts import guard_posts
from hosting.running import Running
from hosting.settings import Mode
from hosting.watch.answers import watch
from hosting.watch.logs import Lines

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from flask import Flask

    from data.settings import DataSettings
    from hosting.access.desk import Access
    from hosting.access.visitor import Identify
    from hosting.settings import HostingSettings
    from hosting.watch.answers import Watcher


def surround(
    server: Flask,
    settings: HostingSettings,
    data: DataSettings,
    key: str,
    *,
    prefix: str,
    callbacks: Mapping[str, Mapping[str, Any]],
    hashes: Callable[[], Sequence[str]],
    public: str | None,
) -> Running:
    """Put all that protects and watches around `server`, whose addresses are complete; return what it has then.

    Parameters
    ----------
    server : Flask
    settings : HostingSettings
    data : DataSettings
    key : str
        What sessions are signed with.
    prefix : str
        Where the page is, with a slash at its end.
    callbacks : mapping
        Dash's, by output.
    hashes : callable
        Returns the hashes of the page's inline scripts, as a content security policy has them.
    public : str or None
        Where readers find the page.
    """
    if settings.proxy_hops:  # the address and the scheme alone: what the page is called by is never taken from a header
        server.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            server.wsgi_app, x_for=settings.proxy_hops, x_proto=settings.proxy_hops
        )
    identify, access = _identify(server, settings, data, key, public)
    guard(server, identify, sign_in=settings.mode is Mode.DESK, public=public)
    limits(server, settings, data.redis_url)
    only_known_paths(server, prefix)
    guard_posts(server, f"{prefix}_dash-update-component", callbacks)
    headers(server, settings, hashes)
    watchers: list[Watcher] = [Lines()]
    exporter = None
    settings.refuse_open_metrics()
    if settings.metrics:
        from hosting.watch.exporter import Exporter  # noqa: PLC0415 - only where there are metrics, and before them

        exporter = Exporter(settings.metrics)
        from hosting.watch.metrics import Metrics  # noqa: PLC0415 - as above

        watchers.append(Metrics())
    watch(server, watchers, trusted=settings.proxy_hops > 0)
    return Running(settings, access, exporter)


def _identify(
    server: Flask, settings: HostingSettings, data: DataSettings, key: str, public: str | None
) -> tuple[Identify, Access | None]:
    match settings.mode:
        case Mode.DESK:
            return signing_in(server, data.state_dir / "access", settings, key)
        case Mode.PROXY:
            return named_by_proxy(settings), signed_in_elsewhere(server, data.state_dir / "access")
        case _:
            return at_this_machine(public), None

"""The product on a free port, and a browser to look at it: for pictures and for the tests of the page."""

from __future__ import annotations

import os
import shutil
import threading
from contextlib import closing, contextmanager
from pathlib import Path
from secrets import token_urlsafe
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from werkzeug.serving import WSGIRequestHandler, make_server

from app import create_app
from assembly import parts_on
from data.settings import DataSettings
from hosting.running import running
from hosting.settings import HostingSettings, Mode
from sharing.settings import SharingSettings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from dash import Dash
    from flask import Flask
    from playwright.sync_api import Browser, Playwright

    from components.view import Prices, Studies
    from hosting.access.users import Users

_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


class _Quiet(WSGIRequestHandler):
    """Serves without a line for each request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def app_in(
    folder: Path,
    prices: Prices,
    studies: Studies | None = None,
    sharing: SharingSettings | None = None,
    hosting: HostingSettings | None = None,
) -> Dash:
    """Return the product on given prices, which keeps what it keeps in `folder`."""
    settings = DataSettings(cache_dir=folder / "cache", state_dir=folder / "state")
    shared = sharing or SharingSettings.from_environ(os.environ)
    return create_app(parts_on(prices, settings, shared, hosting, studies))


@contextmanager
def served(prices: Prices, studies: Studies | None = None, sharing: SharingSettings | None = None) -> Iterator[str]:
    """Serve the product on a free port of this machine and return its address."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:  # a picture may still be on its way there
        yield from _served(app_in(Path(folder), prices, studies, sharing))


@contextmanager
def served_to_users(
    prices: Prices, folder: Path, settings: HostingSettings | None = None
) -> Iterator[tuple[str, Users]]:
    """Serve the product, which keeps what it keeps in `folder`, to those who sign in; return its address and them."""
    hosting = settings or HostingSettings(mode=Mode.DESK)
    app = app_in(folder, prices, sharing=SharingSettings(secret_key=token_urlsafe(48)), hosting=hosting)
    users = running(app.server).access.users
    yield from ((address, users) for address in _served(app))


def _whole(server: Flask) -> WSGIApplication:
    """Return a server whose answers are read before they are sent: werkzeug leaves files open where a reader goes."""

    def _answer(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        with closing(server(environ, start_response)) as parts:
            return [b"".join(parts)]

    return _answer


def _served(app: Dash) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, _whole(app.server), threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def launch(playwright: Playwright) -> Browser:
    """Start the browser that CHROMIUM names, an installed one, or Playwright's own."""
    found = (shutil.which(name) for name in ("chromium", "google-chrome", "chromium-browser", "chrome"))
    executable = os.environ.get("CHROMIUM") or next(filter(None, found), None)
    return playwright.chromium.launch(executable_path=executable, args=list(_FLAGS))

"""Composition root: reads the settings, builds the parts and connects them.

``server`` is the WSGI application (``gunicorn app:server``), built when it is asked for; the import does nothing.
``python app.py`` prints what the page says; ``links``, ``user`` and ``doctor`` are commands of their own.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING

from dash import Dash
from dash.exceptions import DependencyException

from callbacks import register_all
from callbacks.answer import HOOKS
from callbacks.context import Context
from callbacks.studies import KeptStudies
from commentary.evidence.slow.exchange import COMMAND, from_json
from components.parcel import linked
from components.view import viewer
from data.build import build_service
from data.instruments import PAIRS
from data.providers import yahoo
from data.settings import DataSettings, DataSource, SettingsError
from hosting.access.accounts import main as accounts
from hosting.caching import label_for_caches
from hosting.compression import compress
from hosting.jobs import Jobs
from hosting.settings import HostingSettings
from hosting.surround import surround
from hosting.watch.doctor import main as doctor
from hosting.watch.health import EXTENSION, health
from hosting.watch.logs import configure
from hosting.watch.report import Readiness
from sharing.cli import main
from sharing.context import Sharing
from sharing.embeds import embeds
from sharing.files import files
from sharing.images import images
from sharing.keys import Keys, KeysError
from sharing.links import main as links
from sharing.oembed import oembed
from sharing.pictures import Pictures
from sharing.previews import page_tags
from sharing.scorecard import calls_in, scorecard_page
from sharing.settings import SharingSettings
from sharing.shares import shares
from sharing.snapshots import snapshots
from sharing.tokens import Signer

if TYPE_CHECKING:
    from flask import Flask

    from components.view import Prices, Studies


def create_app(
    prices: Prices,
    settings: DataSettings,
    sharing: SharingSettings,
    studies: Studies | None = None,
    hosting: HostingSettings | None = None,
) -> Dash:
    """Return the page, connected to a data service, to what is set, to where studies are made, and behind its gate."""
    app = Dash(__name__, title="Small-Cap Desk", update_title="", assets_ignore=r".*\.(js|css)$", hooks=HOOKS)
    view, calls = viewer(prices, studies), calls_in(settings.calls_dir)
    keys = Keys(settings.state_dir / "links")
    key = sharing.secret_key or keys.key()
    pictures = Pictures(sharing.chromium, settings.cache_dir / "pictures")
    shared = Sharing(view, calls, sharing, Signer(key, keys), pictures, studies)
    register_all(app, Context(view, PAIRS, studies, partial(page_tags, shared)))
    app.server.register_blueprint(health)
    for leaving in (files, shares, snapshots, embeds, oembed, images):
        app.server.register_blueprint(leaving(shared))
    app.server.register_blueprint(scorecard_page(view, calls))
    surround(
        app.server,
        hosting or HostingSettings(),
        settings,
        key,
        prefix=app.config.routes_pathname_prefix,
        callbacks=app.callback_map,
        hashes=lambda: (*app.csp_hashes(), *linked("../").hashes),
        public=sharing.public_base_url,
    )
    app.server.register_error_handler(DependencyException, lambda _: ("There is no such file.", 404))
    return app


def _studies(settings: DataSettings) -> KeptStudies:
    """Return the studies that are kept, for the page and for the commands alike."""
    return KeptStudies(Jobs(COMMAND, settings.cache_dir / "studies", from_json))


@cache
def _server() -> Flask:
    try:
        settings = DataSettings.from_environ(os.environ)
        sharing = SharingSettings.from_environ(os.environ)
        hosting = HostingSettings.from_environ(os.environ)
    except SettingsError as error:
        raise SystemExit(f"desk: {error}") from error
    configure(hosting)
    prices = build_service(settings)
    try:
        server: Flask = create_app(prices, settings, sharing, _studies(settings), hosting).server
    except (KeysError, SettingsError) as error:
        raise SystemExit(f"desk: {error}") from error
    server.extensions[EXTENSION] = Readiness(prices.condition)
    compress(server, settings.cache_dir)
    label_for_caches(server)
    # Dash completes itself on the first request and refuses its scripts to requests that come meanwhile.
    server.test_client().get("/livez")
    _load_what_workers_share(server, settings, sharing)
    return server


def _load_what_workers_share(server: Flask, settings: DataSettings, sharing: SharingSettings) -> None:
    """Load before the fork what a page needs, by making one; live prices are asked for after it.

    Those come in threads and over connections that a fork does not take along: bundled ones stand in for them. The page
    is made by its view itself, since nobody is signed in yet whom the gate would let in.
    """
    if settings.data_source in {DataSource.AUTO, DataSource.YAHOO}:
        yahoo.load()
        bundled = replace(settings, data_source=DataSource.BUNDLED)
        server = create_app(build_service(bundled), bundled, sharing).server
    with server.test_request_context("/"):
        server.view_functions["/"]()


def __getattr__(name: str) -> object:
    if name == "server":
        return _server()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


if __name__ == "__main__":
    commands = {"links": links, "user": accounts, "doctor": doctor}
    if sys.argv[1:2] and sys.argv[1] in commands:
        sys.exit(commands[sys.argv[1]](sys.argv[2:], os.environ))
    sys.exit(main(sys.argv[1:], os.environ, _studies))

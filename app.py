"""Composition root: reads the settings, builds the parts and connects them.

``server`` is the WSGI application (``gunicorn app:server``) and ``worker`` what works beside it on Redis (``celery
--app app:worker``), each built when it is asked for; the import does nothing.
``python app.py`` prints what the page says; ``links``, ``user`` and ``doctor`` are commands of their own.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING

from dash import Dash
from dash.exceptions import DependencyException

from assembly import PICTURE, Parts, heard, kept_studies, parts, parts_on, study_kind
from callbacks import register_all
from callbacks.answer import HOOKS, label
from callbacks.context import Context
from components.parcel import linked
from data.build import build_service
from data.instruments import PAIRS
from data.settings import DataSettings, SettingsError
from hosting.access.accounts import main as accounts
from hosting.access.audit import COMMAND_LINE, keep_audit
from hosting.again import answer_again
from hosting.caching import label_for_caches
from hosting.compression import compress
from hosting.preload import preload
from hosting.settings import HostingSettings, Mode
from hosting.surround import surround
from hosting.watch.health import health
from hosting.watch.logs import configure
from hosting.watch.report import Readiness
from hosting.work.hosts import Hosts
from hosting.work.timetable import Timetable
from sharing.cli import main
from sharing.context import Sharing
from sharing.editing import editing
from sharing.embeds import embeds
from sharing.files import files
from sharing.images import images
from sharing.keys import Keys, KeysError
from sharing.links import main as links
from sharing.oembed import oembed
from sharing.previews import page_tags
from sharing.scorecard import calls_in, scorecard_page
from sharing.settings import SharingSettings
from sharing.shares import shares
from sharing.snapshots import snapshots
from sharing.tokens import Signer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from celery import Celery
    from flask import Flask

    from data.condition import Condition
    from hosting.running import Running
    from hosting.work.worker import Maker


def create_app(given: Parts) -> Dash:
    """Return the page, connected to its parts and behind its gate."""
    app = Dash(__name__, title="Small-Cap Desk", update_title="", assets_ignore=r".*\.(js|css)$", hooks=HOOKS)
    settings, sharing, hosting = given.settings, given.sharing, given.hosting
    calls = calls_in(settings.calls_dir)
    keys = Keys(settings.state_dir / "links")
    key = keys.key(sharing.secret_key)
    shared = Sharing(given.view, calls, sharing, Signer(key, keys), given.pictures, given.studies)
    named = hosting.mode is not Mode.LOCAL
    context = Context(given.view, PAIRS, given.studies, partial(page_tags, shared), account=named)
    register_all(app, context)
    answer_again(app.server, f"{app.config.routes_pathname_prefix}_dash-update-component", label(context))
    app.server.register_blueprint(health)
    for leaving in (files, shares, snapshots, embeds, oembed, images):
        app.server.register_blueprint(leaving(shared))
    app.server.register_blueprint(scorecard_page(given.view, calls))
    app.server.register_blueprint(editing(shared, keys, settings.calls_dir))
    around = surround(
        app.server,
        hosting,
        settings,
        key,
        prefix=app.config.routes_pathname_prefix,
        callbacks=app.callback_map,
        hashes=lambda: (*app.csp_hashes(), *linked("../").hashes),
        public=sharing.public_base_url,
    )
    timetable = Timetable(given.refresh(), settings.cache_dir / "timetable") if named else None
    replace(around, readiness=_readiness(given, around, keys), timetable=timetable).join(app.server)
    app.server.register_error_handler(DependencyException, lambda _: ("There is no such file.", 404))
    return app


def _readiness(given: Parts, around: Running, keys: Keys) -> Readiness:
    others = [keys.problem, around.access.said] if around.access else [keys.problem]

    def of_prices() -> Condition:  # looked up once somebody asks
        return given.prices.condition()

    def of_redis() -> bool | None:
        return not given.hosts.redis.away if given.hosts.redis else None

    return Readiness(of_prices, given.worker_heard, others, of_redis)


def _parts(*, give_away: bool = False) -> Parts:
    """Return the parts that are set, with the log as it is set."""
    try:
        settings = DataSettings.from_environ(os.environ)
        sharing, hosting = SharingSettings.from_environ(os.environ), HostingSettings.from_environ(os.environ)
    except SettingsError as error:
        raise SystemExit(f"desk: {error}") from error
    configure(hosting)
    return parts(settings, sharing, hosting, give_away=give_away)


@cache
def _server() -> Flask:
    given = _parts(give_away=True)
    try:
        server: Flask = create_app(given).server
    except (KeysError, SettingsError) as error:
        raise SystemExit(f"desk: {error}") from error
    compress(server, given.settings.cache_dir)
    label_for_caches(server)
    # Dash completes itself on the first request and refuses its scripts to requests that come meanwhile.
    server.test_client().get("/livez")

    def on(other: DataSettings) -> Flask:
        bare: Flask = create_app(parts_on(build_service(other), other, given.sharing)).server
        return bare

    preload(server, given.settings, on)
    return server


@cache
def _worker() -> Celery:
    given = _parts()
    if given.settings.redis_url is None or given.hosts.redis is None:
        raise SystemExit("desk: REDIS_URL is not set; a worker and its timetable need the Redis that the pages use.")
    from hosting.watch.exporter import export  # noqa: PLC0415 - a page without metrics does without it, too
    from hosting.work.worker import worker  # noqa: PLC0415 - Celery, which a page without Redis does without

    makers: dict[str, Maker] = {study_kind(): given.jobs}
    if given.sharing.chromium:
        makers[PICTURE] = given.pictures
    metrics = given.hosting.metrics
    began = partial(export, metrics, Readiness(given.prices.condition).report) if metrics else None
    return worker(given.settings.redis_url, given.hosts.redis, makers, given.refresh(), began)


def _links(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    with suppress(SettingsError):  # the command says which
        keep_audit(DataSettings.from_environ(environ).state_dir / "access", COMMAND_LINE)
    return links(arguments, environ)


def _doctor(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    from hosting.watch.doctor import Given, main  # noqa: PLC0415 - it loads what else only some settings need
    from sharing.trial import rendered  # noqa: PLC0415 - as above

    def works(redis_url: str) -> bool:
        return bool(heard(Hosts.on(redis_url, give_away=True)))

    return main(arguments, environ, Given([SharingSettings.from_environ], rendered, works))


def __getattr__(name: str) -> object:
    if name == "server":
        return _server()
    if name == "worker":
        return _worker()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


if __name__ == "__main__":
    commands = {"links": _links, "user": accounts, "doctor": _doctor}
    if sys.argv[1:2] and sys.argv[1] in commands:
        sys.exit(commands[sys.argv[1]](sys.argv[2:], os.environ))
    sys.exit(main(sys.argv[1:], os.environ, kept_studies))

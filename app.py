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

from callbacks import register_all
from callbacks.answer import HOOKS, label
from callbacks.context import Context
from callbacks.studies import KeptStudies
from commentary.evidence.slow.exchange import COMMAND, definitions, from_json
from components.parcel import linked
from components.view import viewer
from data.build import build_service
from data.instruments import PAIRS
from data.providers import yahoo
from data.settings import DataSettings, DataSource, SettingsError
from hosting.access.accounts import main as accounts
from hosting.access.audit import COMMAND_LINE, keep_audit
from hosting.again import answer_again
from hosting.caching import label_for_caches
from hosting.compression import compress
from hosting.jobs import Jobs
from hosting.settings import HostingSettings, Mode
from hosting.surround import surround
from hosting.watch.health import EXTENSION, health
from hosting.watch.logs import configure
from hosting.watch.report import Readiness
from hosting.work.timetable import Refresh, Timetable
from hosting.work.work import Work
from sharing.ahead import ahead
from sharing.cli import main
from sharing.context import Sharing
from sharing.editing import editing
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
    from collections.abc import Mapping, Sequence

    from celery import Celery
    from flask import Flask

    from commentary.evidence.model import Study
    from components.view import Prices, Studies
    from data.service import PriceService
    from hosting.work.worker import Maker

PICTURE, DAY = "picture", 86_400.0  # the kind of work; seconds


def create_app(
    prices: Prices,
    settings: DataSettings,
    sharing: SharingSettings,
    studies: Studies | None = None,
    hosting: HostingSettings | None = None,
    work: Work | None = None,
) -> Dash:
    """Return the page, connected to a data service, to what is set, to where studies are made, and behind its gate."""
    app = Dash(__name__, title="Small-Cap Desk", update_title="", assets_ignore=r".*\.(js|css)$", hooks=HOOKS)
    hosting = hosting or HostingSettings()
    here = hosting.mode is Mode.LOCAL
    sharing = _previewing(sharing, hosting)
    view, calls = viewer(prices, studies), calls_in(settings.calls_dir)
    keys = Keys(settings.state_dir / "links")
    key = sharing.secret_key or keys.key()
    pictures = _pictures(settings, sharing, work or Work())
    shared = Sharing(view, calls, sharing, Signer(key, keys), pictures, studies)
    context = Context(view, PAIRS, studies, partial(page_tags, shared), account=not here)
    register_all(app, context)
    answer_again(app.server, f"{app.config.routes_pathname_prefix}_dash-update-component", label(context))
    app.server.register_blueprint(health)
    for leaving in (files, shares, snapshots, embeds, oembed, images):
        app.server.register_blueprint(leaving(shared))
    app.server.register_blueprint(scorecard_page(view, calls))
    app.server.register_blueprint(editing(shared, keys, settings.calls_dir))
    surround(
        app.server,
        hosting,
        settings,
        key,
        prefix=app.config.routes_pathname_prefix,
        callbacks=app.callback_map,
        hashes=lambda: (*app.csp_hashes(), *linked("../").hashes),
        public=sharing.public_base_url,
    )
    app.server.register_error_handler(DependencyException, lambda _: ("There is no such file.", 404))
    if studies:
        app.server.extensions["ahead"] = partial(ahead, view, studies, pictures if sharing.preview_figures else None)
    return app


def _previewing(sharing: SharingSettings, hosting: HostingSettings) -> SharingSettings:
    """Return the settings with whether previews hold figures: chats keep what they fetch."""
    if sharing.preview_figures is not None:
        return sharing
    return replace(sharing, preview_figures=hosting.mode is Mode.LOCAL)


def _pictures(settings: DataSettings, sharing: SharingSettings, work: Work) -> Pictures:
    return Pictures(
        sharing.chromium,
        settings.cache_dir / "pictures",
        share=work.share(PICTURE, DAY),
        elsewhere=work.elsewhere(PICTURE),
    )


def _jobs(settings: DataSettings, work: Work) -> Jobs[Study]:
    return Jobs(
        COMMAND,
        settings.cache_dir / "studies",
        from_json,
        share=work.share("study", 30 * DAY),
        elsewhere=work.elsewhere(_study()),
    )


def _study() -> str:
    """Return the kind of work that studies are: a worker with other definitions does another kind."""
    return f"study-{definitions()}"


def _studies(settings: DataSettings) -> KeptStudies:
    """Return the studies that are kept, for the commands, which compute their own."""
    return KeptStudies(_jobs(settings, Work.on(settings.redis_url)))


def _settings() -> tuple[DataSettings, SharingSettings, HostingSettings]:
    try:
        return (
            DataSettings.from_environ(os.environ),
            SharingSettings.from_environ(os.environ),
            HostingSettings.from_environ(os.environ),
        )
    except SettingsError as error:
        raise SystemExit(f"desk: {error}") from error


@cache
def _server() -> Flask:
    settings, sharing, hosting = _settings()
    configure(hosting)
    prices, work = build_service(settings), Work.on(settings.redis_url, give_away=True)
    studies = KeptStudies(_jobs(settings, work))
    try:
        server: Flask = create_app(prices, settings, sharing, studies, hosting, work).server
    except (KeysError, SettingsError) as error:
        raise SystemExit(f"desk: {error}") from error
    server.extensions[EXTENSION] = _readiness(prices, server, work)
    if hosting.mode is not Mode.LOCAL:
        refresh = Refresh(prices, PAIRS, server.extensions["ahead"], work.redis)
        server.extensions["timetable"] = Timetable(refresh, settings.cache_dir / "timetable")
    compress(server, settings.cache_dir)
    label_for_caches(server)
    # Dash completes itself on the first request and refuses its scripts to requests that come meanwhile.
    server.test_client().get("/livez")
    _load_what_workers_share(server, settings, sharing)
    return server


def _readiness(prices: PriceService, server: Flask, work: Work) -> Readiness:
    worker, access = work.elsewhere(_study()), server.extensions.get("access")

    def of_access() -> str | None:  # what it says in full names files, and is for the log and the doctor
        return "Users or what they did cannot be read or kept." if access and access.problems() else None

    return Readiness(prices.condition, lambda: worker.there if worker else None, [of_access])


def _links(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    with suppress(SettingsError):  # the command says which
        keep_audit(DataSettings.from_environ(environ).state_dir / "access", COMMAND_LINE)
    return links(arguments, environ)


def _doctor(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    from hosting.watch.doctor import Given, main  # noqa: PLC0415 - it loads what else only some settings need
    from sharing.trial import rendered  # noqa: PLC0415 - as above

    def heard(redis_url: str) -> bool:
        worker = Work.on(redis_url, give_away=True).elsewhere(_study())
        return worker is not None and worker.there

    return main(arguments, environ, Given([SharingSettings.from_environ], rendered, heard))


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


@cache
def _worker() -> Celery:
    settings, sharing, hosting = _settings()
    work = Work.on(settings.redis_url)
    if settings.redis_url is None or work.redis is None:
        raise SystemExit("desk: REDIS_URL is not set; a worker and its timetable need the Redis that the pages use.")
    from hosting.watch.exporter import export  # noqa: PLC0415 - a page without metrics does without it, too
    from hosting.work.worker import worker  # noqa: PLC0415 - Celery, which a page without Redis does without

    configure(hosting)
    prices, jobs, pictures = build_service(settings), _jobs(settings, work), _pictures(settings, sharing, work)
    studies = KeptStudies(jobs)
    cards = pictures if _previewing(sharing, hosting).preview_figures else None
    refresh = Refresh(prices, PAIRS, partial(ahead, viewer(prices, studies), studies, cards), work.redis)
    makers: dict[str, Maker] = {_study(): jobs}
    if sharing.chromium:
        makers[PICTURE] = pictures
    metrics = partial(export, hosting.metrics, Readiness(prices.condition).report) if hosting.metrics else None
    return worker(settings.redis_url, work.redis, makers, refresh, metrics)


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
    sys.exit(main(sys.argv[1:], os.environ, _studies))

"""What is loaded before a server forks, so that its processes share it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from data.providers import yahoo
from data.settings import DataSource

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from data.settings import DataSettings


def preload(server: Flask, settings: DataSettings, build: Callable[[DataSettings], Flask]) -> None:
    """Load what a page needs by making one; live prices are asked for after the fork.

    Those come in threads and over connections that a fork does not take along: bundled ones stand in for them. The page
    is made by its view itself, since nobody is signed in yet whom the gate would let in.

    Parameters
    ----------
    server : Flask
    settings : DataSettings
        Of that server.
    build : callable of DataSettings to Flask
        Returns a server with other settings.
    """
    if settings.data_source in {DataSource.AUTO, DataSource.YAHOO}:
        yahoo.load()
        server = build(replace(settings, data_source=DataSource.BUNDLED))
    with server.test_request_context("/"):
        server.view_functions["/"]()
    if settings.redis_url:
        from data.connection import connection  # noqa: PLC0415 - a page without Redis does without it

        connection(settings.redis_url).close()  # where studies were looked for; each process opens its own

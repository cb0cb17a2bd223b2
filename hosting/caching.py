"""How long a browser may keep an answer: a file whose address names its version for good, all else after asking."""

from __future__ import annotations

import re
from hashlib import sha256
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import request

from hosting.paths import is_static

if TYPE_CHECKING:
    from flask import Flask, Response

_YEAR = 31_536_000  # seconds
_VERSIONED = re.compile(r"/vendor/[^/]*-\d+\.\d+\.\d+\.[^/]*$")  # others' files are never changed under their names


def label_for_caches(server: Flask) -> None:
    """Say with each answer of `server` how long it may be kept, and answer 304 where the browser has it already.

    Parameters
    ----------
    server : Flask
        What it says by itself stays, but for files whose address names the version that was served.

    Notes
    -----
    A file is told by its content, not by its time: that is another one on each machine, for the same file.
    """
    known: dict[str, str] = {}  # tags by content, by those of the files' times

    @server.after_request
    def _label(response: Response) -> Response:
        if request.method not in {"GET", "HEAD"} or response.status_code != HTTPStatus.OK:
            return response
        told, _ = response.get_etag()
        if told and response.last_modified is not None:
            _tag_by_content(response, told, known)
        if is_static() and _named_by_version(response):
            response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
        elif "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-cache"
            if not response.is_streamed:
                response.add_etag(weak=True)
        response.make_conditional(request)
        return response


def _named_by_version(response: Response) -> bool:
    """Whether the address names this very version: by Dash's fingerprint, or by a number in the file's name."""
    return response.cache_control.max_age == _YEAR or _VERSIONED.search(request.path) is not None


def _tag_by_content(response: Response, told: str, known: dict[str, str]) -> None:
    """Replace what an answer says of the time of its file, `told` by its tag, by what it says of its content."""
    if told not in known:
        response.direct_passthrough = False  # read once for each version of a file
        known[told] = sha256(response.get_data()).hexdigest()
    response.set_etag(known[told])
    del response.headers["Last-Modified"]

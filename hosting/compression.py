"""Answers leave compressed: static files as small as they get, all others quickly and once a body."""

from __future__ import annotations

import gzip
from hashlib import sha256
from http import HTTPStatus
from typing import TYPE_CHECKING

import brotli
from flask import request

from hosting.compressed import Best, Recent
from hosting.paths import is_static

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask, Response

SMALLEST = 1024  # bytes; below, the headers weigh as much as what is saved
RECENT = 2 * 2**20  # bytes of compressed answers held by each process
_QUICK, _QUICK_STATIC, _GZIP = 2, 5, 6  # quality: 1 to 3 ms for a view, 30 ms for the largest script
_TYPES = {
    "application/javascript",
    "application/json",
    "image/svg+xml",
    "image/x-icon",
    "text/css",
    "text/csv",
    "text/html",
    "text/javascript",
    "text/markdown",
    "text/plain",
}


def compress(server: Flask, cache_dir: Path) -> None:
    """Compress what `server` answers for clients that accept brotli or gzip.

    Left as they are: answers below `SMALLEST`, of other types, streamed, ranged or encoded already. An entity tag
    becomes a weak one, since the same tag then stands for several codings.

    Parameters
    ----------
    server : Flask
    cache_dir : Path
        Static files, compressed in brotli's best quality, are kept in a folder in it between starts.
    """
    best, recent = Best(cache_dir / "compressed"), Recent(RECENT)

    def compressed(body: bytes, coding: str, *, static: bool) -> bytes:
        digest = sha256(body).hexdigest()
        if static and coding == "br" and (found := best.get(digest, body)):
            return found
        found = recent.get((digest, coding))
        if found is None:
            found = encoded(body, coding, _QUICK_STATIC if static else _QUICK)
            recent.put((digest, coding), found)
        return found

    @server.after_request
    def _compress(response: Response) -> Response:
        static = is_static()
        if not _has_codings(response, static=static):
            return response
        response.vary.add("Accept-Encoding")
        tag, _ = response.get_etag()
        if tag:
            response.set_etag(tag, weak=True)
        liked = coding()
        if liked is None or response.status_code == HTTPStatus.NOT_MODIFIED:
            return response
        response.direct_passthrough = False  # a file is read here, not by the server
        body = response.get_data()
        if len(body) >= SMALLEST:
            response.headers.pop("Accept-Ranges", None)
            response.headers["Content-Encoding"] = liked
            response.set_data(compressed(body, liked, static=static))
        return response


def _has_codings(response: Response, *, static: bool) -> bool:
    """Whether an answer is sent in the coding that the client likes best, or says that such a one has not changed."""
    if response.status_code == HTTPStatus.NOT_MODIFIED:
        return True
    whole = response.status_code == HTTPStatus.OK and (static or not response.is_streamed)
    return whole and response.mimetype in _TYPES and "Content-Encoding" not in response.headers


def coding() -> str | None:
    """Return the coding that the client of the request likes best, brotli among equals; None for none."""
    quality = request.accept_encodings.quality
    best = max(("br", "gzip", "identity"), key=quality)
    return best if best != "identity" and quality(best) > 0 else None


def encoded(body: bytes, coding: str, quality: int = _QUICK) -> bytes:
    """Return a body in a coding, gzip or brotli; `quality` is that of brotli."""
    if coding == "gzip":
        return gzip.compress(body, _GZIP, mtime=0)
    done: bytes = brotli.compress(body, quality=quality)
    return done

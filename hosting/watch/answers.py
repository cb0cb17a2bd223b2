"""Each request from its first moment to its last: its id, and what watches are told once it is answered."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from http import HTTPStatus
from secrets import token_hex
from time import perf_counter
from typing import TYPE_CHECKING, ParamSpec, Protocol

from flask import g, request

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flask import Flask, Response

HEADER = "X-Request-ID"
P = ParamSpec("P")
_log = logging.getLogger(__name__)
_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_NAMED = {
    "/": "page",
    "/_dash-update-component": "callback",
    "/_dash-layout": "page",
    "/_dash-dependencies": "page",
    "_records": "record",
    "_study": "study",
    "_dash_assets.static": "static",
    "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>": "static",
    "/_favicon.ico": "static",
}


@dataclass(frozen=True, slots=True)
class Answered:
    """A request that was answered.

    Parameters
    ----------
    kind : str
        What was asked for, as one of a few words; never its address, which may hold a token or a symbol.
    method : str
    status : int
    seconds : float
    size : int or None, bytes
        Of the body as sent; None for one that is streamed.
    """

    kind: str
    method: str
    status: int
    seconds: float
    size: int | None


class Watcher(Protocol):
    """Is told of each request."""

    def began(self) -> None:
        """Take note that one begins."""
        ...

    def answered(self, what: Answered) -> None:
        """Take note of one that is over."""
        ...


def watch(server: Flask, watchers: Sequence[Watcher], *, trusted: bool) -> None:
    """Tell of each request to `server`: when it begins, before the gate looks at it, and once it is answered.

    ``g.request_id`` is its id: the proxy's, or one of our own. It goes out with the answer; where that is the sentence
    of a fault, it stands in that, too, so that who reads it can name it to who reads the log.

    Parameters
    ----------
    server : Flask
    watchers : sequence of Watcher
    trusted : bool
        Whether a proxy in front may set the id.
    """

    def _begin() -> None:
        g.began = perf_counter()
        sent = request.headers.get(HEADER, "") if trusted else ""
        g.request_id = sent if _ID.fullmatch(sent) else token_hex(8)
        for watcher in watchers:
            _told(watcher.began)

    def _end(response: Response) -> Response:
        response.headers[HEADER] = g.request_id
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR and _is_sentence(response):
            response.set_data(f"{response.get_data(as_text=True)}Reference: {g.request_id}\n")
        g.answer = response.status_code, response.content_length
        return response

    def _over(_error: BaseException | None) -> None:
        start = g.pop("began", None)
        if start is not None:
            status, size = g.get("answer", (HTTPStatus.INTERNAL_SERVER_ERROR.value, None))
            what = Answered(kind(), request.method, status, perf_counter() - start, size)
            for watcher in watchers:
                _told(watcher.answered, what)

    server.before_request_funcs.setdefault(None, []).insert(0, _begin)
    server.after_request_funcs.setdefault(None, []).insert(0, _end)  # the first one is asked last
    server.teardown_request(_over)


def _told(tell: Callable[P, None], *args: P.args, **more: P.kwargs) -> None:
    """Tell a watcher; that it fails, where the memory that it counts in is full for one, is no matter of a reader's."""
    try:
        tell(*args, **more)
    except Exception as error:  # noqa: BLE001 - whatever it was
        _log.warning("a request could not be noted: %s", error)


def kind() -> str:
    """Return what the present request asks for: the name of its part of the product, ``other`` where nothing is."""
    return _NAMED.get(request.endpoint or "") or request.blueprint or "other"


def _is_sentence(response: Response) -> bool:
    return response.mimetype == "text/plain" and not response.is_streamed and "Content-Encoding" not in response.headers

"""What was answered to a post is answered again, compressed as it was sent, while it would be the same."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, cast

from flask import Response, request

from hosting.compressed import Recent
from hosting.compression import coding, encoded

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

AGAIN = 4 * 2**20  # bytes of compressed answers held by each process: some forty views


def answer_again(server: Flask, endpoint: str, label: Callable[[object], str | None]) -> None:
    """Have `server` answer a post to `endpoint` with what it answered last to one with the same label.

    What is asked before every request (who asks, how often, what may be posted) is asked as ever; what is kept is the
    same for everybody. A refusal is not kept, nor an answer that says ``no-store``.

    Parameters
    ----------
    server : Flask
    endpoint : str
        Of posts in JSON.
    label : callable
        Names the answer to what was posted; None for one that is not to be kept.
    """
    make, kept = cast("Callable[[], Response]", server.view_functions[endpoint]), Recent(AGAIN)

    def _again() -> Response:
        liked = coding()
        name = label(request.get_json(silent=True)) if liked else None
        if liked is None or name is None:
            return make()
        body = kept.get((name, liked))
        if body is None:
            answer = make()
            if answer.status_code != HTTPStatus.OK or answer.cache_control.no_store:
                return answer
            body = encoded(answer.get_data(), liked)
            kept.put((name, liked), body)
        headers = {"Content-Encoding": liked, "Vary": "Accept-Encoding"}
        return Response(body, mimetype="application/json", headers=headers)

    server.view_functions[endpoint] = _again

"""How an address says no: a status and a sentence, never a traceback."""

from __future__ import annotations

import logging
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec

from flask import Response, request
from werkzeug.exceptions import HTTPException

from components.figures.panels import PanelError
from sharing.keys import KeysError

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
LATER = 60  # seconds
_log = logging.getLogger(__name__)


class Refusal(Exception):  # noqa: N818 - an answer, not a fault
    """What was asked for is not given; status, and a sentence for the reader.

    Parameters
    ----------
    status : int
        400, 404, 410, 413, or 503.
    text : str
        Plain text, in lines.
    wait : int, seconds
        After which it may be asked for again; 0 where that changes nothing.
    """

    def __init__(self, status: int, text: str, *, wait: int = 0) -> None:
        super().__init__(text)
        self.status = status
        self.wait = wait


def answering(what: str) -> Callable[[Callable[P, Response]], Callable[P, Response]]:
    """Return a decorator of views: a refusal becomes its status and sentence, a fault 503 and the log.

    Parameters
    ----------
    what : str
        What is being made, for the sentence: "deck".
    """

    def decorate(view: Callable[P, Response]) -> Callable[P, Response]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> Response:
            try:
                return view(*args, **kwargs)
            except Refusal as refusal:
                return _sentence(refusal.status, str(refusal), refusal.wait)
            except KeysError as error:
                _log.warning("no link opens: %s", error)
                return _fault(what)
            except PanelError as error:
                return _sentence(404, str(error))
            except HTTPException as error:
                return _sentence(error.code or 500, error.description or error.name)
            except Exception:  # noqa: BLE001 - whatever the fault, the reader gets a sentence, and the log the fault
                _log.exception("the %s of %s could not be made", what, request.endpoint)  # its address may hold a token
                return _fault(what)

        return guarded

    return decorate


def _fault(what: str) -> Response:
    return _sentence(503, f"The {what} could not be made. Try again in a minute.", LATER)


def _sentence(status: int, text: str, wait: int = 0) -> Response:
    answer = Response(f"{text}\n", status, mimetype="text/plain")
    answer.headers["Cache-Control"] = "no-store"
    if wait:
        answer.headers["Retry-After"] = str(wait)
    return answer

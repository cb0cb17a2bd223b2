"""How an address says no: a status and a sentence, and nothing of what went on inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask import Flask, Response
from werkzeug.exceptions import RequestEntityTooLarge

from components.figures.panels import PanelError
from sharing.refusals import Refusal, answering

if TYPE_CHECKING:
    from werkzeug.test import TestResponse


def _answer(what: object) -> TestResponse:
    """Return the answer of an address that raises, or returns, what is given."""
    server = Flask(__name__)

    @server.get("/deck")
    @answering("deck")
    def _deck() -> Response:
        if isinstance(what, Exception):
            raise what
        return Response(str(what))

    return server.test_client().get("/deck?token=secret-token")


@pytest.mark.parametrize("status", [400, 404, 410, 413])
def test_a_refusal_is_its_status_and_its_sentence(status: int) -> None:
    """As plain text, which no cache keeps."""
    answer = _answer(Refusal(status, "It cannot be had: <b>."))
    assert (answer.status_code, answer.text, answer.mimetype) == (status, "It cannot be had: <b>.\n", "text/plain")
    assert (answer.headers["Cache-Control"], answer.headers.get("Retry-After")) == ("no-store", None)


def test_a_refusal_that_time_heals_says_when_to_come_back() -> None:
    """Retry-After, in seconds."""
    answer = _answer(Refusal(503, "All are busy.", wait=5))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def test_a_panel_that_is_not_there_is_not_found() -> None:
    """The sentence is the panel's own."""
    answer = _answer(PanelError("There is no panel “x” in this view; it has price."))
    assert (answer.status_code, answer.text) == (404, "There is no panel “x” in this view; it has price.\n")


def test_a_body_that_is_too_large_keeps_its_status() -> None:
    """What the server itself refuses is no fault of the view."""
    assert _answer(RequestEntityTooLarge()).status_code == 413


def test_a_fault_is_logged_and_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    """The reader gets a sentence; the log has the trace and the name of the address, not the address itself."""
    answer = _answer(ValueError("inside: 7"))
    assert (answer.status_code, answer.text) == (503, "The deck could not be made. Try again in a minute.\n")
    assert answer.headers["Retry-After"] == "60"
    assert ("inside: 7" in caplog.text, "secret-token" in caplog.text) == (True, False)


def test_what_is_made_goes_through_as_it_is() -> None:
    """Without a refusal the decorator adds nothing."""
    answer = _answer("made")
    assert (answer.status_code, answer.text, answer.headers.get("Cache-Control")) == (200, "made", None)

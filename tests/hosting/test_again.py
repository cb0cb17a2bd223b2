"""What was answered to a post is answered again as it was sent, for as long as it would be the same."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import brotli
import pytest
from flask import Flask, Response, abort, request

from hosting.again import answer_again
from tests.hosting.support import Closing

if TYPE_CHECKING:
    from flask.testing import FlaskClient


@pytest.fixture
def made() -> list[str]:
    """Return the views that were made, in their order."""
    return []


@pytest.fixture
def client(made: list[str]) -> FlaskClient:
    """Return a client of a server that answers with the view asked for, and names it by that alone."""
    server = Flask(__name__)

    def view() -> Response:
        asked = request.get_json()["view"]
        made.append(asked)
        if asked == "refused":
            abort(400, "no such view")
        headers = {"Cache-Control": "no-store"} if asked == "failed" else {}
        return Response(json.dumps({"said": f"{asked} " * 500}), mimetype="application/json", headers=headers)

    server.add_url_rule("/ask", "ask", view, methods=["POST"])
    answer_again(server, "ask", lambda body: body.get("view") if isinstance(body, dict) else None)
    server.test_client_class = Closing
    return server.test_client()


def _said(client: FlaskClient, view: str, number: int = 1, coding: str = "br") -> tuple[str | None, object]:
    answer = client.post("/ask", json={"view": view, "n": number}, headers={"Accept-Encoding": coding})
    opened = {"br": brotli.decompress, "gzip": gzip.decompress}.get(coding, bytes)(answer.data)
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    return answer.headers.get("Vary"), json.loads(opened)["said"].split()[0]


def test_the_same_view_is_made_once_whoever_asks(client: FlaskClient, made: list[str]) -> None:
    """Another number of the question is no other view; another view is."""
    assert [_said(client, "1Y", number) for number in (1, 2)] == [("Accept-Encoding", "1Y")] * 2
    assert _said(client, "2Y") == ("Accept-Encoding", "2Y")
    assert made == ["1Y", "2Y"]


def test_each_coding_has_its_own_bytes(client: FlaskClient) -> None:
    """Who takes gzip alone gets no brotli, and who takes neither gets what was made."""
    assert [_said(client, "1Y", coding=coding)[1] for coding in ("br", "gzip", "identity", "br", "gzip")] == ["1Y"] * 5


@pytest.mark.parametrize("view", ["failed", "refused"])
def test_what_may_be_another_another_time_is_made_anew(client: FlaskClient, made: list[str], view: str) -> None:
    """A refusal stays one, with its words, and an answer that says ``no-store`` is not kept."""
    answers = [client.post("/ask", json={"view": view}, headers={"Accept-Encoding": "br"}) for _ in range(2)]
    assert made == [view] * 2
    assert answers[0].status_code == answers[1].status_code
    assert answers[0].data == answers[1].data


def test_a_body_without_a_name_is_not_kept(client: FlaskClient, made: list[str]) -> None:
    """The server's own refusal of what is no JSON object comes as before."""
    answers = [client.post("/ask", data="[1", headers={"Accept-Encoding": "br"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [415] * 2
    assert made == []

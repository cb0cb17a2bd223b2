"""Each request has an id, from before the gate until its last word."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pytest
from flask import Flask, Response, g
from werkzeug.exceptions import Forbidden

from hosting.watch.answers import HEADER, Answered, watch


@dataclass
class Told:
    """Notes what it is told."""

    begun: int = 0
    over: list[Answered] = field(default_factory=list)

    def began(self) -> None:
        """Count."""
        self.begun += 1

    def answered(self, what: Answered) -> None:
        """Note."""
        self.over.append(what)


@pytest.fixture
def told() -> Told:
    """Return a watcher."""
    return Told()


def server(told: Told, *, trusted: bool = False) -> Flask:
    """Return a server with a gate, a view that answers, and two that fail, each in its way."""
    made = Flask(__name__)
    made.testing = False

    @made.before_request
    def _gate() -> None:
        if g.request_id == "shut-out-by-the-gate":
            raise Forbidden

    made.add_url_rule("/", "/", lambda: "fine")
    made.add_url_rule("/503", "busy", lambda: Response("Try again.\n", 503, mimetype="text/plain"))
    made.add_url_rule("/fault", "fault", lambda: 1 / 0)
    watch(made, [told], trusted=trusted)
    return made


def test_an_id_of_our_own_is_made_and_sent_with_the_answer(told: Told) -> None:
    """Two requests have two ids."""
    client = server(told).test_client()
    ids = {client.get("/").headers[HEADER] for _ in range(2)}
    assert len(ids) == 2
    assert all(re.fullmatch(r"[0-9a-f]{16}", one) for one in ids)


@pytest.mark.parametrize(
    ("sent", "kept"), [("abc-123-DEF", True), ("short", False), ("x" * 65, False), ("a b c d e", False)]
)
def test_a_proxys_id_is_kept_if_it_is_one(told: Told, sent: str, *, kept: bool) -> None:
    """Eight to 64 letters, digits and hyphens; anything else is replaced, whoever sent it."""
    answer = server(told, trusted=True).test_client().get("/", headers={HEADER: sent})
    assert kept == (answer.headers[HEADER] == sent)


def test_a_readers_id_is_not_believed_without_a_proxy(told: Told) -> None:
    """Else he could make his requests look like those of others."""
    answer = server(told).test_client().get("/", headers={HEADER: "abc-123-DEF"})
    assert answer.headers[HEADER] != "abc-123-DEF"


def test_a_request_that_the_gate_refuses_has_its_id_and_is_told_of(told: Told) -> None:
    """The id is there before the gate looks: its refusal is logged with it."""
    answer = server(told, trusted=True).test_client().get("/", headers={HEADER: "shut-out-by-the-gate"})
    assert (403, "shut-out-by-the-gate") == (answer.status_code, answer.headers[HEADER])
    assert [403] == [one.status for one in told.over]


def test_the_sentence_of_a_fault_names_the_request(told: Told) -> None:
    """Who reads it can name it to who reads the log."""
    answer = server(told).test_client().get("/503")
    assert f"Try again.\nReference: {answer.headers[HEADER]}\n" == answer.text
    assert int(answer.headers["Content-Length"]) == len(answer.data)


def test_a_watcher_that_fails_is_no_matter_of_a_readers() -> None:
    """Counting fails where memory is full; the page is there."""

    class Full(Told):
        def began(self) -> None:
            raise OSError("no space is left")

        answered = began  # type: ignore[assignment]

    assert 200 == server(Full()).test_client().get("/").status_code


def test_a_fault_that_nobody_expected_is_told_of_as_500(told: Told) -> None:
    """Each request that begins is told of once, with what was asked for and not how."""
    client = server(told).test_client()
    assert [200, 500, 404] == [client.get(path).status_code for path in ("/", "/fault", "/nowhere?x=^RUT")]
    assert told.begun == 3
    assert [("page", 200, 4), ("other", 500), ("other", 404)] == [
        (told.over[0].kind, told.over[0].status, told.over[0].size),
        *((one.kind, one.status) for one in told.over[1:]),
    ]
    assert all(one.seconds >= 0 for one in told.over)

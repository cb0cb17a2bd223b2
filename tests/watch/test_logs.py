"""What gets into the log, and what never does."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from flask import Flask, g

from data.cache import open_cache
from data.errors import Unreachable
from data.flights import Flights
from hosting.access.visitor import Role, Visitor
from hosting.settings import HostingSettings, LogFormat
from hosting.watch.answers import watch
from hosting.watch.logs import Lines
from hosting.watch.redacted import redacted
from scripts.serving import app_in
from sharing.keys import Keys
from sharing.tokens import Grant, Purpose, Signer
from tests.page.prices import FramePrices
from tests.sharing.support import walk
from tests.watch.conftest import lines

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from data.model import PriceHistory

    Log = Callable[[LogFormat], Callable[[], str]]

ADDRESS = {Purpose.SHARE: "/s/{}", Purpose.EMBED: "/embed/{}?panel=price", Purpose.IMAGE: "/image/{}.svg"}
PIECE = 12  # characters in a row by which a token could be told


def noted() -> Flask:
    """Return a server whose view logs something, and fails if it is asked to."""
    server = Flask(__name__)

    @server.get("/<what>")
    def _view(what: str) -> str:
        g.visitor = Visitor("ada", Role.VIEWER)
        logging.getLogger("somewhere").warning("about %s", what)
        logging.getLogger("audit").info("link made", extra={"link": "ab12"})
        if what == "fail":
            raise RuntimeError("as it was told")
        return "fine"

    watch(server, [Lines()], trusted=False)
    return server


def test_a_request_is_one_line_of_json_and_whatever_is_said_in_it_has_its_id(log: Log) -> None:
    """A library reads the lines back; the address is in none of those about requests."""
    read = log(LogFormat.JSON)
    answer = noted().test_client().get("/this?x=^RUT")
    said, event, line = lines(read())
    assert {answer.headers["X-Request-ID"]} == {one["request_id"] for one in (said, event, line)}
    assert {"ada"} == {one["user"] for one in (said, event, line)}
    assert ("WARNING", "somewhere", "about this") == (said["level"], said["logger"], said["message"])
    assert ("audit", "link made", "ab12") == (event["logger"], event["message"], event["link"])
    assert ("access", "GET", "other", 200, 4) == tuple(
        line[key] for key in ("logger", "method", "endpoint", "status", "bytes")
    )
    assert "this" not in str(line)
    assert datetime.fromisoformat(line["time"]).tzinfo is not None


def test_a_fetch_that_a_request_starts_behind_itself_is_logged_with_its_id(log: Log, tmp_path: Path) -> None:
    """It goes on in a thread of its own, and may end after the answer."""
    flights, server = Flights(open_cache(tmp_path, None)), Flask(__name__)

    def fetch(_cache: object, symbol: str) -> PriceHistory:
        logging.getLogger("somewhere").warning("reading %s", symbol)
        raise Unreachable("Yahoo cannot be reached.")

    server.add_url_rule("/", "/", lambda: str(flights.start("^RUT", fetch)))
    watch(server, [Lines()], trusted=False)
    read = log(LogFormat.JSON)
    identity = server.test_client().get("/").headers["X-Request-ID"]
    flights.settle()
    assert [identity] == [line["request_id"] for line in lines(read()) if line["message"] == "reading ^RUT"]


def test_a_traceback_is_one_field_and_goes_to_no_reader(log: Log) -> None:
    """The reader gets a status, the log where it went wrong."""
    read = log(LogFormat.JSON)
    answer = noted().test_client().get("/fail")
    failed = next(line for line in lines(read()) if "exception" in line)
    assert "RuntimeError: as it was told" in failed["exception"]
    assert failed["request_id"] == answer.headers["X-Request-ID"]
    assert "as it was told" not in answer.text


def test_as_text_there_are_warnings_and_events_alone(log: Log) -> None:
    """One line for what somebody did, none for a request."""
    read = log(LogFormat.TEXT)
    identity = noted().test_client().get("/this").headers["X-Request-ID"]
    assert [
        f"WARNING somewhere: about this request_id={identity} user=ada",
        f"INFO audit: link made link=ab12 request_id={identity} user=ada address=127.0.0.1",
    ] == read().splitlines()


@pytest.mark.parametrize("form", LogFormat)
def test_nobody_writes_a_line_of_his_own(log: Log, form: LogFormat) -> None:
    """A line break, a terminal's escape and Unicode's separators stay within the line that quotes them."""
    read = log(form)
    logging.getLogger("somewhere").warning("about %s", "a\r\nERROR all is lost\x1b[2J\u2028b\x85c")
    text = read()
    assert text.count("\n") == 1
    assert len(text.splitlines()) == 1
    assert "\x1b" not in text


@pytest.mark.parametrize(
    ("said", "secret"),
    [
        ("REDIS_URL=redis://desk:hunter2hunter2@cache:6379/0 fails", "hunter2"),
        ("Cookie: session=abcdefgh; other=1", "abcdefgh"),
        ('{"cookie": "session=abcdefgh", "level": "INFO"}', "abcdefgh"),
        ("password='opensesame' for ada", "opensesame"),
        ('{"password": "opensesame", "user": "ada"}', "opensesame"),
        ("GET /s/abcdefghijklmnop failed", "abcdefgh"),
        ("/oembed?url=https%3A%2F%2Fdesk%2Fembed%2Fabcdefghijklmnop", "abcdefghijklmnop"),
    ],
)
def test_what_looks_like_a_secret_is_taken_out(said: str, secret: str) -> None:
    """The last line of defence, whoever writes it; the rest stays."""
    left = redacted(said)
    assert secret not in left
    assert "[removed]" in left


@pytest.mark.parametrize(
    "said",
    [
        "the cached prices of ^RUT cannot be used: the rows do not match their hash",
        "data.providers.yahoo: Yahoo has failed several times and is asked again at 12:34 UTC.",
        '{"endpoint": "page", "ms": 12.5, "request_id": "0123456789abcdef"}',
        "session 2014-10-28 is missing from https://desk.example.com/?pair=^RUT,^GSPC",
        "prometheus_client.multiprocess_mode.something_long_enough",
    ],
)
def test_what_is_no_secret_stays(said: str) -> None:
    """A log that hides what it is about helps nobody."""
    assert said == redacted(said)


@pytest.mark.parametrize("form", LogFormat)
def test_no_part_of_a_token_is_in_the_log_whatever_becomes_of_it(
    log: Log, form: LogFormat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every address that a token opens, with one that is good, damaged, expired or taken back, and where all fails.

    A token is told by any twelve of its characters in a row. The addresses are asked as they are, within `/oembed`, and
    once more with the makers of the answers and the signer made to fail with the token in what they say.
    """
    prices = FramePrices({"^RUT": walk(1), "^GSPC": walk(2)})
    server = app_in(tmp_path, prices, hosting=HostingSettings(log_format=form)).server
    read = log(form)
    client, keys = server.test_client(), Keys(tmp_path / "state" / "links")
    signer = Signer(keys.key(), keys)
    good = Grant("?asof=2014-10-28", "abcdef012345", date(2999, 1, 1))
    gone = Grant("?asof=2014-10-27", "withdrawn012", date(2999, 1, 1))
    keys.withdraw(gone.name)
    tokens = []
    for purpose, address in ADDRESS.items():
        whole = signer.token(purpose, good)
        old = signer.token(purpose, Grant(good.query, good.name, datetime(2020, 1, 1, tzinfo=UTC).date()))
        several = [whole, whole[:-3], whole[5:], whole[:25], whole.swapcase(), old, signer.token(purpose, gone)]
        tokens += several
        for token in several:
            client.get(address.format(token))
            client.get("/oembed", query_string={"url": f"http://localhost{address.format(token)}"})
            client.get(f"/?link={address.format(token)}")
    statuses = [client.get(ADDRESS[Purpose.SHARE].format(token)).status_code for token in tokens[:7]]
    assert [200, 404, 404, 404, 404, 410, 410] == statuses

    def fail(_self: Signer, _purpose: Purpose, token: str) -> None:
        raise RuntimeError(f"cannot open {token} of /s/{token} with Cookie: session={token}")

    monkeypatch.setattr(Signer, "open", fail)
    for purpose, address in ADDRESS.items():
        assert {503} == {
            client.get(address.format(token)).status_code for token in tokens if token.startswith(("WyI", ".eJ", "eJ"))
        }, purpose
    text = read()
    assert "cannot open" in text
    pieces = {token[at : at + PIECE] for token in tokens for at in range(len(token) - PIECE + 1)}
    assert [] == [piece for piece in sorted(pieces) if piece in text]

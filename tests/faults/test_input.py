"""What hostile readers send, over real connections: every answer is the page, or a sentence with 4xx."""

from __future__ import annotations

import json
import socket
import time
from contextlib import suppress
from datetime import date, timedelta
from http.client import HTTPConnection
from itertools import product
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from sharing.keys import Keys
from sharing.tokens import Grant, Purpose, Signer
from tests.faults.desk import WAIT, Desk, started
from tests.faults.harness import Seen, fault
from tests.hosting.support import POST, genuine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KEY = "kB7vQ2mX9tR4wZ8nL3pD6sF1hJ5gY0cA"
ALERT = "<script>alert(1)</script>"
TEXTS = (
    *(ALERT, '"><img src=x onerror=alert(1)>', "a\r\nSet-Cookie: x=1", "\0", "\u202egnp.exe", "\ud800", "{{7*7}}"),
    *("1e400", "NaN", "-1", "9" * 400, "٢٠٠", "2014-02-30", "../../etc/passwd", "__proto__", "=cmd|'/C calc'!A0"),
)
NAMES = ("pair", "asof", "range", "avg", "roc", "show", "zoom", "data", "panel", "call", "claim", "url", "width", ALERT)
PATHS = ("/csv", "/pptx", "/records", "/study", "/scorecard", "/oembed", "/embed/x", "/image/x.svg", "/s/x", "/nowhere")
CLEAR = {200, 400, 404, 410, 414, 501}  # 501: the oEmbed protocol's answer to another format
HEAD = b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
SENT = (
    b"POST "
    + POST.encode()
    + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/json\r\n"
)
LARGE = 5 * 2**20


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Return a server on bundled prices."""
    with started(tmp_path_factory.mktemp("input"), DATA_SOURCE="bundled", SECRET_KEY=KEY, CHROMIUM="") as server:
        yield server


def faults_in(desk: Desk) -> list[str]:
    """Return the lines of the log that tell of a fault."""
    return [line for line in desk.logged().splitlines() if "ERROR" in line or "Traceback" in line]


def raw(desk: Desk, sent: bytes) -> int:
    """Return the status of what is answered to bytes; 0 where the connection was closed instead."""
    with socket.create_connection(("127.0.0.1", desk.port), timeout=WAIT) as connection:
        with suppress(OSError):  # the server has said enough and hung up; what it said is there
            connection.sendall(sent)
        try:
            line = connection.makefile("rb").readline()
        except OSError:
            return 0
    return int(line.split()[1]) if line else 0


def asked(desk: Desk, body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
    """Return the status and the text of the answer to a post."""
    connection = HTTPConnection("127.0.0.1", desk.port, timeout=WAIT)
    try:
        connection.request("POST", POST, body, dict(headers))
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


@fault(
    "Hostile text in a link",
    done="markup, line breaks, NUL, right-to-left marks, half characters, 1e400, Arabic digits in every parameter",
    expected="the page, or 4xx with a sentence; nothing repeated that a browser would run, no header split",
)
def test_hostile_text_in_any_parameter_gets_the_page_or_a_sentence(desk: Desk, seen: Seen) -> None:
    """Fourteen parameters and sixteen texts at ten addresses, each parameter twice at the end."""
    connection = HTTPConnection("127.0.0.1", desk.port, timeout=WAIT)
    found: dict[int, int] = {}
    wrong = []
    links = [f"{quote(name)}={quote(text.encode(errors='surrogatepass'))}" for name, text in product(NAMES, TEXTS)]
    links += ["asof=2014-10-28&asof=2014-10-27", "&".join(["asof=2014-10-28"] * 60), "%zz=%", "&&=&=="]
    for number, (path, link) in enumerate(product(PATHS, links)):
        if number % len(PATHS) > 2 and path == "/pptx":  # what it refuses is refused by the code of /csv
            continue
        connection.request("GET", f"{path}?{link}")
        answer = connection.getresponse()
        body = answer.read().decode()
        found[answer.status] = found.get(answer.status, 0) + 1
        runs = "html" in (answer.getheader("Content-Type") or "") and (ALERT in body or "onerror=alert(1)>" in body)
        if answer.status not in CLEAR or runs or answer.getheader("Set-Cookie"):
            wrong.append((answer.status, path, link))
    connection.close()
    seen(", ".join(f"{count} x {status}" for status, count in sorted(found.items())), requests=str(sum(found.values())))
    assert [] == wrong
    assert [] == faults_in(desk)


RAW = {
    "a NUL in the address": (b"GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n", {400}),
    "a line of 9,000 bytes": (b"GET /?" + b"a" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", {414}),
    "a query of 5,000 bytes": (HEAD.replace(b"/livez", b"/livez?" + b"a" * 5000) + b"\r\n", {414}),
    "a header of 9,000 bytes": (HEAD + b"X: " + b"a" * 9000 + b"\r\n\r\n", {400, 431}),
    "a hundred headers": (HEAD + b"X: a\r\n" * 100 + b"\r\n", {400, 431}),
    "two lengths": (SENT + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", {400}),
    "a length and chunks": (SENT + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", {400}),
    "chunks of no size": (SENT + b"Transfer-Encoding: chunked\r\n\r\nx\r\n", {400}),
    "a line break in a header's name": (HEAD + b"X\n: a\r\n\r\n", {400}),
    "another protocol": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", {400}),
    "5 MB in a post": (SENT + b"Content-Length: %d\r\n\r\n" % LARGE + b"[" * LARGE, {413, 0}),
    "5 MB in chunks": (
        SENT + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % LARGE + b" " * LARGE + b"\r\n0\r\n\r\n",
        {413, 0},
    ),
}


@fault(
    "Broken and oversized requests",
    done=", ".join(RAW),
    expected="400, 413, 414 or 431, or the connection is closed on who goes on sending; the next request is answered",
)
def test_what_is_no_request_is_refused(desk: Desk, seen: Seen) -> None:
    """RFC 9110 and 9112 name the statuses; a server that closes on 5 MB may be faster than its answer."""
    found = {name: raw(desk, sent) for name, (sent, _) in RAW.items()}
    seen(", ".join(map(str, found.values())))
    assert {} == {name: status for name, status in found.items() if status not in RAW[name][1]}
    assert desk.get("/livez").seconds < 1.0
    assert [] == faults_in(desk)


@fault(
    "Forged posts to the page's callback",
    done="deep lists, a name twice, 1e400, NaN, huge numbers, forged ids, outputs, pathnames; other types and codings",
    expected="400 or 415; a genuine post is answered before and after",
)
def test_a_forged_post_is_refused(desk: Desk, seen: Seen) -> None:
    """Each is the page's own post with one thing changed."""
    post = genuine(json.loads(desk.get("/_dash-dependencies").body))
    good, kind = json.dumps(post).encode(), {"Content-Type": "application/json"}
    place = post["inputs"][0]

    def instead(**parts: object) -> bytes:
        return json.dumps({**post, **parts}).encode()

    def valued(text: str) -> bytes:
        return instead(inputs=[{**place, "value": "?"}]).replace(b'"?"', text.encode())

    forged: list[tuple[int, bytes, Mapping[str, Any]]] = [
        *((400, valued(text), kind) for text in ("1e400", "NaN", "9" * 5000, '{"n":1,"n":2}')),
        *((400, valued("[" * deep + "]" * deep), kind) for deep in (20, 500, 100_000)),
        *((400, instead(inputs=[{**place, "id": name}]), kind) for name in ("answered", "__proto__", {"a": 1}, None)),
        *((400, instead(output=name), kind) for name in ("other.data", "..answered.data..", ["answered.data"], {})),
        *((400, instead(**{name: "/livez"}), kind) for name in ("pathname", "__proto__", "constructor", "cancelJob")),
        (400, b'{"output":"x.y",' + good[1:], kind),
        *((415, good, {"Content-Type": other}) for other in ("text/plain", "multipart/form-data; boundary=x")),
        (415, good, {**kind, "Content-Encoding": "gzip"}),
    ]
    answers = [asked(desk, body, headers) for _, body, headers in forged]
    seen(f"{len(forged)} posts: " + ", ".join(sorted({str(status) for status, _ in answers})))
    assert [status for status, _, _ in forged] == [status for status, _ in answers]
    assert not any("Traceback" in text for _, text in answers)
    assert 200 == asked(desk, good, kind)[0]
    assert [] == faults_in(desk)


@fault(
    "Tokens bent, swapped, expired",
    done="a snapshot's token with each character changed in turn; tokens of other forms, of another key; an old one",
    expected="404, for the expired one 410; nothing of a view is shown",
)
def test_a_token_that_is_not_ours_opens_nothing(desk: Desk, seen: Seen) -> None:
    """The genuine one opens; the key is the one that the server was started with."""
    keys = Keys(desk.state_dir / "links")
    grant = Grant("?pair=IWM,SPY&asof=2014-10-28", "a link", date.today() + timedelta(days=2))  # noqa: DTZ011 - far from midnight
    token = Signer(KEY, keys).token(Purpose.SHARE, grant)
    bent = [f"{token[:at]}{'B' if token[at] == 'A' else 'A'}{token[at + 1 :]}" for at in range(len(token))]
    foreign = [Signer("another key " * 4, keys).token(Purpose.SHARE, grant), token + "=", token[:-1], "." * 900]
    swapped = [Signer(KEY, keys).token(purpose, grant) for purpose in (Purpose.EMBED, Purpose.IMAGE)]
    old = Signer(KEY, keys).token(Purpose.SHARE, Grant(grant.query, grant.name, date(2020, 1, 1)))
    assert 200 == desk.get(f"/s/{token}").status
    begin = time.monotonic()
    pages = [desk.get(f"/s/{text}") for text in (*bent, *foreign, *swapped)]
    seen(f"{len(pages)} tokens: 404, expired: 410", all_of_them=time.monotonic() - begin)
    assert {404} == {page.status for page in pages}
    assert not any("Russell" in page.body or "IWM" in page.body for page in pages)
    expired = desk.get(f"/s/{old}")
    assert 410 == expired.status
    assert "This link expired on 1 Jan 2020." in expired.body

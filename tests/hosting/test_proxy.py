"""What the proxy does that `deploy/nginx.conf` sets up, between readers and servers that are made up here."""

from __future__ import annotations

import json
import re
import ssl
import threading
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from tests.faults.desk import free_port
from tests.proxying import Proxy, nginx, placed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OIDC = ROOT / "deploy" / "oidc"
ASK, SHARE = "/_dash-update-component", "/share"
PAGE = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"  # what browsers accept when a page is opened


@dataclass
class Server:
    """Answers with the headers that it got, and notes what came; it hangs up on the paths in `hangs_up`."""

    port: int = field(default_factory=free_port)
    came: list[str] = field(default_factory=list)
    hangs_up: set[str] = field(default_factory=set)


Handle = "Callable[[Server, BaseHTTPRequestHandler], None]"


def echo(server: Server, request: BaseHTTPRequestHandler) -> None:
    """Note what came, and answer with its headers."""
    server.came.append(f"{request.command} {request.path}")
    request.rfile.read(int(request.headers.get("Content-Length") or 0))
    if request.path in server.hangs_up:
        request.close_connection = True
        return
    said(request, 200, json.dumps(dict(request.headers.items())))


def said(request: BaseHTTPRequestHandler, status: int, body: str = "", **headers: str) -> None:
    """Send an answer."""
    request.send_response(status)
    for name, value in {**headers, "Content-Length": str(len(body))}.items():
        request.send_header(name.replace("_", "-"), value)
    request.end_headers()
    request.wfile.write(body.encode())


@contextmanager
def serving(server: Server, handle: Handle = echo) -> Iterator[Server]:
    """Run a server."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            handle(server, self)

        do_POST = do_GET  # noqa: N815 - as the base class has it

        def log_message(self, *_: object) -> None:
            pass

    running = ThreadingHTTPServer(("127.0.0.1", server.port), Handler)
    running.daemon_threads = True
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        running.shutdown()
        running.server_close()


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: str


def ask(proxy: Proxy, path: str, body: str | None = None, **headers: str) -> Answer:
    """Send one request over TLS."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # the certificate is the test's own
    connection = HTTPSConnection("127.0.0.1", proxy.port, timeout=30, context=context)
    try:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET" if body is None else "POST", path, body, {"Host": "desk.example.com", **sent})
        answer = connection.getresponse()
        return Answer(answer.status, dict(answer.getheaders()), answer.read().decode())
    finally:
        connection.close()


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Proxy, Server, Server]]:
    """Return a proxy and the two servers behind it."""
    with ExitStack() as running:
        one, other = (running.enter_context(serving(Server())) for _ in range(2))
        yield running.enter_context(nginx(tmp_path_factory.mktemp("nginx"), (one.port, other.port))), one, other


def test_what_says_who_asks_is_written_by_the_proxy_alone(behind: tuple[Proxy, Server, Server]) -> None:
    """Whatever a reader sends as a proxy's word is gone."""
    words = {"X_Forwarded_For": "6.6.6.6", "X_Forwarded_User": "root", "X_Forwarded_Host": "evil.example"}
    more = {"X_Forwarded_Proto": "http", "X_Forwarded_Prefix": "/evil", "Forwarded": "for=6.6.6.6"}
    got = json.loads(ask(behind[0], "/", **words, **more).body)
    forwarded = {name: value for name, value in got.items() if "orwarded" in name}
    assert {
        "X-Forwarded-For": "127.0.0.1",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "desk.example.com",
    } == forwarded
    assert "desk.example.com" == got["Host"]


def test_the_proxy_alone_gives_a_request_the_id_that_the_log_has(behind: tuple[Proxy, Server, Server]) -> None:
    """In a form that a server takes over: else a reader could pass his requests off as those of others."""
    got = json.loads(ask(behind[0], "/", X_Request_ID="somebody-elses-id").body)
    assert re.fullmatch(r"[0-9a-f]{32}", got["X-Request-ID"])


def test_plain_http_leads_to_tls(behind: tuple[Proxy, Server, Server]) -> None:
    """For good, to the same address, with the method kept."""
    connection = HTTPConnection("127.0.0.1", behind[0].plain, timeout=30)
    connection.request("GET", "/?pair=IWM,SPY", headers={"Host": "desk.example.com"})
    answer = connection.getresponse()
    assert (308, "https://desk.example.com/?pair=IWM,SPY") == (answer.status, answer.getheader("Location"))
    connection.close()


def test_a_large_body_does_not_reach_a_server(behind: tuple[Proxy, Server, Server]) -> None:
    """What the servers would refuse is refused before."""
    proxy, *servers = behind
    assert 413 == ask(proxy, ASK, "x" * (256 * 1024 + 1)).status
    assert 200 == ask(proxy, "/large", "x" * 256 * 1024).status
    assert ["POST /large"] == [came for server in servers for came in server.came if came.startswith("POST /large")]


@pytest.mark.parametrize(
    ("path", "body", "again"),
    [
        (ASK, "{}", True),
        ("/?asof=latest", None, True),
        (SHARE, "{}", False),
        ("/login", "a=b", False),
        ("/logout", "", False),
    ],
)
def test_only_what_changes_nothing_is_asked_again(tmp_path: Path, path: str, body: str | None, *, again: bool) -> None:
    """A server hangs up after it got the request: a POST that may have done its work is not sent to the other one."""
    broken, whole = Server(hangs_up={path}), Server()
    with serving(broken), serving(whole), nginx(tmp_path / "nginx", (broken.port, whole.port)) as proxy:
        answers = []
        while not broken.came:
            answers.append(ask(proxy, path, body))
    assert ([200] if again else [503]) == [answer.status for answer in answers[-1:]]
    assert 1 == len(broken.came)
    assert len(answers) - (0 if again else 1) == len(whole.came)
    if not again:
        assert "5" == answers[-1].headers["Retry-After"]


def test_a_server_that_is_gone_is_made_up_for_whatever_is_asked(tmp_path: Path) -> None:
    """Nothing was sent to it, so that a POST, too, goes to the other one."""
    with serving(Server()) as there, nginx(tmp_path / "nginx", (free_port(), there.port)) as proxy:
        found = [ask(proxy, path, "{}").status for path in (SHARE, "/login", ASK, SHARE, "/login", ASK)]
    assert [200] * 6 == found


def test_no_token_is_logged_when_no_server_answers(tmp_path: Path) -> None:
    """An error names the request; that of a page is there, so the log is looked at in the right place."""
    with nginx(tmp_path / "nginx", (free_port(), free_port())) as proxy:
        found = [
            ask(proxy, path) for path in ("/s/TOKEN", "/embed/TOKEN", "/image/TOKEN.png", "/oembed?url=TOKEN", "/?a=b")
        ]
        logged = proxy.logged()
    assert [503] * 5 == [answer.status for answer in found]
    assert "Try again in a few seconds" in found[0].body
    assert "/?a=b" in logged
    assert "TOKEN" not in logged


def sign_in(server: Server, request: BaseHTTPRequestHandler) -> None:
    """Answer as oauth2-proxy does with --set-xauthrequest: whether a cookie is a session, and whose."""
    server.came.append(f"{request.command} {request.path} {request.headers.get('X-Auth-Request-Redirect', '')}")
    if request.path != "/oauth2/auth":
        said(request, 302, Location="https://login.example.com/")
    elif "_oauth2_proxy=ana" in request.headers.get("Cookie", ""):
        said(request, 202, X_Auth_Request_Email="ana@example.com", Set_Cookie="_oauth2_proxy=ana2")
    else:
        said(request, 401)


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Proxy, Server, Server]]:
    """Return a proxy that asks a sign-in, the sign-in, and a server."""
    with ExitStack() as running:
        gate, server = running.enter_context(serving(Server(), sign_in)), running.enter_context(serving(Server()))
        files = {path.name: path.read_text() for path in OIDC.glob("*.conf")}
        files["server.conf"] = placed(files["server.conf"], {"oauth2-proxy:4180": f"127.0.0.1:{gate.port}"})
        folder = tmp_path_factory.mktemp("oidc")
        yield running.enter_context(nginx(folder, (server.port, server.port), files)), gate, server


@pytest.mark.parametrize("path", ["/", "/csv?asof=latest", "/_dash-layout", "/s", "/assetsx", "/s/../csv"])
def test_nothing_but_what_is_open_is_had_without_a_sign_in(signed: tuple[Proxy, Server, Server], path: str) -> None:
    """A page that is opened leads to the sign-in; neither a header nor a cookie of one's own making helps."""
    proxy, _, server = signed
    before = len(server.came)
    assert 302 == ask(proxy, path, X_Forwarded_User="ana@example.com", Cookie="a=b", Accept=PAGE).status
    assert before == len(server.came)


@pytest.mark.parametrize(
    ("path", "body", "accept"),
    [(ASK, "{}", "*/*"), (SHARE, "{}", "*/*"), ("/links/withdraw", "link=x", PAGE), ("/link?asof=latest", None, "*/*")],
)
def test_what_opens_no_page_is_told_that_a_sign_in_is_needed(
    signed: tuple[Proxy, Server, Server], path: str, body: str | None, accept: str
) -> None:
    """By 401, as from the servers: a question that was led to another site would end in an error of the browser's."""
    proxy, gate, server = signed
    before = len(server.came)
    answer = ask(proxy, path, body, Cookie="a=b", Accept=accept)
    assert (401, "Sign in first.\n", "no-store") == (answer.status, answer.body, answer.headers["Cache-Control"])
    assert (before, True) == (len(server.came), "/oauth2/auth" in gate.came[-1])


def test_a_page_leads_back_to_itself_after_the_sign_in(signed: tuple[Proxy, Server, Server]) -> None:
    """The sign-in is told where it began."""
    proxy, gate, _ = signed
    ask(proxy, "/?pair=IWM,SPY&asof=2014-10-28", Accept=PAGE)
    assert "GET /oauth2/start /?pair=IWM,SPY&asof=2014-10-28" == gate.came[-1]


@pytest.mark.parametrize("path", ["/oauth2/sign_out", "/oauth2/sign_in"])
def test_an_address_of_the_sign_in_never_leads_back_to_itself(signed: tuple[Proxy, Server, Server], path: str) -> None:
    """Else a sign-out would follow itself without end: oauth2-proxy goes where the header says."""
    proxy, gate, _ = signed
    ask(proxy, path, Accept=PAGE)
    assert f"GET {path} /" == gate.came[-1]


@pytest.mark.parametrize("path", ["/s/x", "/embed/x", "/image/x.png", "/oembed", "/assets/chart.js", "/livez"])
def test_what_a_token_opens_needs_no_sign_in_and_names_nobody(signed: tuple[Proxy, Server, Server], path: str) -> None:
    """Not even whom a reader names."""
    answer = ask(signed[0], path, X_Forwarded_User="ana@example.com")
    assert 200 == answer.status
    assert "X-Forwarded-User" not in json.loads(answer.body)


@pytest.mark.parametrize("path", ["/", ASK, SHARE])
def test_who_is_signed_in_is_named_to_the_server(signed: tuple[Proxy, Server, Server], path: str) -> None:
    """By the sign-in's word, over the reader's; a renewed session comes back."""
    body = "{}" if path in {ASK, SHARE} else None
    answer = ask(signed[0], path, body, X_Forwarded_User="root", Cookie="_oauth2_proxy=ana")
    assert "ana@example.com" == json.loads(answer.body)["X-Forwarded-User"]
    assert "_oauth2_proxy=ana2" == answer.headers["Set-Cookie"]


def test_nobody_is_let_in_while_the_sign_in_cannot_be_asked(tmp_path: Path) -> None:
    """Pages say that they cannot be reached; what a token opens is there."""
    files = {path.name: path.read_text() for path in OIDC.glob("*.conf")}
    files["server.conf"] = placed(files["server.conf"], {"oauth2-proxy:4180": f"127.0.0.1:{free_port()}"})
    with serving(Server()) as server, nginx(tmp_path / "nginx", (server.port, server.port), files) as proxy:
        assert [503, 503, 200] == [ask(proxy, path).status for path in ("/", ASK, "/s/x")]
        assert ["GET /s/x"] == server.came

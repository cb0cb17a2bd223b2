"""Addresses, methods and headers as no browser would write them, sent to the product as it is started."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.faults.desk import WAIT, started
from tests.security.desk import NEEDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.faults.desk import Desk

CLOSED = ("/", "/csv", "/share", "/records", "/_dash-layout", "/_dash-update-component", "/scorecard", "/account")
DETOURS = (
    "",
    "/",
    "//",
    "/.",
    "/./",
    "/%2e",
    "/livez/..",
    "/livez/%2e%2e",
    "/login/..",
    "/assets/..",
    "/assets/%2e%2e",
    "/assets/..%2f..",
    "/s/..",
    "/s/%2e%2e",
    "/\\",
    "/%5c",
    "/%00",
    "/x/..",
    "http://localhost",
    "http://localhost:1/livez/..",
    "https://evil.example",
    "*",
    "livez",
)
ENDINGS = (
    "",
    "/",
    "//",
    ".",
    "..",
    ";",
    ";/livez",
    ";.css",
    "%00",
    "%00.css",
    "%20",
    "%0d%0aX-Forwarded-User:erin",
    "/.",
    "/..",
    "/%2e%2e",
    "/../livez",
    "/livez",
    "?/livez",
    "?endpoint=health.livez",
    "%3f/livez",
    "%23/livez",
    ".json",
    "~",
)
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW", "PROPFIND", "get", "Get")
OVERRIDES = (
    "X-HTTP-Method-Override: GET",
    "X-Original-URL: /livez",
    "X-Rewrite-URL: /livez",
    "X-Forwarded-Prefix: /livez",
    "SCRIPT_NAME: /livez",
    "PATH_INFO: /livez",
    "REMOTE_USER: erin",
    "X-Forwarded-User: erin",
    "Forwarded: for=127.0.0.1",
    "Authorization: Basic ZXJpbjplcmlu",
    "Cookie: __Host-desk=e30.x",
)
OF_FILES = ("/assets/", "/_dash-component-suites/", "/s/", "/embed/", "/image/")
"""Open to all, so that they say what is not there."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Return the product as a desk has it, where nobody has signed in."""
    with started(tmp_path_factory.mktemp("desk"), DATA_SOURCE="bundled", **NEEDS["desk"]) as running:
        yield running


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Return the product behind a trusted proxy on this machine."""
    needs = {**NEEDS["proxy"], "TRUSTED_PROXIES": "127.0.0.1"}
    with started(tmp_path_factory.mktemp("proxied"), DATA_SOURCE="bundled", **needs) as running:
        yield running


def answer(desk: Desk, line: str, *headers: str) -> tuple[int, str]:
    """Send a request letter by letter, and return the status and all that comes back."""
    lines = [line, *(headers or ("Host: localhost",)), "Connection: close", "Content-Length: 0", "", ""]
    with socket.create_connection(("127.0.0.1", desk.port), WAIT) as connection:
        connection.sendall("\r\n".join(lines).encode("latin-1"))
        found = b""
        while more := connection.recv(2**16):
            found += more
    head = found.decode("latin-1")
    return int(head.split(" ", 2)[1]), head


def spelled(path: str, letters: set[int], *, upper: bool) -> str:
    """Return a path with some of its letters as percent signs have them, or in capitals."""
    text = path.upper() if upper else path
    return "".join(f"%{ord(letter):02x}" if place in letters else letter for place, letter in enumerate(text))


@settings(max_examples=400, deadline=None, derandomize=True)
@given(
    st.sampled_from(METHODS),
    st.sampled_from(DETOURS),
    st.builds(spelled, st.sampled_from(CLOSED), st.sets(st.integers(0, 8), max_size=3), upper=st.booleans()),
    st.sampled_from(ENDINGS),
    st.sampled_from(("HTTP/1.1", "HTTP/1.0", "HTTP/1.9", "HTTP/2.0", "http/1.1")),
    st.lists(st.sampled_from(OVERRIDES), max_size=2, unique=True),
)
def test_no_spelling_of_an_address_lets_a_stranger_in(
    desk: Desk, method: str, detour: str, path: str, ending: str, version: str, more: list[str]
) -> None:
    """A refusal, or the way to the sign-in; of the page, its prices and its addresses not a word."""
    target = f"{detour}{path}{ending}"
    status, text = answer(desk, f"{method} {target} {version}", "Host: localhost", *more)
    open_to_all = target.startswith(OF_FILES)
    may = {404} | ({200} if method == "OPTIONS" else set()) if open_to_all else set()
    assert status in {302, 400, 401, 501, 505} | may, (target, text[:300])
    for word in ("Russell", "IWM", "Traceback", "_dash-config", *(() if open_to_all else ("Allow:",))):
        assert word not in text, (target, word)


@pytest.mark.parametrize("path", CLOSED)
@pytest.mark.parametrize("version", ["HTTP/1.0", "HTTP/1.1"])
def test_a_request_without_a_host_is_a_stranger_s_too(desk: Desk, path: str, version: str) -> None:
    """HTTP/1.0 has none."""
    assert answer(desk, f"GET {path} {version}", "Accept: */*")[0] in {400, 401}


def test_a_reader_is_led_to_the_sign_in_by_a_path_alone(desk: Desk) -> None:
    """Whatever host the request names: a browser would go there."""
    status, text = answer(desk, "GET /csv HTTP/1.1", "Host: evil.example", "Accept: text/html")
    assert 302 == status
    assert "\r\nLocation: /login?next=/csv\r\n" in text
    assert "evil.example" not in text


NAMED = "X-Forwarded-User: erin"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([NAMED], 200),
        (["x-forwarded-user: vera"], 200),
        ([], 401),
        (["X_Forwarded_User: erin"], 401),
        (["X-Forwarded_User: erin"], 401),
        (["HTTP_X_FORWARDED_USER: erin"], 401),
        (["Remote-User: erin"], 401),
        (["REMOTE_USER: erin"], 401),
        ([NAMED, NAMED], 401),
        ([NAMED, "X-Forwarded-User: vera"], 401),
        ([NAMED, "X_Forwarded_User: vera"], 200),
        (["X-Forwarded-User: erin, vera"], 401),
        (["X-Forwarded-User:"], 401),
        (["X-Forwarded-User: \t "], 401),
        (["X-Forwarded-User : erin"], 400),
        (["X-Forwarded-User: vera", " erin"], 400),
        (["X-Forwarded-User: er\x00in"], 400),
        (["X-Forwarded-User: er\x0bin"], 400),
        ([f"X-Forwarded-User: {'e' * 201}"], 401),
    ],
    ids=str,
)
def test_a_user_is_named_once_and_in_one_spelling(proxied: Desk, headers: list[str], status: int) -> None:
    """As gunicorn hands headers on: an underscore is no hyphen, and two headers are joined with a comma."""
    assert status == answer(proxied, "GET /study HTTP/1.1", "Host: localhost", *headers)[0]


def test_a_proxy_changes_neither_the_scheme_nor_the_path_unless_it_is_counted(proxied: Desk) -> None:
    """PROXY_HOPS is 0: a secure scheme would come with the header that keeps browsers to it."""
    said = ("X-Forwarded-Proto: https", "X-Forwarded-Ssl: on", "X-Forwarded-Protocol: ssl", "SCRIPT_NAME: /csv")
    status, text = answer(proxied, "GET /livez HTTP/1.1", "Host: localhost", *said)
    assert 200 == status
    assert "Strict-Transport-Security" not in text


def test_the_name_that_is_asked_for_is_part_of_the_address_in_its_absolute_form(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Without a login: the Host header counts, which browsers cannot forge, and never the target."""
    with started(tmp_path_factory.mktemp("local"), DATA_SOURCE="bundled") as local:
        there = answer(local, "GET http://localhost/study HTTP/1.1", "Host: evil.example")[0]
        here = answer(local, "GET /study HTTP/1.1", "Host: localhost")[0]
    assert (403, 200) == (there, here)

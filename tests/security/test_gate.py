"""Who is who at the gate: names, addresses, origins and proxies, as they may be spelled."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from flask import request

from hosting.access.gate import origin
from hosting.access.known import called
from tests.security.desk import HTML, PROXY, Desk

if TYPE_CHECKING:
    from pathlib import Path

    from tests.hosting.support import Closing


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Closing:
    """Return a client of the page at this machine, which readers also find at an address that is set."""
    return Desk(tmp_path_factory.mktemp("desk")).client("local", PUBLIC_BASE_URL="https://Desk.example.com:443/small")


@pytest.fixture(scope="module")
def signing_in(tmp_path_factory: pytest.TempPathFactory) -> Closing:
    """Return a client of the page whose readers sign in."""
    return Desk(tmp_path_factory.mktemp("desk")).client("desk")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.0.0.1:8050",
        "localhost:8050",
        "LOCALHOST",
        "[::1]",
        "[::1]:8050",
        "127.9.9.9",
        "desk.example.com",
    ],
)
def test_the_page_is_had_by_the_names_of_this_machine(local: Closing, host: str) -> None:
    """And by that under which readers find it."""
    assert 200 == local.get("/csv", headers={"Host": host}).status_code


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8050",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evil.example.desk.example.com",
        "localhost.",
        "10.1.1.1",
        "0.0.0.0",
        "0",
        "127.1",
        "2130706433",
        "[::]",
        "unix:1",
        "",
        "localhost@evil.example",
        "localhost evil.example",
        "127.0.0.1:",
        "[::1",
        "\u0661\u0662\u0667.0.0.1".encode().decode("latin-1"),
    ],
)
def test_by_any_other_name_there_is_nothing(local: Closing, host: str) -> None:
    """Whatever a page of another site makes its name lead to; the sentence says what to do."""
    answer = local.get("/csv", headers={"Host": host})
    assert (403, "text/plain") == (answer.status_code, answer.mimetype)
    assert "open it on 127.0.0.1, or set PUBLIC_BASE_URL" in answer.text


def test_a_name_in_a_forwarded_header_is_no_name(tmp_path: Path) -> None:
    """A page of another site may send any such header to its own name, proxies or not."""
    client = Desk(tmp_path).client("local", PROXY_HOPS="1")
    said = {"X-Forwarded-Host": "localhost", "Forwarded": "host=localhost", "X-Forwarded-For": "127.0.0.1"}
    assert 403 == client.get("/csv", headers={"Host": "evil.example", **said}).status_code


@pytest.mark.parametrize(
    ("host", "name"),
    [("a:80", "a"), ("A", "a"), ("[::1]:80", "::1"), ("[::1]", "::1"), ("", ""), ("127.0.0.1:8050", "127.0.0.1")],
)
def test_a_name_is_read_without_its_port(host: str, name: str) -> None:
    """As RFC 3986, section 3.2.2, has hosts."""
    assert name == called(host)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://Desk.example.com/small", "https://desk.example.com"),
        ("https://desk.example.com:443", "https://desk.example.com"),
        ("http://desk.example.com:80/", "http://desk.example.com"),
        ("https://desk.example.com:80", "https://desk.example.com:80"),
        ("http://[::1]:8050/x", "http://[::1]:8050"),
    ],
)
def test_an_origin_is_as_browsers_send_it(address: str, said: str) -> None:
    """By RFC 6454, section 6.2: in small letters, without a path, and without the usual port."""
    assert said == origin(address)


@pytest.mark.parametrize(
    "path", ["/share", "/_dash-update-component", "/login", "/links/withdraw", "/calls", "/nowhere"]
)
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://localhost:81"},
        {"Origin": "https://desk.example.com.evil.example"},
        {"Origin": "https://desk.example.com/small"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "Same-Origin"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
        {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"},
    ],
    ids=str,
)
def test_what_another_page_sends_is_refused(local: Closing, path: str, headers: dict[str, str]) -> None:
    """Whatever a browser says of where it comes from; the sentence names what was said."""
    answer = local.post(path, json={"query": ""}, headers=headers)
    assert (403, "text/plain") == (answer.status_code, answer.mimetype)
    assert "This is for pages of Small-Cap Desk itself, but " in answer.text


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "BREW"])
def test_so_is_any_method_that_is_not_for_reading(local: Closing, method: str) -> None:
    """Also those that no address has."""
    assert 403 == local.open("/share", method=method, headers={"Origin": "https://evil.example"}).status_code


def test_what_a_page_says_of_itself_is_repeated_as_plain_letters(local: Closing) -> None:
    """Nothing of it runs, and not more than a hundred letters of it come back."""
    sent = {"Origin": "https://<script>\u202e" + "x" * 500}
    answer = local.post("/share", json={}, headers={"Origin": sent["Origin"].encode().decode("latin-1")})
    assert answer.text.isascii()
    assert len(answer.text) < 300


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://localhost"},
        {"Origin": "https://desk.example.com"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_what_the_page_itself_sends_is_taken(local: Closing, headers: dict[str, str]) -> None:
    """The client's own host is localhost; a program says nothing."""
    assert 200 == local.post("/share", json={"query": ""}, headers=headers).status_code


@pytest.mark.parametrize(
    ("host", "sent", "status"),
    [
        ("evil.example", "https://evil.example", 403),
        ("desk.example.com", "http://desk.example.com", 403),
        ("desk.example.com", "https://desk.example.com", 401),
        ("web1:8050", "https://desk.example.com", 401),
        ("127.0.0.1:8050", "http://127.0.0.1:8050", 401),
    ],
)
def test_where_readers_find_the_page_says_whose_posts_are_its_own(
    tmp_path: Path, host: str, sent: str, status: int
) -> None:
    """Name and scheme of PUBLIC_BASE_URL, not those that were asked for; past the origin a stranger is to sign in."""
    client = Desk(tmp_path).client("desk", PUBLIC_BASE_URL="https://desk.example.com")
    assert status == client.post("/share", json={"query": ""}, headers={"Host": host, "Origin": sent}).status_code


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_a_link_on_another_page_opens_the_page(local: Closing, headers: dict[str, str]) -> None:
    """To read is no harm."""
    assert 200 == local.get("/csv", headers=headers).status_code


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/", "/login?next=/"),
        ("/?pair=^RUT,^GSPC&asof=2014-10-28", "/login?next=/%3Fpair%3D%5ERUT%2C%5EGSPC%26asof%3D2014-10-28"),
        ("/nowhere", "/login?next=/nowhere"),
        ("/%0d%0aSet-Cookie:a=b", "/login?next=/%0D%0ASet-Cookie%3Aa%3Db"),
        ("/" + "a" * 2001, "/login"),
    ],
)
def test_a_reader_is_led_to_the_sign_in_and_back(signing_in: Closing, path: str, to: str) -> None:
    """To the same view; a line break stays part of the address, and what is too long is left out."""
    answer = signing_in.get(path, headers=HTML)
    assert (302, to, "no-store") == (answer.status_code, answer.location, answer.headers["Cache-Control"])


@pytest.mark.parametrize("accept", ["*/*", "application/json", "", "image/avif,image/webp,*/*"])
def test_a_program_is_told_so(signing_in: Closing, accept: str) -> None:
    """A sentence, and no way to a page that it cannot use."""
    answer = signing_in.get("/csv", headers={"Accept": accept})
    assert (401, "Sign in first.\n", "no-store") == (answer.status_code, answer.text, answer.headers["Cache-Control"])


def test_what_is_there_and_what_is_not_look_the_same_to_a_stranger(signing_in: Closing) -> None:
    """Status, words and headers, but for the id of the request."""

    def seen(method: str, path: str) -> object:
        answer = signing_in.open(path, method=method)
        return (
            answer.status_code,
            answer.text,
            sorted(set(answer.headers) - {("X-Request-ID", answer.headers["X-Request-ID"])}),
        )

    for method in ("GET", "POST", "PUT", "OPTIONS"):
        there = {
            str(seen(method, path))
            for path in ("/", "/csv", "/share", "/_reload-hash", "/static/x", "/nowhere", "/a/b")
        }
        assert 1 == len(there), (method, there)


NAMED = {"X-Forwarded-User": "erin"}


@pytest.mark.parametrize(
    ("trusted", "peer", "status"),
    [
        (PROXY, PROXY, 200),
        (PROXY, "10.9.8.6", 401),
        ("10.9.8.0/24", "10.9.8.6", 200),
        ("10.9.8.0/24", "10.9.9.6", 401),
        ("10.0.0.1 fd00::/8", "fd00::5", 200),
        ("10.0.0.1 fd00::/8", "fe80::5", 401),
        (PROXY, f"::ffff:{PROXY}", 200),
        ("10.0.0.0/8", "", 401),
        ("10.0.0.0/8", "unknown", 401),
    ],
)
def test_a_name_is_believed_from_the_addresses_that_are_set(
    tmp_path: Path, trusted: str, peer: str, status: int
) -> None:
    """An IPv4 address of an IPv6 socket is one; a socket in the file system has none, and nothing is believed of it."""
    desk = Desk(tmp_path)
    client = desk.client_of(desk.app("proxy", TRUSTED_PROXIES=trusted), REMOTE_ADDR=peer)
    assert status == client.get("/csv", headers=NAMED).status_code


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("erin", 200),
        ("Erin@example.com", 200),
        ("J\u00f6rg", 200),
        ("Jane Doe", 200),
        ("", 401),
        (" erin", 401),
        ("erin,vera", 401),
        ("erin\t", 401),
        ("e\tr", 401),
        ("erin\u202e", 401),
        ("erin\u00a0", 401),
        ("e" * 201, 401),
    ],
)
def test_a_name_is_one_in_printable_letters(tmp_path: Path, name: str, status: int) -> None:
    """In UTF-8, as proxies write it; two of them, control characters and marks that turn text around are none."""
    sent = name.encode().decode("latin-1")
    answer = Desk(tmp_path).client("proxy").get("/csv", environ_overrides={"HTTP_X_FORWARDED_USER": sent})
    assert status == answer.status_code


def test_letters_that_are_no_text_are_no_name(tmp_path: Path) -> None:
    """The bytes E9 72 are not UTF-8."""
    answer = Desk(tmp_path).client("proxy").get("/csv", environ_overrides={"HTTP_X_FORWARDED_USER": "\xe9r"})
    assert 401 == answer.status_code


@pytest.mark.parametrize(("name", "status"), [("erin", 200), ("Erin", 403), ("vera", 403)])
def test_editors_are_those_that_are_named(tmp_path: Path, name: str, status: int) -> None:
    """Letter by letter."""
    answer = Desk(tmp_path).client("proxy").post("/share", json={"query": ""}, headers={"X-Forwarded-User": name})
    assert status == answer.status_code


def test_another_header_names_users_where_it_is_set(tmp_path: Path) -> None:
    """And the usual one no longer does."""
    client = Desk(tmp_path).client("proxy", USER_HEADER="X-Auth-Request-Email")
    found = [client.get("/csv", headers={name: "a@b"}).status_code for name in ("X-Auth-Request-Email", *NAMED)]
    assert [200, 401] == found


@pytest.mark.parametrize(
    ("hops", "sent", "address", "scheme"),
    [
        ("0", "6.6.6.6", "127.0.0.1", "http"),
        ("1", "6.6.6.6", "6.6.6.6", "https"),
        ("1", "6.6.6.6, 7.7.7.7", "7.7.7.7", "https"),
        ("2", "5.5.5.5, 6.6.6.6, 7.7.7.7", "6.6.6.6", "https"),
        ("2", "6.6.6.6", "127.0.0.1", "https"),
        ("1", "", "127.0.0.1", "https"),
    ],
)
def test_as_many_proxies_are_believed_as_are_set(
    tmp_path: Path, hops: str, sent: str, address: str, scheme: str
) -> None:
    """The address is that which the outermost of them saw; without one, nothing that is sent changes anything."""
    desk, seen = Desk(tmp_path), []
    server = desk.app("desk", PROXY_HOPS=hops)
    server.before_request_funcs[None].insert(0, lambda: seen.append((request.remote_addr, request.scheme)))
    said = {
        "X-Forwarded-For": sent,
        "X-Forwarded-Proto": "https, https",
        "Forwarded": "for=9.9.9.9",
        "X-Real-IP": "9.9.9.9",
    }
    desk.client_of(server).get("/livez", headers=said)
    assert [(address, scheme)] == seen


def test_what_is_refused_is_audited_without_what_was_sent(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Which part, how and why; its address may hold a token."""
    with caplog.at_level(logging.INFO, "audit"):
        Desk(tmp_path).client("local").post("/s/a-token", headers={"Origin": "https://evil.example"})
    (record,) = [record for record in caplog.records if record.name == "audit"]
    assert ("refused", "POST") == (record.message, record.method)  # type: ignore[attr-defined]
    assert "https://evil.example" in record.why  # type: ignore[attr-defined]
    assert "a-token" not in str(vars(record))


def test_strangers_do_not_fill_the_audit(signing_in: Closing, caplog: pytest.LogCaptureFixture) -> None:
    """However often they are refused."""
    with caplog.at_level(logging.INFO, "audit"):
        assert 403 == signing_in.post("/login", headers={"Origin": "https://evil.example"}).status_code
        assert 401 == signing_in.get("/csv").status_code
    assert [] == [record for record in caplog.records if record.name == "audit"]


def test_no_user_fills_the_audit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Twenty lines a minute for each, of which the last says that there were more; in the next minute as many."""
    now = [600.0]
    monkeypatch.setattr("hosting.access.gate.time", SimpleNamespace(monotonic=lambda: now[0]))
    client = Desk(tmp_path).client("proxy")

    def noted(name: str, times: int) -> list[bool]:
        caplog.clear()
        statuses = {client.post("/share", headers={"X-Forwarded-User": name}).status_code for _ in range(times)}
        assert statuses == {403}
        return [hasattr(record, "more") for record in caplog.records if record.name == "audit"]

    with caplog.at_level(logging.INFO, "audit"):
        assert [False] * 19 + [True] == noted("vera", 25)
        assert [] == noted("vera", 1)
        assert [False] == noted("victor", 1)
        now[0] += 60.0
        assert [False] == noted("vera", 1)

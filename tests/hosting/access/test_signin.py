"""The way in: one sentence for whatever is wrong, a wait for who tries too often, and a way on that stays here."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from flask import Flask

from hosting.access import signin
from hosting.access.gate import guard
from hosting.access.passwords import Busy, matches
from hosting.access.visitor import Role, Visitor
from tests.hosting.access.conftest import PASSWORD, House, sign_in

if TYPE_CHECKING:
    from flask.testing import FlaskClient

WRONG = "This name and this password do not go together."


class Form(HTMLParser):
    """The fields of a page, read by the standard library."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fields: dict[str, dict[str, str | None]] = {}
        self.tags: dict[str, str | None] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a field by its name, and a tag of the head by its own."""
        given = dict(attrs)
        if tag == "input":
            self.fields[str(given.get("name"))] = given
        if tag == "meta" and given.get("property"):
            self.tags[str(given["property"])] = given["content"]


def audit(house: House) -> list[dict[str, str]]:
    """Return the events that were kept."""
    path = house.folder / "audit.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_a_name_that_nobody_has_and_a_wrong_password_are_answered_alike(house: House) -> None:
    """Status, headers and every letter, but for the name that was typed."""
    first, second = (sign_in(house.client(), name, "not the password") for name in ("vera", "nora"))
    assert (401, True) == (first.status_code, WRONG in first.text)
    assert second.text.replace("nora", "vera") == first.text
    assert dict(second.headers) == dict(first.headers) | {"Content-Length": second.headers["Content-Length"]}


def test_both_cost_one_check_of_a_password(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the time does not tell which names there are."""
    checked: list[bool] = []

    def check(kept: str | None, _password: str) -> bool:
        checked.append(kept is not None)
        return False

    monkeypatch.setattr(signin, "matches", check)
    for name in ("vera", "nora"):
        sign_in(house.client(), name, "not the password")
    assert checked == [True, False]


def test_after_five_failures_not_even_the_right_password_helps_for_a_minute(house: House) -> None:
    """429 with the seconds to wait, and a sentence with the time: 08:01 UTC, a minute after eight."""
    client = house.client()
    for _ in range(5):
        assert sign_in(client, password="not the password").status_code == 401  # noqa: S106 - as it says
    answer = sign_in(client)
    assert (429, "60") == (answer.status_code, answer.headers["Retry-After"])
    assert "Signing in is possible again from 08:01 UTC on" in answer.text
    house.now += 60
    assert sign_in(client).status_code == 303


def test_who_has_signed_in_from_here_is_not_shut_out_by_a_stranger(house: House) -> None:
    """Who fails with that name from elsewhere; there, the name must wait."""
    house.signed_in(address="192.0.2.7")
    stranger = house.client("198.51.100.9")
    for _ in range(5):
        sign_in(stranger, password="not the password")  # noqa: S106 - as it says
    assert sign_in(stranger).status_code == 429
    assert sign_in(house.client("192.0.2.7")).status_code == 303


def test_an_address_that_must_wait_does_not_tell_who_is_at_home_there(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After twenty failures a wrong password is answered alike for every name, at one cost; the right one lets in."""
    house.signed_in()
    stranger = house.client()
    for number in range(20):
        sign_in(stranger, f"made-up-{number}", "not the password")
    assert [sign_in(stranger, name).status_code for name in ("vera", "edith")] == [303, 429]
    checked: list[str] = []

    def check(kept: str | None, given: str) -> bool:
        checked.append(given)
        return matches(kept, given)

    monkeypatch.setattr(signin, "matches", check)
    for _ in range(7):
        known, unknown = (sign_in(stranger, name, f"wrong for {name}") for name in ("vera", "nora"))
        assert (429, known.headers["Retry-After"]) == (known.status_code, unknown.headers["Retry-After"])
        assert unknown.text.replace("nora", "vera") == known.text
    assert checked.count("wrong for vera") == checked.count("wrong for nora")
    house.now += 60


def test_where_too_many_sign_in_at_once_nobody_is_counted_as_failed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """503 with the seconds to wait, as often as one likes."""

    def busy(*_: object) -> bool:
        raise Busy

    with monkeypatch.context() as patch:
        patch.setattr(signin, "matches", busy)
        answers = [sign_in(house.client()) for _ in range(8)]
    assert {(503, "5")} == {(answer.status_code, answer.headers["Retry-After"]) for answer in answers}
    assert sign_in(house.client()).status_code == 303


@pytest.mark.parametrize("text", [None, '{"users": {}}'])
def test_where_there_are_no_users_nobody_signs_in_and_is_told(house: House, text: str | None) -> None:
    """A file that was lost, or never made, is nobody's wrong password, and nobody's failure."""
    (house.folder / "users.json").unlink()
    if text:
        (house.folder / "users.json").write_text(text)
    answer = sign_in(house.client())
    assert (503, True) == (answer.status_code, "Nobody can sign in yet" in answer.text)
    assert not (house.folder / "failed.json").exists()


@pytest.mark.parametrize("text", ["{", ""])
def test_where_the_users_cannot_be_read_nobody_signs_in_and_is_told(house: House, text: str) -> None:
    """And the page of the sign-in is there all the same."""
    (house.folder / "users.json").write_text(text)
    answer = sign_in(house.client())
    assert (503, True) == (answer.status_code, "Nobody can sign in at present" in answer.text)
    assert house.client().get("/login").status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/?asof=2014-10-28&pair=^RUT,^GSPC", "/scorecard?call=strategist", "/csv?a=%20b"]
)
def test_who_signs_in_is_led_to_what_was_asked_for(house: House, path: str) -> None:
    """Through the form, as a browser sends it."""
    client = house.client()
    field = Form(client.get("/login", query_string={"next": path}).text).fields["next"]["value"]
    assert field == path
    assert unquote(sign_in(client, next=field or "").location) == unquote(path)


_ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "evil.example",
    "/%0d%0aSet-Cookie:x=1\r\nSet-Cookie: x=1",
    "/" + "a" * 3000,
    "/\u202egnp.exe",
    "",
]


@pytest.mark.parametrize("path", _ELSEWHERE)
def test_nobody_is_led_elsewhere(house: House, path: str) -> None:
    """By a form or by a link, signed in or not; what browsers take for another host (WHATWG URL) is none of ours."""
    client = house.client()
    assert Form(client.get("/login", query_string={"next": path}).text).fields["next"]["value"] == "/"
    answer = sign_in(client, next=path)
    assert ("/", 1) == (answer.location, len(answer.headers.getlist("Set-Cookie")))
    assert client.get("/login", query_string={"next": path}).location == "/"


def test_an_address_below_a_path_of_the_proxy_stays_there(house: House) -> None:
    """As a server in front says by SCRIPT_NAME."""
    answer = house.client().post(
        "/login", data={"name": "vera", "password": PASSWORD, "next": "/?a=1"}, base_url="https://desk.example/small"
    )
    assert answer.location == "/small/?a=1"


@pytest.mark.parametrize(
    ("address", "warned"),
    [
        ("http://desk.example:8050", True),
        ("http://10.0.0.5", True),
        ("https://desk.example", False),
        ("http://127.0.0.1:8050", False),
        ("http://localhost", False),
        ("http://[::1]:8050", False),
    ],
)
def test_a_page_over_plain_http_says_that_nobody_stays_signed_in(
    house: House,
    address: str,
    warned: bool,  # noqa: FBT001
) -> None:
    """A browser sends the cookie back over https, or to its own machine, alone."""
    text = house.client().get("/login", base_url=address).text
    assert ("has come over plain http" in text) == warned


def test_nothing_of_the_way_in_is_kept_or_says_a_figure(house: House) -> None:
    """What a chat reads of it is the same for every link."""
    client = house.client()
    plain = client.get("/login")
    linked = client.get("/login", query_string={"next": "/?asof=2014-10-28"})
    assert plain.headers["Cache-Control"] == linked.headers["Cache-Control"] == "no-store"
    assert Form(plain.text).tags == Form(linked.text).tags
    assert not re.search(r"\d", " ".join(map(str, Form(linked.text).tags.values())))
    house.signed_in()
    assert {"no-store"} == {
        answer.headers["Cache-Control"]
        for answer in (sign_in(client, password="x"), sign_in(client), client.get("/account"), client.post("/logout"))  # noqa: S106
    }


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"name": "vera"},
        {"name": "\x00", "password": "\x00"},
        {"name": "<script>alert(1)</script>", "password": "x", "next": '"><script>'},
        {"name": "ve\ud7ffra\u202e", "password": "٣" * 12},
        {"name": "x" * 10_000, "password": "y" * 10_000},
    ],
)
def test_whatever_is_sent_is_answered_in_a_sentence(house: House, form: dict[str, str]) -> None:
    """And nothing of it is repeated but what could be a name."""
    answer = house.client().post("/login", data=form)
    assert (401, True) == (answer.status_code, WRONG in answer.text)
    assert "<script>" not in answer.text


def test_the_account_says_who_one_is_and_what_an_editor_may(house: House) -> None:
    """A viewer finds no form that would be refused."""
    viewer, editor = (house.signed_in(name).get("/account").text for name in ("vera", "edith"))
    assert ["[[said]]" in text for text in (viewer, editor)] == [False, True]
    assert '<h2 id="who">vera</h2>' in viewer
    assert "Signed in since 08:00 UTC on 15 Jan 2027." in viewer
    assert [action in text for text in (viewer, editor) for action in ("links/withdraw", '"calls"')] == [
        False,
        False,
        True,
        True,
    ]


def test_where_a_proxy_lets_in_the_account_says_where_to_sign_out() -> None:
    """Nothing here could end that sign-in, so there is no button for it."""
    server = Flask(__name__)
    server.register_blueprint(signin.account_alone())
    guard(server, lambda _: Visitor("ana@example.com", Role.VIEWER), sign_in=False)
    text = server.test_client().get("/account").text
    assert (True, False) == ("Sign out at the proxy that let you in." in text, "<button" in text)


def test_the_audit_tells_who_came_and_who_tried_and_holds_no_secret(house: House) -> None:
    """A sign-in, failures up to the wait, and a sign-out; of a name that nobody has nothing: it may be a password."""
    client = house.signed_in("Edith")
    client.post("/logout", data={"where": "everywhere"})
    stranger = house.client("198.51.100.9")
    for name in ("hunter2-hunter2", "my secret pass phrase!", "x" * 60):
        sign_in(stranger, name, "not the password")
    for _ in range(5):
        sign_in(stranger, "vera", "not the password")
    sign_in(stranger, "vera")  # refused: it must wait
    events = audit(house)
    assert [(one["event"], one.get("user"), one["address"]) for one in events] == [
        ("sign-in", "Edith", "192.0.2.7"),
        ("sign-out", "Edith", "192.0.2.7"),
        *[("sign-in failed", None, "198.51.100.9")] * 3,
        *[("sign-in failed", "vera", "198.51.100.9")] * 5,
        ("locked out", "vera", "198.51.100.9"),
    ]
    text = (house.folder / "audit.jsonl").read_text()
    assert [secret for secret in ("nora", "hunter2-hunter2", "secret", "xxx", "password") if secret in text] == []


def test_a_form_for_who_is_signed_in_already_leads_on(house: House) -> None:
    """The page of the sign-in is for who is not."""
    client: FlaskClient = house.signed_in()
    assert client.get("/login?next=/scorecard").location == "/scorecard"

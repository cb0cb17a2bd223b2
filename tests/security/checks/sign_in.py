"""Signing in: passwords, cookies, and how a session ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from itsdangerous import URLSafeSerializer
from werkzeug.wrappers import Response

from hosting.access.sessions import Sessions
from hosting.access.users import Users
from tests.security.desk import HTTPS, KEY, PASSWORD, Protection, signed_in, works

if TYPE_CHECKING:
    from tests.hosting.support import Closing
    from tests.security.desk import Desk

COOKIE = "__Host-desk"
HOUR = 3600  # seconds


def _held(client: Closing) -> list[Any]:
    """Return what a cookie holds: the user, a name, when it began, when it was last used, and what it fits."""
    cookie = client.get_cookie(COOKIE, "localhost")
    assert cookie is not None
    found: list[Any] = URLSafeSerializer(KEY, salt="small-cap-desk/session").loads(cookie.value)
    return found


def _page(client: Closing, held: list[Any] | None = None, key: str = KEY) -> int:
    """Return the status of the page, with a cookie that was not made by the product, if one is given."""
    if held:
        text = URLSafeSerializer(key, salt="small-cap-desk/session").dumps(held)
        assert isinstance(text, str)
        client.set_cookie(COOKIE, text, domain="localhost", secure=True)
    return client.get("/csv", base_url=HTTPS).status_code


def a_wrong_password_lets_nobody_in(desk: Desk) -> None:
    """Give no session for it, nor for a name that nobody has."""
    client = signed_in(desk, desk.client(), "viewer")
    client.delete_cookie(COOKIE, domain="localhost")
    for name in ("viewer", "nobody"):
        answer = client.post("/login", data={"name": name, "password": f"{PASSWORD}!"}, base_url=HTTPS)
        assert 401 == answer.status_code
        assert "Set-Cookie" not in answer.headers


def a_cookie_of_others_making_opens_nothing(desk: Desk) -> None:
    """Open nothing for a session that is signed with another key, whatever it holds."""
    client = signed_in(desk, desk.client(), "viewer")
    held = _held(client)
    works(_page(client, held))
    assert 401 == _page(client, held, key="another key " * 4)


def a_session_ends_unused(desk: Desk) -> None:
    """End one that nobody has used for the time that is set, an hour unless it is."""
    client = signed_in(desk, desk.client(), "viewer")
    user, name, began, used, fits = _held(client)
    works(_page(client, [user, name, began - HOUR, used - HOUR + 60, fits]))
    assert 401 == _page(client, [user, name, began - HOUR, used - HOUR, fits])


def a_session_ends_after_a_day_s_work(desk: Desk) -> None:
    """End one that began twelve hours ago, however much it is used."""
    client = signed_in(desk, desk.client(), "viewer")
    user, name, began, used, fits = _held(client)
    works(_page(client, [user, name, began - 12 * HOUR + 60, used, fits]))
    assert 401 == _page(client, [user, name, began - 12 * HOUR, used, fits])


def a_session_that_was_left_stays_ended(desk: Desk) -> None:
    """Open nothing for a cookie that was copied before its reader signed out."""
    client = signed_in(desk, desk.client(), "viewer")
    held = _held(client)
    works(client.post("/logout", base_url=HTTPS).status_code, 303)
    assert 401 == _page(client, held)


def another_password_ends_sessions(desk: Desk) -> None:
    """End them all, at once."""
    client = signed_in(desk, desk.client(), "viewer")
    works(_page(client))
    Users(desk.folder / "state" / "access").set_password("viewer", f"another {PASSWORD}")
    assert 401 == _page(client)


def guessing_is_stopped(desk: Desk) -> None:
    """Refuse the right password, too, from elsewhere, after five wrong ones."""
    signed_in(desk, desk.client(), "viewer")
    client = desk.client_of(desk.app(), REMOTE_ADDR="10.1.1.1")
    for _ in range(5):
        client.post("/login", data={"name": "viewer", "password": "wrong"}, base_url=HTTPS)
    answer = client.post("/login", data={"name": "viewer", "password": PASSWORD}, base_url=HTTPS)
    assert 429 == answer.status_code
    assert "Set-Cookie" not in answer.headers


def the_cookie_stays_where_it_belongs(desk: Desk) -> None:
    """Keep it from scripts, from plain connections, from other sites' posts, and from other hosts of the domain."""
    client = signed_in(desk, desk.client(), "viewer")
    answer = client.post("/login", data={"name": "viewer", "password": PASSWORD}, base_url=HTTPS)
    name, *flags = (part.strip() for part in answer.headers["Set-Cookie"].split(";"))
    assert name.startswith("__Host-")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} == set(flags)


def a_sign_in_leads_nowhere_else(desk: Desk) -> None:
    """Lead to addresses of the desk alone, whatever the link to the sign-in said."""
    client = signed_in(desk, desk.client(), "viewer")
    given = {"name": "viewer", "password": PASSWORD}
    for to in ("//evil.example", "https://evil.example/", "/\\evil.example", "/%09/evil.example", "javascript:1", ""):
        location = client.post("/login", data={**given, "next": to}, base_url=HTTPS).headers["Location"]
        assert location.startswith("/")
        assert not location.startswith(("//", "/\\"))
    assert (
        "/csv?asof=latest" == client.post("/login", data={**given, "next": "/csv?asof=latest"}, base_url=HTTPS).location
    )


class _Idle(Sessions):
    def __init__(self, *given: Any) -> None:  # noqa: ANN401 - as the product gives them
        super().__init__(*given)
        self._idle = 10**9


class _Endless(Sessions):
    def __init__(self, *given: Any) -> None:  # noqa: ANN401 - as above
        super().__init__(*given)
        self._hours = 10**9


PROTECTIONS = (
    Protection(
        "passwords",
        a_wrong_password_lets_nobody_in,
        lambda patch: patch.setattr("hosting.access.signin.matches", lambda *_: True),
    ),
    Protection(
        "the signature of a session",
        a_cookie_of_others_making_opens_nothing,
        lambda patch: patch.setattr("itsdangerous.signer.HMACAlgorithm.get_signature", lambda *_: b"signed"),
    ),
    Protection(
        "the end of an idle session",
        a_session_ends_unused,
        lambda patch: patch.setattr("hosting.access.desk.Sessions", _Idle),
    ),
    Protection(
        "the end of a long session",
        a_session_ends_after_a_day_s_work,
        lambda patch: patch.setattr("hosting.access.desk.Sessions", _Endless),
    ),
    Protection(
        "signing out",
        a_session_that_was_left_stays_ended,
        lambda patch: patch.setattr(Sessions, "end", lambda *_, **__: True),
    ),
    Protection(
        "sessions by password",
        another_password_ends_sessions,
        lambda patch: patch.setattr(Sessions, "_fits", lambda *_: "fits"),
    ),
    Protection(
        "the lock-out",
        guessing_is_stopped,
        lambda patch: patch.setattr("hosting.access.lockout.Lockout.attempt", lambda *_, **__: 0.0),
    ),
    Protection(
        "the cookie's flags",
        the_cookie_stays_where_it_belongs,
        lambda patch: patch.setattr(
            "flask.Response.set_cookie", lambda self, name, value, **_: Response.set_cookie(self, name, value)
        ),
    ),
    Protection(
        "where a sign-in leads",
        a_sign_in_leads_nowhere_else,
        lambda patch: patch.setattr("hosting.access.signin.safe", lambda path: path or "/"),
    ),
)

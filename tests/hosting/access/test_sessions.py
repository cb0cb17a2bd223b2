"""Sessions: how long they last, what ends them, and that a cookie that was not made here opens nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from itsdangerous import URLSafeSerializer

from hosting.access.sessions import UNATTENDED
from hosting.access.visitor import Role
from hosting.settings import HostingSettings, Mode
from tests.hosting.access.conftest import COOKIE, KEY, PASSWORD, START, House, sign_in

if TYPE_CHECKING:
    from flask.testing import FlaskClient

HTML = {"Accept": "text/html"}
SALT = "small-cap-desk/session"


def who(client: FlaskClient, **headers: str) -> str | None:
    """Return who the server takes a browser for; None for nobody."""
    answer = client.get("/", headers=headers)
    return answer.text if answer.status_code == 200 else None


def cookie(client: FlaskClient) -> str:
    """Return the session as the browser holds it."""
    found = client.get_cookie(COOKIE)
    assert found is not None
    return found.value


def test_the_cookie_goes_back_here_alone_and_no_script_sees_it(house: House) -> None:
    """As RFC 6265bis has it for names that begin with __Host-: Secure, Path=/, and no Domain."""
    client = house.client()
    (line,) = sign_in(client).headers.getlist("Set-Cookie")
    name, *attributes = line.split("; ")
    assert name.startswith("__Host-desk=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} == set(attributes)
    assert (who(client), PASSWORD in line) == ("vera viewer", False)


def test_a_session_without_use_ends(house: House) -> None:
    """After 60 minutes, to the second; the sign-in says why."""
    client = house.signed_in()
    house.now += 60 * 60 - 1
    assert who(client, **{UNATTENDED: "yes"}) == "vera viewer"
    house.now += 1
    assert who(client) is None
    assert "You have not used the page for 60 minutes. Sign in again." in client.get("/login").text


def test_use_keeps_a_session_alive_up_to_its_longest(house: House) -> None:
    """Twelve hours after signing in it ends, however it was used."""
    client = house.signed_in()
    for _ in range(12 * 2 - 1):
        house.now += 30 * 60
        assert who(client) == "vera viewer"
    house.now += 30 * 60
    assert who(client) is None
    assert "has lasted 12 hours" in client.get("/login").text


def test_what_a_page_asks_by_itself_keeps_no_session_alive(house: House) -> None:
    """It says that nobody has touched it: the cookie is not renewed."""
    client = house.signed_in()
    before = cookie(client)
    for _ in range(59):
        house.now += 60
        assert who(client, **{UNATTENDED: "yes"}) == "vera viewer"
    assert cookie(client) == before
    house.now += 60
    assert who(client, **{UNATTENDED: "yes"}) is None


def test_the_cookie_is_renewed_once_a_minute_and_by_no_file_for_all(house: House) -> None:
    """Within the minute no answer sets one; an answer that says nothing of the view never does."""
    client = house.signed_in()
    house.now += 59
    assert "Set-Cookie" not in client.get("/").headers
    house.now += 1
    assert "Set-Cookie" not in client.get("/login").headers
    assert "Set-Cookie" in client.get("/").headers
    assert "Set-Cookie" not in client.get("/").headers


def test_the_shortest_session_is_renewed_before_it_ends(house: House) -> None:
    """One minute, used each half of it."""
    short = House(house.folder, HostingSettings(mode=Mode.DESK, idle=1))
    client = short.signed_in()
    for _ in range(6):
        short.now += 30
        assert who(client) == "vera viewer"


@pytest.mark.parametrize(
    "change",
    [
        lambda house: house.users.set_password("vera", "another walk along the river"),
        lambda house: house.users.remove("vera"),
        lambda house: house.users.end_all("vera"),
        lambda house: (house.users.remove("vera"), house.users.add("vera", Role.VIEWER, PASSWORD)),
        lambda house: (house.folder / "users.json").unlink(),
        lambda house: (house.folder / "users.json").write_text("{"),
    ],
    ids=["another password", "removed", "signed out everywhere", "removed and added", "file gone", "file damaged"],
)
def test_what_ends_all_sessions_of_a_user_does_so_at_once(house: House, change: object) -> None:
    """On a server that runs, in every browser."""
    clients = [house.signed_in(), house.signed_in()]
    change(house)  # type: ignore[operator]
    assert [who(client) for client in clients] == [None, None]


def test_another_role_counts_at_once_and_ends_nothing(house: House) -> None:
    """Up and down."""
    client = house.signed_in()
    assert client.post("/share").status_code == 403
    house.users.set_role("vera", Role.EDITOR)
    assert (who(client), client.post("/share").text) == ("vera editor", "made")
    house.users.set_role("vera", Role.VIEWER)
    assert (who(client), client.post("/share").status_code) == ("vera viewer", 403)


def test_who_signs_out_is_out_on_every_server_even_with_a_copy_of_the_cookie(house: House) -> None:
    """Another server on the same folder; another session of the same user goes on."""
    other = House(house.folder)
    client, elsewhere = house.signed_in(), house.signed_in()
    copy = other.client()
    copy.set_cookie(COOKIE, cookie(client))
    assert who(copy) == "vera viewer"
    answer = client.post("/logout")
    assert (303, "login") == (answer.status_code, answer.location)
    assert client.get_cookie(COOKIE) is None
    assert [who(one) for one in (client, copy, elsewhere)] == [None, None, "vera viewer"]
    assert elsewhere.post("/logout", data={"where": "everywhere"}).status_code == 303
    assert who(elsewhere) is None


def test_signing_out_everywhere_ends_every_session_of_the_user_alone(house: House) -> None:
    """And who signs in again is in."""
    client, elsewhere, edith = house.signed_in(), house.signed_in(), house.signed_in("edith")
    client.post("/logout", data={"where": "everywhere"})
    assert [who(one) for one in (elsewhere, edith)] == [None, "Edith editor"]
    assert who(house.signed_in()) == "vera viewer"


def test_signing_out_where_it_cannot_be_noted_is_said(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a full disk: this process ends the session all the same, and the others once there is space again."""
    client = house.signed_in()
    copy, value = house.client(), cookie(client)
    copy.set_cookie(COOKIE, value)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("hosting.access.record.tempfile.mkstemp", full)
        answer = client.post("/logout")
        assert (503, True) == (answer.status_code, "could not be written down" in answer.text)
        assert "Location" not in answer.headers
        assert [who(client), who(copy)] == [None, None]
    elsewhere = House(house.folder).client()
    elsewhere.set_cookie(COOKIE, value)
    assert who(elsewhere) == "vera viewer"
    house.now += 5
    house.client().get("/login")
    assert who(elsewhere) is None


@pytest.mark.parametrize("everywhere", [{}, {"where": "everywhere"}])
def test_who_is_removed_while_signing_out_is_out(house: House, everywhere: dict[str, str]) -> None:
    """Between the gate and the answer."""
    client = house.signed_in()
    house.server.before_request_funcs[None].append(lambda: house.users.remove("vera"))
    answer = client.post("/logout", data=everywhere)
    assert (answer.status_code, answer.location, client.get_cookie(COOKIE)) == (303, "login", None)


def test_who_is_removed_while_another_signs_in_gives_way(house: House) -> None:
    """In the same browser."""
    client = house.signed_in()
    house.server.before_request_funcs[None].append(lambda: house.users.remove("vera"))
    assert sign_in(client, "Edith").status_code == 303
    house.server.before_request_funcs[None].pop()
    assert who(client) == "Edith editor"


def test_signing_in_makes_a_session_of_its_own(house: House) -> None:
    """One that a stranger has planted in the browser becomes nobody else's; the one before is ended."""
    planted = cookie(house.signed_in("edith"))
    client = house.client()
    client.set_cookie(COOKIE, planted)
    sign_in(client)
    assert cookie(client) != planted
    stranger = house.client()
    stranger.set_cookie(COOKIE, planted)
    assert (who(client), who(stranger)) == ("vera viewer", None)


def test_a_clock_that_was_set_back_ends_sessions_of_later_and_says_so(house: House) -> None:
    """By two days; two minutes are what the clocks of two servers may differ by. Signing in again works."""
    client = house.signed_in()
    house.now -= 120
    assert who(client) == "vera viewer"
    house.now -= 2 * 86_400
    assert who(client) is None
    assert "The clock of this server was set back" in client.get("/login").text
    sign_in(client)
    assert who(client) == "vera viewer"


def test_the_cookie_cannot_be_made_or_changed_by_others(house: House) -> None:
    """Signed with another key or for another purpose, with a letter changed, with values of other kinds, or endless."""
    client = house.signed_in()
    own = cookie(client)
    held = URLSafeSerializer(KEY, salt=SALT).loads(own)
    assert held[0] == "vera"
    fits = held[4]
    forged = [
        URLSafeSerializer("another key, long enough to be one", salt=SALT).dumps(held),
        URLSafeSerializer(KEY, salt="small-cap-desk/share").dumps(held),
        own[:-5] + ("A" if own[-5] != "A" else "B") + own[-4:],
        own.replace(".", "", 1),
        "",
        "x" * 4000,
        *(
            URLSafeSerializer(KEY, salt=SALT).dumps(value)
            for value in ([], None, 1, "vera", held[:4], [*held, 1], ["vera", "x", "soon", 1, fits], ["vera"] * 5)
        ),
        URLSafeSerializer(KEY, salt=SALT).dumps(["edith", "x", int(START), int(START), fits]),
    ]
    for value in forged:
        stranger = house.client()
        stranger.set_cookie(COOKIE, value)
        assert who(stranger) is None


def test_another_key_ends_all_sessions(house: House) -> None:
    """As SECRET_KEY is changed."""
    client = house.signed_in()
    other = House(house.folder, key="a very different key, which others do not know").client()
    other.set_cookie(COOKIE, cookie(client))
    assert who(other) is None

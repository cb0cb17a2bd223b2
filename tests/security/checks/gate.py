"""The gate: who is let in, from where, and to what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hosting.access.levels import LEVELS, Level
from tests.security.desk import HTML, HTTPS, PROXY, Protection, signed_in, works

if TYPE_CHECKING:
    from tests.security.desk import Desk


def strangers_see_nothing(desk: Desk) -> None:
    """Lead a reader to the sign-in, refuse a program, and give neither a word of the page."""
    client = desk.client()
    for path in ("/", "/csv", "/records?claim=B1", "/scorecard", "/_dash-layout", "/nowhere"):
        led, refused = client.get(path, headers=HTML), client.get(path)
        assert led.status_code == 302
        assert led.location.startswith("/login?next=")
        assert (401, "Sign in first.\n") == (refused.status_code, refused.text)


def a_body_opens_nothing(desk: Desk) -> None:
    """Refuse a callback of a stranger, whatever address its body says that the page is at."""
    page = {"id": "url", "property": "pathname", "value": "/login"}
    posted = {"output": "answered.data", "inputs": [page], "state": [page], "changedPropIds": ["url.pathname"]}
    assert 401 == desk.client().post("/_dash-update-component", json=posted).status_code


def viewers_make_no_links(desk: Desk) -> None:
    """Refuse a viewer what an editor may."""
    client = desk.client()
    viewer, editor = signed_in(desk, client, "viewer"), signed_in(desk, desk.client(), "editor")
    assert 403 == viewer.post("/share", json={"query": ""}, base_url=HTTPS).status_code
    assert 403 == viewer.post("/links/withdraw", data={"link": "x"}, base_url=HTTPS).status_code
    works(editor.post("/share", json={"query": ""}, base_url=HTTPS).status_code)


def other_origins_change_nothing(desk: Desk) -> None:
    """Refuse what a page of another origin posts, wherever it posts it."""
    client = desk.client("local")
    for path in ("/share", "/_dash-update-component", "/links/withdraw", "/calls", "/login", "/nowhere"):
        for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
            answer = client.post(path, json={"query": ""}, headers=headers)
            assert 403 == answer.status_code, path
            assert "for pages of Small-Cap Desk itself" in answer.text


def other_names_lead_nowhere(desk: Desk) -> None:
    """Refuse a page of another site whose name was made to lead to this machine."""
    client = desk.client("local")
    works(client.get("/csv", base_url="http://127.0.0.1:8050").status_code)
    assert 403 == client.get("/csv", base_url="http://evil.example:8050").status_code


def other_machines_see_nothing(desk: Desk) -> None:
    """Refuse who comes from elsewhere where no one signs in, whatever they say of themselves."""
    client = desk.client_of(desk.app("local"), REMOTE_ADDR="10.1.1.1")
    for headers in ({}, {"X-Forwarded-For": "127.0.0.1"}, {"Forwarded": "for=127.0.0.1"}, {"X-Real-IP": "127.0.0.1"}):
        assert 403 == client.get("/csv", headers=headers).status_code


def nobody_but_the_proxy_names_users(desk: Desk) -> None:
    """Believe the header with the user's name from the proxy's own connection alone, whoever that speaks for."""
    server = desk.app("proxy", PROXY_HOPS="1")
    named = {"X-Forwarded-User": "erin", "X-Forwarded-For": PROXY}
    works(desk.client_of(server, REMOTE_ADDR=PROXY).get("/csv", headers=named).status_code)
    assert 401 == desk.client_of(server, REMOTE_ADDR="10.1.1.1").get("/csv", headers=named).status_code


def two_names_are_none(desk: Desk) -> None:
    """Believe no name with another beside it: one of them is not the proxy's."""
    client = desk.client("proxy")
    works(client.get("/csv", headers={"X-Forwarded-User": "vera"}).status_code)
    for names in ("vera,erin", "vera, erin", "vera\x7f", "v" * 201, " "):
        assert 401 == client.get("/csv", headers={"X-Forwarded-User": names}).status_code


def _all_viewers() -> dict[str, Level]:
    return {name: Level.VIEWER if level is Level.EDITOR else level for name, level in LEVELS.items()}


PROTECTIONS = (
    Protection(
        "the gate",
        strangers_see_nothing,
        lambda patch: patch.setattr("hosting.surround.guard", lambda *_, **__: None),
    ),
    Protection(
        "the gate before callbacks",
        a_body_opens_nothing,
        lambda patch: patch.setitem(LEVELS, "/_dash-update-component", Level.OPEN),  # type: ignore[arg-type]
    ),
    Protection(
        "roles",
        viewers_make_no_links,
        lambda patch: patch.setattr("hosting.access.gate.LEVELS", _all_viewers()),
    ),
    Protection(
        "the check of origins",
        other_origins_change_nothing,
        lambda patch: patch.setattr("hosting.access.gate._foreign", lambda _: None),
    ),
    Protection(
        "the check of the name asked for",
        other_names_lead_nowhere,
        lambda patch: patch.setattr("hosting.access.known.called", lambda _: "localhost"),
    ),
    Protection(
        "the check of who connects, without a login",
        other_machines_see_nothing,
        lambda patch: patch.setattr("hosting.access.known.peer", lambda _: "127.0.0.1"),
    ),
    Protection(
        "the check of who connects, before a user's name is believed",
        nobody_but_the_proxy_names_users,
        lambda patch: patch.setattr("hosting.access.known.peer", lambda request: request.remote_addr),
    ),
    Protection(
        "the check of a user's name",
        two_names_are_none,
        lambda patch: patch.setattr("hosting.access.known._name", lambda sent: sent or None),
    ),
)

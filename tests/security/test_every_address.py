"""Every address by every method, for everybody, in each mode: what is written down here is what holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.security.desk import PROXY, Desk, signed_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from flask import Flask

    from tests.hosting.support import Closing

# Decided by hand. An address that is not here fails the tests until somebody decides for whom it is.
FOR_ALL = {
    "/livez": "/livez",
    "/readyz": "/readyz",
    "/assets/<path:filename>": "/assets/boot.js",
    "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>": "/_dash-component-suites/dash/x.js",
    "/_favicon.ico": "/_favicon.ico",
    "/login": "/login",
    "/logout": "/logout",
    "/s/<token>": "/s/x",
    "/embed/<token>": "/embed/x",
    "/image/<token>.<any(png,svg,pdf,txt):form>": "/image/x.png",
    "/oembed": "/oembed",
}
FOR_VIEWERS = {
    "/": "/",
    "/<path:path>": "/nowhere",
    "/_dash-layout": "/_dash-layout",
    "/_dash-dependencies": "/_dash-dependencies",
    "/_dash-update-component": "/_dash-update-component",
    "/records": "/records",
    "/study": "/study",
    "/link": "/link",
    "/scorecard": "/scorecard",
    "/csv": "/csv",
    "/xlsx": "/xlsx",
    "/pptx": "/pptx",
    "/html": "/html",
    "/account": "/account",
}
FOR_EDITORS = {"/share": "/share", "/links/withdraw": "/links/withdraw", "/calls": "/calls"}
FOR_NOBODY = {"/static/<path:filename>": "/static/x", "/_reload-hash": "/_reload-hash"}
ALL = {**FOR_ALL, **FOR_VIEWERS, **FOR_EDITORS, **FOR_NOBODY}

MAY: Mapping[str, set[str]] = {
    "stranger": set(FOR_ALL),
    "viewer": {*FOR_ALL, *FOR_VIEWERS},
    "editor": {*FOR_ALL, *FOR_VIEWERS, *FOR_EDITORS},
}
HAS = {
    **dict.fromkeys({"/_dash-update-component", "/logout", *FOR_EDITORS}, frozenset({"POST", "OPTIONS"})),
    "/login": {"GET", "HEAD", "OPTIONS", "POST"},
}
"""Methods of an address, where they are not those of a page."""
READ = {"GET", "HEAD", "OPTIONS"}
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "BREW")
ABSENT = {"local": {"/login", "/logout", "/account"}, "desk": set(), "proxy": {"/logout"}}
"""Where nobody signs in here there is no sign-in."""
ANSWERED_BEFORE = {"/<path:path>", "/_dash-update-component"}
"""Whose views do not run here: one is a 404, the other takes no empty post."""


class Noted:
    """The product whose views do nothing but note that they ran."""

    def __init__(self, server: Flask) -> None:
        self.server = server
        self.ran: list[str] = []
        for name in server.view_functions:
            server.view_functions[name] = self._noting(name)

    def _noting(self, name: str) -> object:
        def view(**_: object) -> str:
            self.ran.append(name)
            return "ran"

        return view

    def asked(self, client: Closing, method: str, path: str) -> tuple[int, bool]:
        """Return the status of an answer, and whether a view ran for it."""
        self.ran.clear()
        status = client.open(path, method=method, base_url="https://localhost").status_code
        return status, bool(self.ran)


@pytest.fixture(scope="module", params=list(ABSENT))
def visitors(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Noted, dict[str, list[Closing]]]:
    """Return a mode, the product in it, and clients of strangers, viewers and editors."""
    mode, desk = request.param, Desk(tmp_path_factory.mktemp("desk"))
    server = desk.app(mode)
    found: dict[str, list[Closing]] = {"stranger": [], "viewer": [], "editor": []}
    if mode == "local":
        found["editor"] = [desk.client_of(server)]
    elif mode == "desk":
        found["stranger"] = [desk.client_of(server, REMOTE_ADDR="10.1.1.1")]
        for name in ("viewer", "editor"):
            found[name] = [signed_in(desk, desk.client_of(server), name)]
    else:
        named = {"HTTP_X_FORWARDED_USER": "erin"}
        found["stranger"] = [desk.client_of(server, REMOTE_ADDR="10.1.1.1", **named), desk.client_of(server)]
        found["viewer"] = [desk.client_of(server, REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_USER="vera")]
        found["editor"] = [desk.client_of(server, REMOTE_ADDR=PROXY, **named)]
    return mode, Noted(server), found


def test_somebody_has_decided_for_whom_each_address_is(visitors: tuple[str, Noted, object]) -> None:
    """No address of the product is missing here, and none here is missing there."""
    mode, noted, _ = visitors
    assert set(ALL) - ABSENT[mode] == {rule.rule for rule in noted.server.url_map.iter_rules()}


@pytest.mark.parametrize("who", list(MAY))
def test_each_address_is_for_whom_it_is_meant_by_any_method(
    visitors: tuple[str, Noted, dict[str, list[Closing]]], who: str
) -> None:
    """Who may have it gets it; others are refused, and strangers do not learn which addresses and methods there are."""
    mode, noted, clients = visitors
    has = {**HAS, "/login": READ} if mode == "proxy" else HAS  # there it leads back alone
    for client in clients[who]:
        for rule in set(ALL) - ABSENT[mode]:
            for method in METHODS:
                status, ran = noted.asked(client, method, ALL[rule])
                there = method in has.get(rule, READ)
                lets_in = there and rule in MAY[who]
                case = (mode, who, method, rule, status)
                if who == "stranger":
                    assert (status == 401) == (not lets_in), case
                elif there:
                    assert (status == 403) == (not lets_in), case
                else:
                    assert status in {404, 405}, case
                assert ran == (lets_in and method != "OPTIONS" and rule not in ANSWERED_BEFORE), case


def test_nobody_from_elsewhere_gets_anything_where_no_one_signs_in(tmp_path: Path) -> None:
    """Not even what is open in the other modes."""
    desk = Desk(tmp_path)
    noted = Noted(desk.app("local"))
    client = desk.client_of(noted.server, REMOTE_ADDR="10.1.1.1")
    for rule in set(ALL) - ABSENT["local"]:
        for method in METHODS:
            assert (403, False) == noted.asked(client, method, ALL[rule]), (method, rule)

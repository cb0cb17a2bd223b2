"""What the tests of signing in share: a small server behind the gate, its users, and a clock that a test sets."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from flask import Flask, g

from hosting.access.audit import AuditFile, keep_audit
from hosting.access.gate import guard
from hosting.access.lockout import Lockout
from hosting.access.sessions import Sessions
from hosting.access.signin import pages
from hosting.access.users import Users
from hosting.access.visitor import Role
from hosting.settings import HostingSettings, Mode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

PASSWORD = "a long walk along the river"  # noqa: S105 - opens nothing but what these tests build
KEY = "kB7vQ2mX9tR4wZ8nL3pD6sF1hJ5gY0cA"
START = 1_800_000_000.0  # 15 January 2027, 08:00 UTC
COOKIE = "__Host-desk"


@dataclass
class House:
    """A server for named users, which may be one of several on a folder."""

    folder: Path
    settings: HostingSettings = field(default_factory=lambda: HostingSettings(mode=Mode.DESK))
    key: str = KEY
    now: float = START

    def __post_init__(self) -> None:
        """Put the parts together, as `hosting.access.desk` does, on the test's clock."""
        self.users, self.lockout = Users(self.folder), Lockout(self.folder)
        self.sessions = Sessions(self.users, self.settings, self.key, lambda: self.now)
        self.server = Flask(__name__)
        self.sessions.join(self.server)
        self.server.register_blueprint(pages(self.users, self.lockout, self.sessions, lambda: self.now))
        self.server.add_url_rule("/", "/", lambda: f"{g.visitor.name} {g.visitor.role}")
        self.server.add_url_rule("/share", "share._share", lambda: "made", methods=["POST"])
        guard(self.server, self.sessions.identify, sign_in=True)
        self.audit = keep_audit(self.folder)

    def client(self, address: str = "192.0.2.7") -> FlaskClient:
        """Return a browser at an address."""
        client = self.server.test_client()
        client.environ_base["REMOTE_ADDR"] = address
        return client

    def signed_in(self, name: str = "vera", address: str = "192.0.2.7") -> FlaskClient:
        """Return a browser in which somebody has signed in."""
        client = self.client(address)
        assert sign_in(client, name).status_code == 303
        return client


def sign_in(client: FlaskClient, name: str = "vera", password: str = PASSWORD, **more: str) -> TestResponse:
    """Send the form."""
    return client.post("/login", data={"name": name, "password": password, **more})


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have scrypt take a thousandth of its work: what it costs has a test of its own."""
    monkeypatch.setattr("hosting.access.passwords._METHOD", "scrypt:256:8:1")
    monkeypatch.setattr("hosting.access.passwords._NOBODY", "scrypt:256:8:1$salt$" + "0" * 128)


@pytest.fixture(autouse=True)
def _no_audit_left() -> Iterator[None]:
    """Take the file of a test away from the logger of all."""
    yield
    logger = logging.getLogger("audit")
    for one in [one for one in logger.handlers if isinstance(one, AuditFile)]:
        logger.removeHandler(one)


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Return a server with a viewer and an editor."""
    made = House(tmp_path / "access")
    made.users.add("vera", Role.VIEWER, PASSWORD)
    made.users.add("Edith", Role.EDITOR, PASSWORD)
    return made

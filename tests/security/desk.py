"""The product as a desk sets it up, for one check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from unittest.mock import patch

from app import create_app
from assembly import parts_on
from data.settings import DataSettings
from hosting.access import passwords
from hosting.access.users import Users
from hosting.access.visitor import Role
from hosting.settings import HostingSettings
from sharing.settings import SharingSettings
from tests.hosting.support import Closing
from tests.page.prices import FramePrices
from tests.sharing.support import walk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest
    from flask import Flask

KEY = "kB7vQ2mX9tR4wZ8nL3pD6sF1hJ5gY0cA"
PASSWORD = "correct horse battery staple"  # noqa: S105 - of users that a test makes
HTTPS = "https://localhost"
"""Over which cookies of a sign-in are sent."""
PROXY = "10.9.8.7"
"""Where the trusted proxy of the proxy mode is."""
HTML = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}
"""What browsers send when a reader opens a page."""
NEEDS = {
    "local": {},
    "desk": {"ACCESS_MODE": "desk", "SECRET_KEY": KEY},
    "proxy": {"ACCESS_MODE": "proxy", "SECRET_KEY": KEY, "TRUSTED_PROXIES": PROXY, "EDITORS": "erin"},
}


@dataclass(frozen=True)
class Desk:
    """Builds the product in a folder of its own, so that nothing of one check is left for the next."""

    folder: Path

    def app(self, mode: str = "desk", **environ: str) -> Flask:
        """Return the product in a mode, with further settings as environment variables."""
        given = {**NEEDS[mode], **environ}
        data = DataSettings(cache_dir=self.folder / "cache", state_dir=self.folder / "state")
        prices = FramePrices({"^RUT": walk(1), "^GSPC": walk(2)})
        settings = SharingSettings.from_environ(given), HostingSettings.from_environ(given)
        server: Flask = create_app(parts_on(prices, data, *settings)).server
        server.test_client_class = Closing
        return server

    def client(self, mode: str = "desk", **environ: str) -> Closing:
        """Return a client that keeps cookies; in the proxy mode it asks from where the trusted proxy is."""
        return self.client_of(self.app(mode, **environ), REMOTE_ADDR=PROXY if mode == "proxy" else "127.0.0.1")

    @staticmethod
    def client_of(server: Flask, **environ: str) -> Closing:
        """Return a client of a product, with what WSGI is to say of each of its requests."""
        client = server.test_client()
        assert isinstance(client, Closing)
        client.environ_base.update(environ)
        return client


def signed_in(desk: Desk, client: Closing, role: str) -> Closing:
    """Return a client that has signed in, as a user of that role, who is added."""
    with patch.object(passwords, "_METHOD", "scrypt:1024:8:1"):  # quick to check: the hash says how it is made
        Users(desk.folder / "state" / "access").add(role, Role(role), PASSWORD)
    answer = client.post("/login", data={"name": role, "password": PASSWORD}, base_url=HTTPS)
    works(answer.status_code, 303)
    return client


def works(status: int, expected: int = 200) -> None:
    """Raise RuntimeError unless somebody got what they may have: a product that is broken proves nothing."""
    if status != expected:
        raise RuntimeError(f"the product answers {status} in place of {expected}")


@dataclass(frozen=True)
class Protection:
    """Something that protects.

    Parameters
    ----------
    name : str
    check : callable of a Desk
        Raises AssertionError if it does not protect.
    take_out : callable of a MonkeyPatch
        Takes it out of the product that is built next.
    """

    name: str
    check: Callable[[Desk], None]
    take_out: Callable[[pytest.MonkeyPatch], None]

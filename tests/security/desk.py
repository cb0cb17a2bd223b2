"""The product as a desk sets it up, for one check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app import create_app
from data.settings import DataSettings
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
        settings = SharingSettings.from_environ(given), None, HostingSettings.from_environ(given)
        server: Flask = create_app(prices, data, *settings).server
        server.test_client_class = Closing
        return server

    def client(self, mode: str = "desk", **environ: str) -> Closing:
        """Return a client that keeps cookies; in the proxy mode it asks from where the trusted proxy is."""
        client = self.app(mode, **environ).test_client()
        assert isinstance(client, Closing)
        if mode == "proxy":
            client.environ_base["REMOTE_ADDR"] = PROXY
        return client


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

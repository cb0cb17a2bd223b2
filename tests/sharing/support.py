"""What leaves the page, on prices that a test gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from flask import Flask

from components.view import viewer
from sharing.context import Sharing
from sharing.keys import Keys
from sharing.pictures import Pictures
from sharing.scorecard import calls_in
from sharing.settings import SharingSettings
from sharing.tokens import PREVIEW, Purpose, Signer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Blueprint
    from flask.testing import FlaskClient

    from components.view import Prices, View

SESSIONS = pd.bdate_range("2012-01-02", "2014-10-28", name="session", unit="ns")
KEY = "a key for tests, long enough to be one"


def sharing_on(prices: Prices, folder: Path, settings: SharingSettings | None = None) -> Sharing:
    """Return what the parts that leave the page are given, keeping what it keeps in `folder`."""
    chosen = settings or SharingSettings()
    signer = Signer(chosen.secret_key or KEY, Keys(folder / "links"))
    return Sharing(viewer(prices), calls_in(None), chosen, signer, Pictures(chosen.chromium, folder / "pictures"))


def client_of(sharing: Sharing, *parts: Callable[[Sharing], Blueprint]) -> FlaskClient:
    """Return a client of some parts alone."""
    server = Flask(__name__)
    for part in parts:
        server.register_blueprint(part(sharing))
    return server.test_client()


def token_of(sharing: Sharing, purpose: Purpose, view: View, name: str = PREVIEW) -> str:
    """Return a token for a view, as a page's tags have it or under the name of a share."""
    return sharing.signer.token(purpose, sharing.grant(view, name))


def walk(seed: int, last: str | None = None) -> pd.DataFrame:
    """Return a generated history of `SESSIONS`, or up to another last one."""
    sessions = SESSIONS if last is None else pd.bdate_range(SESSIONS[0], last, name="session", unit="ns")
    steps = np.random.default_rng(seed).normal(0, 0.01, len(sessions))
    return pd.DataFrame({"close": 1000 * np.exp(np.cumsum(steps))}, index=sessions)

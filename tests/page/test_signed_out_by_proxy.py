"""The page for users whom a proxy lets in: what is said after it no longer does, and the way back."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from hosting.settings import HostingSettings, Mode
from scripts.serving import served_to_users
from tests.page.prices import FramePrices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pandas as pd

    from tests.page.conftest import Desk

pytestmark = pytest.mark.page

OCTOBER = "?asof=2014-10-28&range=1Y"
NAMED = {"X-Forwarded-User": "vera"}
"""What the proxy adds while a reader is signed in there; the browser plays it here."""
PROXIED = HostingSettings(mode=Mode.PROXY, trusted_proxies=(ipaddress.ip_network("127.0.0.1"),))


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, frames: dict[str, pd.DataFrame]) -> Iterator[str]:
    """Return the address of the product in the proxy mode."""
    folder: Path = tmp_path_factory.mktemp("proxied")
    with served_to_users(FramePrices(frames), folder, PROXIED) as (address, _):
        yield address


def test_who_was_signed_out_elsewhere_is_led_back_to_the_same_view(visit: Callable[..., Desk], base: str) -> None:
    """By the link of the notice: on its way the proxy asks for a sign-in, after which the reader is named again."""
    desk = visit(base)
    desk.allowed = ("401",)
    page = desk.page
    page.set_extra_http_headers(NAMED)
    page.goto(f"{base}/{OCTOBER}")
    desk.ready()
    page.set_extra_http_headers({})
    page.get_by_role("radio", name="5Y").check(force=True)
    notice = page.get_by_role("alert").filter(has_text="You have been signed out.")
    expect(notice).to_be_visible()
    page.set_extra_http_headers(NAMED)
    with page.expect_response(f"{base}/{OCTOBER}") as back:
        notice.get_by_role("link", name="Sign in again").click()
    assert back.value.status == 200
    desk.ready()
    expect(notice).to_be_hidden()
    assert desk.query == OCTOBER
    expect(page.locator("#verdict")).to_contain_text("28 Oct 2014")

"""The gate: who is let in, from where, and to what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.security.desk import HTML, Protection

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


PROTECTIONS = (
    Protection(
        "the gate",
        strangers_see_nothing,
        lambda patch: patch.setattr("hosting.surround.guard", lambda *_, **__: None),
    ),
)

"""Who opened a link is in the audit, by the link's name, and not so often that it fills anything."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from sharing.embeds import embeds
from sharing.images import images
from sharing.opened import Openings
from sharing.snapshots import snapshots
from sharing.tokens import Purpose
from tests.page.prices import FramePrices
from tests.sharing.support import client_of, sharing_on, token_of, walk

if TYPE_CHECKING:
    from pathlib import Path

NAME = "0123456789abcdef01"


@pytest.fixture
def now() -> list[float]:
    """Return the time, which a test may change."""
    return [0.0]


def test_each_way_in_is_noted_once_a_minute_an_address(
    tmp_path: Path, now: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    """With the name by which it can be taken back; what opens nothing is not noted, and no token is."""
    caplog.set_level("INFO", "audit")
    sharing = sharing_on(FramePrices({"^RUT": walk(1), "^GSPC": walk(2)}), tmp_path)
    sharing = replace(sharing, openings=Openings(lambda: now[0]))
    client = client_of(sharing, snapshots, embeds, images)
    tokens = {purpose: token_of(sharing, purpose, sharing.view("?asof=2014-06-30"), NAME) for purpose in Purpose}
    paths = {Purpose.SHARE: "/s/{}", Purpose.EMBED: "/embed/{}", Purpose.IMAGE: "/image/{}.txt"}

    def noted(address: str = "192.0.2.7") -> list[tuple[str, str, str]]:
        caplog.clear()
        for purpose, path in paths.items():
            assert client.get(path.format(tokens[purpose]), environ_base={"REMOTE_ADDR": address}).status_code == 200
        assert client.get("/s/nothing").status_code == 404
        assert [token for token in tokens.values() if token in str([vars(one) for one in caplog.records])] == []
        return [(one.message, one.link, one.form) for one in caplog.records]  # type: ignore[attr-defined]

    all_three = [("link opened", NAME, form) for form in ("share", "embed", "image")]
    assert noted() == all_three
    now[0] = 59.0
    assert noted() == []
    assert noted("198.51.100.9") == all_three
    now[0] = 60.0
    assert noted() == all_three


def test_what_is_remembered_does_not_grow(now: list[float], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Openings of more than a minute ago are forgotten."""
    monkeypatch.setattr("sharing.opened._HELD", 10)
    sharing = sharing_on(FramePrices({"^RUT": walk(1), "^GSPC": walk(2)}), tmp_path)
    sharing = replace(sharing, openings=Openings(lambda: now[0]))
    client = client_of(sharing, snapshots)
    view = sharing.view("?asof=2014-06-30")
    for number in range(25):
        now[0] += 30
        client.get(f"/s/{token_of(sharing, Purpose.SHARE, view, f'{number:018x}')}")
    assert len(sharing.openings._last) <= 10

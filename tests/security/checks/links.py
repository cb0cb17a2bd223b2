"""Shared links: what their tokens open, for how long, and how that ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from itsdangerous import URLSafeSerializer

from sharing.keys import Keys
from sharing.tokens import Grant, Purpose, Signer
from tests.security.desk import KEY, PROXY, Protection, works

if TYPE_CHECKING:
    from tests.security.desk import Desk


def _token(desk: Desk, purpose: Purpose, *, last: date | None = None, key: str = KEY) -> str:
    """Return a token as the product signs it, but for what is given."""
    last = last or datetime.now(UTC).date() + timedelta(days=30)
    return Signer(key, Keys(desk.folder / "state" / "links")).token(purpose, Grant("?asof=2014-10-28", "n", last))


def tokens_of_others_open_nothing(desk: Desk) -> None:
    """One that is signed with another key is as good as none."""
    client = desk.client()
    works(client.get(f"/s/{_token(desk, Purpose.SHARE)}").status_code)
    assert client.get(f"/s/{_token(desk, Purpose.SHARE, key='another key ' * 4)}").status_code == 404


def a_token_opens_its_own_form_alone(desk: Desk) -> None:
    """Open no page with that of an image, and no image with that of a page."""
    client = desk.client()
    assert client.get(f"/s/{_token(desk, Purpose.IMAGE)}").status_code == 404
    assert client.get(f"/image/{_token(desk, Purpose.SHARE)}.txt").status_code == 404


def a_token_expires(desk: Desk) -> None:
    """On the day after its last one it says so, and opens nothing."""
    client = desk.client()
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    assert client.get(f"/s/{_token(desk, Purpose.SHARE, last=yesterday)}").status_code == 410


def a_link_that_was_taken_back_opens_nothing(desk: Desk) -> None:
    """In any of its forms, at once."""
    client = desk.client()
    token = _token(desk, Purpose.SHARE)
    works(client.get(f"/s/{token}").status_code)
    Keys(desk.folder / "state" / "links").withdraw("n")
    assert client.get(f"/s/{token}").status_code == 410


def links_close_where_it_is_not_known_which_were_taken_back(desk: Desk) -> None:
    """As when the folder of the state is gone under a server."""
    client = desk.client()
    token = _token(desk, Purpose.SHARE)
    works(client.get(f"/s/{token}").status_code)
    Keys(desk.folder / "state" / "links").withdraw("n")
    works(client.get(f"/s/{token}").status_code, 410)
    (desk.folder / "state").rename(desk.folder / "lost")
    assert client.get(f"/s/{token}").status_code == 503


def embeds_stand_in_pages_of_the_desk_alone(desk: Desk) -> None:
    """Let only the origins that are set frame an embed."""
    client = desk.client(EMBED_ORIGINS="https://wiki.example")
    policy = client.get(f"/embed/{_token(desk, Purpose.EMBED)}").headers["Content-Security-Policy"]
    (framing,) = [part.split() for part in policy.split(";") if "frame-ancestors" in part] or [[]]
    assert {"frame-ancestors", "https://wiki.example"} == set(framing) - {"'self'"}


def links_lead_to_the_desk(desk: Desk) -> None:
    """Write no name that a request calls this server by into a link."""
    client = desk.client_of(desk.app("proxy"), REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_USER="erin")
    said = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    answer = client.post("/share", json={"query": ""}, headers=said)
    works(answer.status_code)
    assert "evil.example" not in answer.text


def previews_tell_no_figures(desk: Desk) -> None:
    """Give a chat, which keeps what it fetches without a sign-in, neither the verdict nor its picture."""
    page = desk.client().get(f"/s/{_token(desk, Purpose.SHARE)}").text
    tags = [tag for tag in page.split("<") if tag.startswith("meta ") and ("og:" in tag or "twitter:" in tag)]
    assert not [tag for tag in tags if "/image/" in tag or any(letter.isdigit() for letter in tag)]


def _one_salt(key: str, *, salt: str) -> URLSafeSerializer:  # noqa: ARG001 - as the product asks
    return URLSafeSerializer(key, salt="the same for all")


PROTECTIONS = (
    Protection(
        "the signature of a token",
        tokens_of_others_open_nothing,
        lambda patch: patch.setattr("itsdangerous.signer.HMACAlgorithm.get_signature", lambda *_: b"signed"),
    ),
    Protection(
        "the purpose of a token",
        a_token_opens_its_own_form_alone,
        lambda patch: patch.setattr("sharing.tokens.URLSafeSerializer", _one_salt),
    ),
    Protection(
        "the last day of a token",
        a_token_expires,
        lambda patch: patch.setattr(Signer.__init__, "__defaults__", (lambda: date.min,)),
    ),
    Protection(
        "taking a link back",
        a_link_that_was_taken_back_opens_nothing,
        lambda patch: patch.setattr("sharing.keys.Keys.withdrawn", lambda *_: False),
    ),
    Protection(
        "what was taken back, lost",
        links_close_where_it_is_not_known_which_were_taken_back,
        lambda patch: patch.setattr("sharing.keys.Keys.begin", lambda *_: None),
    ),
    Protection(
        "who may frame an embed",
        embeds_stand_in_pages_of_the_desk_alone,
        lambda patch: patch.setattr("sharing.embeds._policy", lambda *_: "default-src 'none'"),
    ),
    Protection(
        "where links lead",
        links_lead_to_the_desk,
        lambda patch: patch.setattr("sharing.settings.SharingSettings.base", lambda _, host=None: f"http://{host}"),
    ),
    Protection(
        "previews without figures",
        previews_tell_no_figures,
        lambda patch: patch.setattr("sharing.context.Sharing.figures", True),
    ),
)

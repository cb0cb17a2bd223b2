"""Tokens open what they were made for, until their day, unless they were taken back; nothing else opens anything."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer, URLSafeTimedSerializer

from sharing.refusals import Refusal
from sharing.tokens import Grant, Purpose, Signer, new_name

KEY = "a key for tests, long enough to be one"
DAY = date(2026, 11, 22)
GRANT = Grant("?asof=2014-10-28&range=10Y", "name", date(2027, 2, 20))
GONE, NOTHING = 410, 404


@dataclass
class _Closed:
    """What a test has taken back."""

    epoch: int = 0
    names: set[str] = field(default_factory=set)

    def withdrawn(self, name: str) -> bool:
        return name in self.names


def _signer(closed: _Closed | None = None, today: date = DAY, key: str = KEY) -> Signer:
    return Signer(key, closed or _Closed(), lambda: today)


def _refused(signer: Signer, token: str, purpose: Purpose = Purpose.SHARE) -> tuple[int, str]:
    with pytest.raises(Refusal) as refusal:
        signer.open(purpose, token)
    return refusal.value.status, str(refusal.value)


@pytest.mark.parametrize("purpose", Purpose)
def test_a_token_opens_for_its_purpose_alone(purpose: Purpose) -> None:
    """It is the same for the same grant, and stands in an address as it is."""
    signer = _signer()
    token = signer.token(purpose, GRANT)
    assert (token, signer.open(purpose, token), quote(token)) == (_signer().token(purpose, GRANT), GRANT, token)
    others = [_refused(signer, token, other)[0] for other in Purpose if other is not purpose]
    assert others == [NOTHING, NOTHING]
    assert signer.made(token) == (purpose, GRANT)


def test_no_character_of_a_token_can_be_another() -> None:
    """Each one in turn is replaced, left out and doubled."""
    token = _signer().token(Purpose.SHARE, GRANT)
    for at, letter in enumerate(token):
        for other in ("A" if letter != "A" else "B", "", letter * 2):
            changed = token[:at] + other + token[at + 1 :]
            if changed != token:
                assert _refused(_signer(), changed)[0] == NOTHING


@pytest.mark.parametrize("more", ["=", "=x", "==", "\u202e", "=\r\nX: 1", '="><script>', " ", "\0"])
def test_nothing_can_be_written_behind_a_token(more: str) -> None:
    """Base64 passes over what follows its end, and over letters that are not its own; an address would repeat it."""
    token = _signer().token(Purpose.SHARE, GRANT)
    assert _refused(_signer(), token + more)[0] == NOTHING


def test_a_token_cannot_be_written_without_the_key() -> None:
    """With another key, another salt, a time, or no signature at all."""
    body = [GRANT.query, GRANT.name, GRANT.expires.isoformat(), 0]
    plain = base64.urlsafe_b64encode(json.dumps(body).encode()).decode().rstrip("=")
    forged = [
        _signer(key=KEY + "x").token(Purpose.SHARE, GRANT),
        URLSafeSerializer(KEY, salt="share").dumps(body),
        URLSafeSerializer(KEY).dumps(body),
        URLSafeTimedSerializer(KEY, salt="small-cap-desk/share").dumps(body),
        plain,
        f"{plain}.",
    ]
    assert [_refused(_signer(), token)[0] for token in forged] == [NOTHING] * 6


@pytest.mark.parametrize(
    "body",
    [
        None,
        7,
        "text",
        [],
        ["?", "name", "2027-02-20"],
        ["?", "name", "2027-02-30", 0],
        ["?", "name", 20270220, 0],
        [7, "name", "2027-02-20", 0],
    ],
)
def test_what_is_signed_but_no_grant_opens_nothing(body: object) -> None:
    """A key that signs other things, too, makes no tokens with them."""
    assert _refused(_signer(), URLSafeSerializer(KEY, salt="small-cap-desk/share").dumps(body))[0] == NOTHING


@given(st.text() | st.text(alphabet="abcXYZ019-_.").map(lambda text: text + ".") | st.just("A" * 100_000))
def test_no_text_makes_a_token_fail_in_another_way(text: str) -> None:
    """Whatever stands in its place, the answer is that there is nothing."""
    assert _refused(_signer(), text)[0] == NOTHING


def test_a_token_opens_up_to_its_last_day() -> None:
    """Three days before and after the one that it names; one made yesterday opens as one made today."""
    token = _signer(today=DAY - timedelta(days=1)).token(Purpose.SHARE, replace(GRANT, expires=DAY))
    days = [DAY + timedelta(days=number) for number in (-3, -2, -1, 0, 1, 2, 3)]
    opened = [day for day in days if day <= DAY]
    assert [_signer(today=day).open(Purpose.SHARE, token).expires for day in opened] == [DAY] * 4
    said = (GONE, "This link expired on 22 Nov 2026. Ask whoever shared it for another one.")
    assert [_refused(_signer(today=day), token) for day in days if day > DAY] == [said] * 3
    assert _signer(today=days[-1]).made(token) == (Purpose.SHARE, replace(GRANT, expires=DAY))


def test_a_link_taken_back_is_closed_in_all_its_forms() -> None:
    """The snapshot, the embed and the image of one name; a link of another name stays open."""
    closed = _Closed()
    signer = _signer(closed)
    tokens = {purpose: signer.token(purpose, GRANT) for purpose in Purpose}
    other = signer.token(Purpose.SHARE, replace(GRANT, name="other"))
    closed.names.add("name")
    assert {_refused(signer, token, purpose)[0] for purpose, token in tokens.items()} == {GONE}
    assert signer.open(Purpose.SHARE, other).name == "other"


def test_a_new_age_closes_what_was_made_before_it() -> None:
    """And nothing that is made in it."""
    closed = _Closed()
    signer = _signer(closed)
    before = signer.token(Purpose.SHARE, GRANT)
    closed.epoch = 1
    assert _refused(signer, before) == (GONE, "This link has been taken back. Ask whoever shared it for another one.")
    assert signer.open(Purpose.SHARE, signer.token(Purpose.SHARE, GRANT)) == GRANT


def test_names_come_from_chance() -> None:
    """Nine bytes as digits of sixteen, so that a name is never taken for an option of a command."""
    names = {new_name() for _ in range(100)}
    assert (len(names), {len(bytes.fromhex(name)) for name in names}) == (100, {9})

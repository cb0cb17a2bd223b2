"""Signed words in addresses: what may be seen without anything else, until when, and whether it was taken back.

A token of one purpose opens nothing of another. Nothing is stored for it: its view, its name and its last day are in
it, under a signature.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from secrets import token_hex
from typing import TYPE_CHECKING, Any, Protocol

from itsdangerous import BadData, URLSafeSerializer

from commentary.wording import day
from components.state import QUERY_MAX
from sharing.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

TOKEN_MAX = 2000  # characters; a longer one is none of ours
_NAME = 9  # bytes of chance in the name of a link
PREVIEW = "preview"
"""The name of what a page's own tags lead to, which nobody made: so the same view has the same tags."""


class Purpose(StrEnum):
    """What a token opens."""

    SHARE = "share"
    EMBED = "embed"
    IMAGE = "image"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token allows.

    Parameters
    ----------
    query : str
        Of the view, with its question mark.
    name : str
        By which it can be taken back; the snapshot, the embed and the image made in one go have the same.
    expires : date
        The last day on which it opens, UTC.
    """

    query: str
    name: str
    expires: date


class Withdrawn(Protocol):
    """What has been taken back: `sharing.keys.Keys`."""

    @property
    def epoch(self) -> int:
        """Number of the present age: tokens of another one are closed."""
        ...

    def withdrawn(self, name: str) -> bool:
        """Whether the link of that name has been taken back."""
        ...


class Signer:
    """Makes tokens and opens them.

    Parameters
    ----------
    key : str
    withdrawn : Withdrawn
    today : callable
        Returns the day that it is, UTC.
    """

    def __init__(
        self, key: str, withdrawn: Withdrawn, today: Callable[[], date] = lambda: datetime.now(UTC).date()
    ) -> None:
        self._writers = {purpose: URLSafeSerializer(key, salt=f"small-cap-desk/{purpose}") for purpose in Purpose}
        self._withdrawn = withdrawn
        self.today = today

    def token(self, purpose: Purpose, grant: Grant) -> str:
        """Return the token of a grant: ASCII letters, digits, ``-``, ``_`` and ``.``; the same for the same grant."""
        return self._text(purpose, [grant.query, grant.name, grant.expires.isoformat(), self._withdrawn.epoch])

    def open(self, purpose: Purpose, token: str) -> Grant:
        """Return what a token allows.

        Raises
        ------
        Refusal
            404 for a token that was not made here for this purpose; 410 for one that has expired or was taken back.
        """
        grant, epoch = self._read(purpose, token)
        if epoch != self._withdrawn.epoch or self._withdrawn.withdrawn(grant.name):
            raise Refusal(410, "This link has been taken back. Ask whoever shared it for another one.")
        if self.today() > grant.expires:
            raise Refusal(410, f"This link expired on {day(grant.expires)}. Ask whoever shared it for another one.")
        return grant

    def made(self, token: str) -> tuple[Purpose, Grant]:
        """Return what a token was made for, whether it still opens or not; `Refusal` for one that was not made here."""
        for purpose in Purpose:
            with suppress(Refusal):
                return purpose, self._read(purpose, token)[0]
        raise _nothing()

    def _read(self, purpose: Purpose, token: str) -> tuple[Grant, int]:
        """Return what stands in a token, and its epoch."""
        try:
            held = query, name, last, epoch = self._writers[purpose].loads(token[: TOKEN_MAX + 1])
            grant = Grant(query[: QUERY_MAX + 1], name, date.fromisoformat(last))
        except (BadData, ValueError, TypeError, RecursionError) as error:
            raise _nothing() from error
        if self._text(purpose, held) != token:  # base64 passes over what is added to it
            raise _nothing()
        return grant, epoch

    def _text(self, purpose: Purpose, held: list[Any]) -> str:
        text = self._writers[purpose].dumps(held)
        return text if isinstance(text, str) else text.decode()


def _nothing() -> Refusal:
    return Refusal(404, "There is nothing here: the link is damaged, or was not made here.")


def new_name() -> str:
    """Return a name for a link, from chance."""
    return token_hex(_NAME)

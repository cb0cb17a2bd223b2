"""Passwords: what may be one, how it is kept, and its check, which takes as long for a name that nobody has."""

from __future__ import annotations

import unicodedata
from threading import BoundedSemaphore

from werkzeug.security import check_password_hash, generate_password_hash

LEAST, MOST = 12, 1024  # characters, bytes in UTF-8
_VARIETY = 5  # different characters
_METHOD = "scrypt:32768:8:3"  # N, r, p as OWASP's cheat sheet has them: 32 MiB and a fifth of a second
_NOBODY = f"{_METHOD}$qT8rkWcJ0pXv3nZd${'0' * 128}"  # fits no password, at the cost of any other
_AT_ONCE = 8  # in a process that has two dozen threads: one that is checked, and those that wait for it
_PATIENCE = 5.0  # seconds that they wait


class PasswordError(ValueError):
    """A text may not be a password; the message says why, and never holds it."""


class Busy(Exception):  # noqa: N818 - passes by itself
    """Too many passwords are being checked."""


_queue, _turn = BoundedSemaphore(_AT_ONCE), BoundedSemaphore(1)


def hashed(password: str) -> str:
    """Return how a password is kept: scrypt of its NFC form, with a salt; `PasswordError` if it may not be one."""
    text = unicodedata.normalize("NFC", password)
    if len(text) < LEAST:
        raise PasswordError(f"The password has {len(text)} characters; it must have at least {LEAST}.")
    if not _fits(text):
        raise PasswordError(f"The password must be text of at most {MOST} bytes.")
    if len(set(text)) < _VARIETY:
        raise PasswordError(
            f"The password has {len(set(text))} different characters; it must have at least {_VARIETY}."
        )
    return generate_password_hash(text, _METHOD)


def matches(kept: str | None, password: str) -> bool:
    """Whether a password is the one that is kept; None stands for that of nobody.

    One is checked at a time, so that sign-ins take one processor and 32 MiB at most from those who read the page.

    Raises
    ------
    Busy
        If too many others wait.
    """
    text = unicodedata.normalize("NFC", password)
    if not _fits(text):
        return False
    if not _queue.acquire(blocking=False):
        raise Busy
    try:
        if not _turn.acquire(timeout=_PATIENCE):
            raise Busy
        try:
            return check_password_hash(kept or _NOBODY, text)
        finally:
            _turn.release()
    finally:
        _queue.release()


def _fits(text: str) -> bool:
    try:
        return len(text.encode()) <= MOST
    except UnicodeEncodeError:
        return False

"""The last line of defence of the log: what looks like a token, a cookie or a password does not get into it."""

from __future__ import annotations

import re

GONE = "[removed]"
_IS = r"\\?[\"']?\s*[:=]\s*\\?[\"']?"  # also within JSON
_SECRETS = (
    # the address of what a token opens, also within another address
    (re.compile(r"((?:/|%2F)(?:s|embed|image)(?:/|%2F))[\w.~%+-]{8,}", re.IGNORECASE), rf"\1{GONE}"),
    # a signed text by itself: what is signed, perhaps when, the signature; a session's cookie is one, too
    (re.compile(r"(?<![\w-])[\w-]{8,}\.(?:[\w-]{4,12}\.)?[\w-]{27,}"), GONE),
    # the beginning of one, for whatever else was cut off or damaged: a list or a value in JSON, packed or not
    (re.compile(r"(?<![\w-])(?:WyJ|WyI|eyJ|eJ)[\w-]{12,}(?:\.[\w-]*)*"), GONE),
    (re.compile(rf"(\b(?:set-)?cookie{_IS})[^\r\n\"\\]+", re.IGNORECASE), rf"\1{GONE}"),
    (re.compile(rf"(\b(?:password|passwd|secret(?:_key)?){_IS})[^\s,;&}}\"'\\]+", re.IGNORECASE), rf"\1{GONE}"),
    (re.compile(r"(\b\w+://[^\s:/@]*:)[^\s/@]+@"), rf"\1{GONE}@"),  # user:password@host
)


def redacted(text: str) -> str:
    """Return a line of the log without the secrets that it may hold."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text

"""What a look at one part found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from data.settings import DataSettings
    from hosting.settings import HostingSettings

    Check = Callable[["Subject"], Iterator["Finding"]]


class Verdict(StrEnum):
    """How it is."""

    OK = "ok"
    LOOK = "look"
    """It works, and somebody should look at it."""
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found at one part.

    Parameters
    ----------
    part : str
        What was looked at, in a word or two.
    verdict : Verdict
    text : str
        What was found, in a sentence.
    remedy : str
        What to do about it, in a sentence; empty where all is well.
    """

    part: str
    verdict: Verdict
    text: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """The installation that is looked at.

    Parameters
    ----------
    environ : mapping of str to str
    data : DataSettings
    hosting : HostingSettings
    others : sequence of callables
        Readers of further settings: each takes `environ` and raises `SettingsError` for what cannot be used.
    draw : callable
        Renders a small picture; returns a sentence that names the browser, raises with one that says what is wrong.
    heard : callable
        Whether a worker was heard of lately, given the URL of a Redis.
    """

    environ: Mapping[str, str]
    data: DataSettings
    hosting: HostingSettings
    others: Sequence[Callable[[Mapping[str, str]], object]]
    draw: Callable[[Mapping[str, str]], str]
    heard: Callable[[str], bool]


def ok(part: str, text: str) -> Finding:
    """Return a finding that all is well."""
    return Finding(part, Verdict.OK, text)


def look(part: str, text: str, remedy: str) -> Finding:
    """Return a finding that somebody should look at."""
    return Finding(part, Verdict.LOOK, text, remedy)


def broken(part: str, text: str, remedy: str) -> Finding:
    """Return a finding of what does not work."""
    return Finding(part, Verdict.BROKEN, text, remedy)

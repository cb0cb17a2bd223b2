"""The long studies of the page: which one a view needs, and where it is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from commentary.evidence.slow.exchange import definitions, packed
from data.codec import rows_sha256

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from commentary.evidence.model import Study
    from data.model import Pair

_NAMES = 64  # days whose names are held, and with them their prices
_SHORT = 16  # characters of a hash


class Answers(Protocol):
    """What answers by the name of a question: `hosting.jobs.Jobs` with `COMMAND` and `from_json` of the exchange."""

    def known(self, name: str) -> Study | None:
        """Return the answer; None, at once, if it is not there."""
        ...

    def ask(self, name: str, given: Callable[[], bytes]) -> bool:
        """Have it made from what `given` returns, beside the page; whether that runs or waits."""
        ...


class KeptStudies:
    """Studies by what they are made of: the prices known at the as-of date, and the definitions.

    Prices of later sessions, and corrections of them, leave the studies of earlier dates as they are.
    """

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._name = lru_cache(maxsize=_NAMES)(_name)

    def known(self, pair: Pair, as_of: date) -> Study | None:
        """Return what has been computed for a pair as of a session; None, at once, if that is not there."""
        return self._answers.known(self._name(_Dated(pair.version, as_of, pair)))

    def ask(self, pair: Pair, as_of: date) -> bool:
        """Have it computed beside the page, if it is not there; False where it has just failed."""
        dated = _Dated(pair.version, as_of, pair)
        return self._answers.ask(self._name(dated), lambda: packed(*dated.frames))


def until(pair: Pair, as_of: date) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return both histories of a pair up to a session: all that a study may know."""
    last = pd.Timestamp(as_of)
    return pair.small.frame.loc[:last], pair.large.frame.loc[:last]


@dataclass(frozen=True, slots=True)
class _Dated:
    """A pair as of a session, which equals another when the numbers of both are the same."""

    version: str
    as_of: date
    pair: Pair = field(compare=False, repr=False)

    @property
    def frames(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Both histories up to the session."""
        return until(self.pair, self.as_of)


def _name(dated: _Dated) -> str:
    return "-".join([*(rows_sha256(frame)[:_SHORT] for frame in dated.frames), definitions()])

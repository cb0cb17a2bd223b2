"""The long studies of a view: which one it needs, where it is asked for, and where it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from commentary.evidence.slow.exchange import definitions, packed, to_json
from data.codec import rows_sha256

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from commentary.evidence.model import Study
    from data.model import Pair

_NAMES = 256  # days whose names are held
_SHORT = 16  # characters of a hash


class Answers(Protocol):
    """What answers by the name of a question: `hosting.work.jobs.Jobs`, with what `exchange` says of its child."""

    def known(self, name: str) -> Study | None:
        """Return the answer; None, at once, if it is not there."""
        ...

    def ask(self, name: str, given: Callable[[], bytes]) -> bool:
        """Have it made from what `given` returns, beside the page; whether that runs or waits."""
        ...

    def keep(self, name: str, answer: bytes) -> None:
        """Keep an answer that was made elsewhere."""
        ...


class KeptStudies:
    """Studies by what they are made of: the prices known at the as-of date, and the definitions.

    Prices of later sessions, and corrections of them, leave the studies of earlier dates as they are.
    """

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._names: dict[tuple[str, date], str] = {}

    def known(self, pair: Pair, as_of: date) -> Study | None:
        """Return what has been computed for a pair as of a session; None, at once, if that is not there."""
        return self._answers.known(self._name(pair, as_of))

    def ask(self, pair: Pair, as_of: date) -> bool:
        """Have it computed beside the page, if it is not there; False where it has just failed."""
        return self._answers.ask(self._name(pair, as_of), lambda: packed(*pair.until(as_of)))

    def keep(self, pair: Pair, as_of: date, study: Study) -> None:
        """Keep what a command has computed, for all who look for it."""
        self._answers.keep(self._name(pair, as_of), to_json(study))

    def _name(self, pair: Pair, as_of: date) -> str:
        key = (pair.version, as_of)
        name = self._names.get(key)
        if name is None:
            name = "-".join([*(rows_sha256(frame)[:_SHORT] for frame in pair.until(as_of)), definitions()])
            if len(self._names) >= _NAMES:
                self._names.clear()
            self._names[key] = name
        return name

"""What a link was made on: the data version that it carries, and what a page elsewhere says of its own prices.

Written as ``SOURCE.SOURCE.AS-OF.LAST.ROWS.ROWS``, the small instrument first: where the prices came from, the session
the link stands on, the last session there was, and the rows up to the as-of session by their hash. So prices that go on
after the as-of session, which leave every number alone, can be told from bars that were revised.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Self

from commentary.wording import day
from data.codec import rows_sha256
from data.model import Source

if TYPE_CHECKING:
    from components.view import View

_HASH = 12  # characters of a hash of rows
_NAMES = "|".join(Source)
_FORM = re.compile(
    rf"({_NAMES})\.({_NAMES})\.([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})\.([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})"
    rf"\.([0-9a-f]{{{_HASH}}})\.([0-9a-f]{{{_HASH}}})"
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """The prices that a view was made on.

    Parameters
    ----------
    sources : pair of Source
        Of the small and the large instrument.
    as_of, last : date
        The as-of session, and the last session that both had.
    rows : pair of str
        Hashes of the rows up to the as-of session.
    """

    sources: tuple[Source, Source]
    as_of: date
    last: date
    rows: tuple[str, str]

    @classmethod
    def of(cls, view: View) -> Self:
        """Return the stamp of a view."""
        pair = view.pair
        small, large = (rows_sha256(frame)[:_HASH] for frame in pair.until(view.as_of))
        return cls((pair.small.source, pair.large.source), view.as_of, pair.sessions[-1].date(), (small, large))

    @classmethod
    def read(cls, text: str) -> Self:
        """Return a stamp as `text` writes it; ValueError for anything else."""
        found = _FORM.fullmatch(text)
        if not found:
            raise ValueError(text)
        small, large, as_of, last, *rows = found.groups()
        dates = date.fromisoformat(as_of), date.fromisoformat(last)
        return cls((Source(small), Source(large)), *dates, (rows[0], rows[1]))

    @property
    def text(self) -> str:
        """The stamp as a link carries it."""
        return ".".join([*self.sources, self.as_of.isoformat(), self.last.isoformat(), *self.rows])


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a page says of the prices that a link was made on, beside its own."""

    identical: bool
    """Whether every number as of the session is the same."""
    text: str


def compared(view: View) -> Comparison | None:
    """Return how the prices of a view compare with those its link was made on.

    None where the link carries no stamp, or one of another session.
    """
    then = view.state.data
    if then is None or then.as_of != view.as_of:
        return None
    now = Stamp.of(view)
    until = f"up to {day(view.as_of)}"
    if now.rows == then.rows:
        return Comparison(
            identical=True, text=f"Identical data: the link was made on the same prices {until}.{_later(then, now)}"
        )
    if now.sources != then.sources:
        why = f"other source: {_named(now)} here, {_named(then)} there"
    else:
        why = "bars have been revised since"
    differ = f"The link was made on other prices {until} ({why}), so numbers may differ from what was shared."
    return Comparison(identical=False, text=differ + _later(then, now))


def _later(then: Stamp, now: Stamp) -> str:
    if then.last == now.last:
        return ""
    if then.last < now.last:
        return f" Later data: these prices go on to {day(now.last)}, those of the link to {day(then.last)}."
    return f" The prices of the link went on to {day(then.last)}, these end on {day(now.last)}."


def _named(stamp: Stamp) -> str:
    return " and ".join(dict.fromkeys(source.replace("_", " ") for source in stamp.sources))

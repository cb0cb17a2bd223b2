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

from commentary.wording import day, with_article
from components.provenance import named
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
        small, large = (rows[:_HASH] for rows in view.rows())
        return cls((pair.small.source, pair.large.source), view.as_of, pair.sessions[-1].date(), (small, large))

    @classmethod
    def read(cls, text: str) -> Self:
        """Return a stamp as `text` writes it; ValueError for anything else."""
        found = _FORM.fullmatch(text)
        if not found:
            raise ValueError(text)
        small, large, *days, first, second = found.groups()
        as_of, last = map(date.fromisoformat, days)
        if last < as_of:
            raise ValueError(text)
        return cls((Source(small), Source(large)), as_of, last, (first, second))

    @property
    def text(self) -> str:
        """The stamp as a link carries it."""
        return ".".join([*self.sources, self.as_of.isoformat(), self.last.isoformat(), *self.rows])


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a page says of the prices that a link was made on, beside its own."""

    identical: bool
    """Whether every number as of the session is the same."""
    brief: str
    more: str
    """What else is not as it was: the source, and how far the prices go."""

    @property
    def text(self) -> str:
        """All of it."""
        return self.brief + self.more


def compared(view: View) -> Comparison | None:
    """Return how the prices of a view compare with those its link was made on.

    None where the link carries no stamp, or one of another session.
    """
    then = view.state.data
    if then is None:
        return None
    if view.pair.notice:
        made = f"The link was made on {' and '.join(view.pair.asked)} as of {day(then.as_of)}"
        return Comparison(
            identical=False, brief=f"{made}, from {named(then.sources)}: none of its numbers is here.", more=""
        )
    if then.as_of != view.as_of:
        return None
    now = Stamp.of(view)
    names = (view.small.short, view.large.short)
    other = [name for name, *rows in zip(names, now.rows, then.rows, strict=True) if rows[0] != rows[1]]
    until, more = f"up to {day(view.as_of)}", _source(then, now) + _later(then, now)
    if not other:
        return Comparison(
            identical=True, brief=f"Identical data: the link was made on the same prices {until}.", more=more
        )
    differ = f"The link was made on other prices of {' and '.join(map(with_article, other))} {until}"
    why = "" if now.sources != then.sources else ": bars were revised, added or left out"
    brief = f"{differ}{why}. Numbers may differ from what was shared."
    return Comparison(identical=False, brief=brief, more=more)


def _source(then: Stamp, now: Stamp) -> str:
    if then.sources == now.sources:
        return ""
    return f" Source here: {named(now.sources)}; of the link: {named(then.sources)}."


def _later(then: Stamp, now: Stamp) -> str:
    if then.last == now.last:
        return ""
    if then.last < now.last:
        return f" Later data: these prices go on to {day(now.last)}, those of the link to {day(then.last)}."
    return f" The prices of the link went on to {day(then.last)}, these end on {day(now.last)}."

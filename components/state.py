"""The whole view as one value: what a link carries and what a callback starts from.

Query parameters, all optional, only those that differ from the default are written:

===========  =============================================  =======================
``pair``     two symbols, ``small,large``                   ``^RUT,^GSPC``
``asof``     a date ``YYYY-MM-DD``, or ``latest``           ``latest``
``range``    ``6M 1Y 2Y 5Y 10Y Max``                        ``2Y``
``scale``    ``rebased levels log``                         ``rebased``
``avg``      sessions in the average, 2 to 400              ``200``
``roc``      horizon of the ROC panel: 21, 63, 126, 252     ``63``
``theme``    ``light dark``                                 ``light``
===========  =============================================  =======================
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ViewState:
    """One view of the page. See the module for the parameters and their defaults."""

    small: str = "^RUT"
    large: str = "^GSPC"
    as_of: date | None = None
    range: str = "2Y"
    scale: str = "rebased"
    average: int = 200
    roc: int = 63
    theme: str = "light"

    def to_query(self) -> str:
        """Return the query string, with its question mark; empty for the default view."""
        raise NotImplementedError

    @classmethod
    def from_query(cls, query: str) -> tuple[ViewState, tuple[str, ...]]:
        """Return the view and a sentence for each part that was ignored; no string can make it raise."""
        raise NotImplementedError

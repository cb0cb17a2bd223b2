"""Texts for the cells of files that are opened in a spreadsheet."""

from __future__ import annotations

_OPENERS = frozenset("=+-@\t\r\n＝＋－＠")


def neutral(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: with an apostrophe before it, where it could be one.

    Numbers are never passed through it: a number below zero stays a number.

    Parameters
    ----------
    text : str
        Of a cell, a header, or a name in a chart; spaces and characters without a shape may stand before the opener.

    Returns
    -------
    str
        The same text, unless it opens with ``= + - @``, a tab, an end of a line, or a full-width form.

    References
    ----------
    OWASP, "CSV Injection", https://owasp.org/www-community/attacks/CSV_Injection
    """
    first = next((c for c in text if c in _OPENERS or (c.isprintable() and c != " ")), "")
    return f"'{text}" if first in _OPENERS else text

"""The instruments with a name of their own, the pairs offered in the page's list, and what a symbol may look like."""

from __future__ import annotations

import re
from types import MappingProxyType

from data.errors import SymbolError
from data.model import Instrument, Kind, PairChoice

_SYMBOL = re.compile(r"\^?[A-Z0-9][A-Z0-9.=-]{0,18}", re.ASCII)
_SHOWN = 30  # characters of a refused text that its message repeats

_NAMED = (
    Instrument("^RUT", "Russell 2000", "Russell 2000, index of about 2,000 US small companies", Kind.INDEX),
    Instrument("^GSPC", "S&P 500", "S&P 500, index of 500 large US companies", Kind.INDEX),
    Instrument("^SP600", "S&P 600", "S&P SmallCap 600, index of 600 US small companies", Kind.INDEX),
    Instrument("^RUI", "Russell 1000", "Russell 1000, index of about 1,000 large US companies", Kind.INDEX),
    Instrument("^NDX", "Nasdaq 100", "Nasdaq 100, index of 100 large Nasdaq companies", Kind.INDEX),
    Instrument("IWM", "IWM", "IWM, ETF on the Russell 2000", Kind.ETF),
    Instrument("SPY", "SPY", "SPY, ETF on the S&P 500", Kind.ETF),
    Instrument(
        "NAESX",
        "NAESX",
        "NAESX, Vanguard Small-Cap Index Fund",
        Kind.FUND,
        "NAESX tracked the Russell 2000 until 2003 and has tracked other small-cap indices since.",
    ),
    Instrument("VFINX", "VFINX", "VFINX, Vanguard fund on the S&P 500", Kind.FUND),
)
_BY_SYMBOL = MappingProxyType({item.symbol: item for item in _NAMED})
NAMED = frozenset(_BY_SYMBOL)
"""The symbols with a name of their own; what users type beyond them is without end."""

PAIRS: tuple[PairChoice, ...] = (
    PairChoice("Russell 2000 / S&P 500", "^RUT", "^GSPC"),
    PairChoice("IWM / SPY (the ETFs on both)", "IWM", "SPY"),
    PairChoice("NAESX / VFINX (the long fund histories)", "NAESX", "VFINX"),
    PairChoice("S&P 600 / S&P 500", "^SP600", "^GSPC"),
    PairChoice("Russell 2000 / Russell 1000", "^RUT", "^RUI"),
    PairChoice("Russell 2000 / Nasdaq 100", "^RUT", "^NDX"),
)


def instrument(symbol: str) -> Instrument:
    """Return how `symbol` is named to a reader; one without a name of its own is called by its symbol."""
    return _BY_SYMBOL.get(symbol) or Instrument(symbol, symbol, symbol, Kind.OTHER)


def validate_symbol(text: str) -> str:
    """Return `text` as a symbol: trimmed, in capitals, made of characters that a symbol can have.

    Parameters
    ----------
    text : str
        What a user typed or a link carries.

    Returns
    -------
    str
        1 to 20 characters: an optional ``^``, then ASCII letters and digits, after the first also ``. = -``.

    Raises
    ------
    SymbolError
        For anything else; the message shows what came, cut to 30 characters and with odd characters escaped.
    """
    # Only ASCII is put in capitals: others would turn into letters that nobody typed ("ß" into "SS").
    symbol = text.strip(" \t").upper() if text.isascii() else text
    if _SYMBOL.fullmatch(symbol):
        return symbol
    shown = ascii(text if len(text) <= _SHOWN else text[:_SHOWN] + "...")
    message = f"{shown} is no symbol: 1 to 20 letters, digits, '.', '=' or '-' are, with '^' in front for an index."
    raise SymbolError(message)

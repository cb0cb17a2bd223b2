"""What can go wrong with prices.

::

    DataError
    ├── SymbolError       the text is no symbol that a provider could know
    ├── SourceError       a provider could not answer
    │   ├── Unreachable   no answer: network, time-out, server error
    │   ├── RateLimited   the provider asked to wait
    │   └── NoSuchSymbol  the provider knows no prices by that name
    └── RefusedData       an answer came and the checks refused it

Each message is a sentence that a reader may see: it names the symbol or the parameter, never a path or a traceback.
Errors of other libraries are translated at the provider's edge and go no further.
"""


class DataError(Exception):
    """Prices cannot be had, for a reason that the message states."""


class SymbolError(DataError, ValueError):
    """The text is no symbol that a provider could know."""


class SourceError(DataError):
    """A provider could not answer."""


class Unreachable(SourceError):  # noqa: N818 - says what happened
    """No answer came: network, time-out or server error."""


class RateLimited(SourceError):  # noqa: N818 - says what happened
    """The provider asked to wait."""


class NoSuchSymbol(SourceError):  # noqa: N818 - says what happened
    """The provider knows no prices by that name."""


class RefusedData(DataError):  # noqa: N818 - says what happened
    """An answer came and the checks refused it."""

"""What can go wrong with the input of an indicator.

::

    IndicatorError
    ├── WindowError    a window or threshold that makes no sense
    ├── CloseError     a close that is no positive number
    └── SessionError   sessions out of order

Each message names the parameter and the value it got.
"""


class IndicatorError(ValueError):
    """The input of an indicator makes no sense, for a reason that the message states."""


class WindowError(IndicatorError):
    """A window or threshold makes no sense."""


class CloseError(IndicatorError):
    """A close is no positive number."""


class SessionError(IndicatorError):
    """Sessions are out of order."""

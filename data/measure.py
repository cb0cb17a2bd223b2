"""What happens here, for whoever counts it: nobody does unless a handler listens to the logger `LOGGER`."""

from __future__ import annotations

import logging

LOGGER = "measure"
_log = logging.getLogger(LOGGER)


def noted(event: str, outcome: str, seconds: float | None = None) -> None:
    """Say that something came to an end; costs next to nothing while nobody listens.

    Parameters
    ----------
    event, outcome : str
        Each one of a few words, such as ``fetch`` and ``rate_limited``; never a symbol, a name or an address.
    seconds : float, optional
        How long it took.
    """
    _log.debug("%s", event, extra={"event": event, "outcome": outcome, "seconds": seconds})

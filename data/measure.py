"""What happens here, for whoever counts it: nobody does unless a handler listens to the logger `LOGGER`."""

from __future__ import annotations

import logging
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

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


@contextmanager
def working(event: str) -> Iterator[None]:
    """Say that something begins, and that it is ``done`` or has ``failed``; an error passes through."""
    noted(event, "begun")
    began, outcome = time.monotonic(), "failed"
    try:
        yield
        outcome = "done"
    finally:
        noted(event, outcome, time.monotonic() - began)

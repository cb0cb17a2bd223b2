"""That a link was opened, for the audit: once a minute a link and an address, since a wiki loads a picture often."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from flask import request

if TYPE_CHECKING:
    from collections.abc import Callable

    from sharing.tokens import Grant, Purpose

_OFTEN = 60  # seconds
_HELD = 10_000  # openings that are remembered until those of the last minute are sorted out
_audit = logging.getLogger("audit")


class Openings:
    """Notes who opened what; each process for itself.

    Parameters
    ----------
    clock : callable
        Returns seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last: dict[tuple[str, str, str], float] = {}

    def note(self, purpose: Purpose, grant: Grant) -> None:
        """Note that the present request opens a link, by the name under which it can be taken back."""
        now, opening = self._clock(), (grant.name, purpose.value, request.remote_addr or "")
        if now - self._last.get(opening, -_OFTEN) < _OFTEN:
            return
        if len(self._last) >= _HELD:
            self._last = {one: at for one, at in self._last.copy().items() if now - at < _OFTEN}
        self._last[opening] = now
        _audit.info("link opened", extra={"link": grant.name, "form": purpose.value})

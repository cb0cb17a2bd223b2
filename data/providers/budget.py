"""An HTTP session in which everything that happens inside a budget ends with it."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from curl_cffi import CurlOpt
from curl_cffi._wrapper import ffi, lib
from curl_cffi.requests import Session
from curl_cffi.requests.exceptions import Timeout

if TYPE_CHECKING:
    from collections.abc import Iterator

_LEAST = 0.02  # seconds; with less left a request is not begun


class BudgetedSession(Session[Any]):
    """A browser-like session whose requests share the seconds of the budget that their thread is in.

    yfinance keeps one session for all threads of a process, so the budget is a thread's own and the session is shared.

    Parameters
    ----------
    connect_to : str or None
        For tests: ``IP:PORT`` to connect to whatever the address says, without checking certificates.
    """

    def __init__(self, connect_to: str | None = None) -> None:
        self._ends = threading.local()
        options = {}
        if connect_to:
            # curl keeps a pointer to the list, not a copy of it
            self._route = lib.curl_slist_append(ffi.NULL, f"::{connect_to}".encode())
            options = {CurlOpt.CONNECT_TO: self._route}
        super().__init__(impersonate="chrome", verify=not connect_to, curl_options=options)

    @contextmanager
    def budget(self, seconds: float) -> Iterator[None]:
        """Give the requests of this thread `seconds` together."""
        self._ends.at = time.monotonic() + seconds
        try:
            yield
        finally:
            del self._ends.at

    def request(self, method: Any, url: str, **options: Any) -> Any:  # type: ignore[override] # noqa: ANN401 - passed through
        """Send a request that ends when the budget does; without a budget it is refused."""
        left = getattr(self._ends, "at", 0.0) - time.monotonic()
        if left < _LEAST:
            raise Timeout("the budget of this fetch is spent")
        asked = options.get("timeout")
        options["timeout"] = min(asked, left) if isinstance(asked, int | float) else left
        return super().request(method, url, **options)

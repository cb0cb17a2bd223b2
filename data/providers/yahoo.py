"""Yahoo Finance, by yfinance: daily prices without dividends, each fetch within a budget of seconds.

What yfinance gets wrong is put right here: its time-outs bound single reads and not the call, its memory of answers
keeps bad ones, its disk cache must be private, and dozens of kinds of error escape it. See "Sources" in the README for
the terms of use.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import threading
import warnings
import weakref
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

import pandas as pd

from data import instruments
from data.errors import NoSuchSymbol, RateLimited, RefusedData, SourceError, Unreachable
from data.model import Kind, Source
from data.providers.base import Answer

if TYPE_CHECKING:
    from data.providers.budget import BudgetedSession

BUDGET = 8.0
"""Seconds for all requests of one fetch together."""
_START = "1987-01-01"  # where the calendar begins; the Russell's history at Yahoo begins that year too
_PLACE = "at Yahoo"
_log = logging.getLogger(__name__)


class YahooProvider:
    """Fetches from Yahoo, or for tests from the loopback address `connect_to`.

    Mutual funds are had with dividends (``Adj Close``): a fund's price alone falls by each distribution, which no
    holder loses. Everything else is price only.
    """

    source = Source.YAHOO

    def __init__(self, connect_to: str | None = None, budget: float = BUDGET) -> None:
        self._connect_to = connect_to
        self._budget = budget
        self._gate = threading.Lock()
        self._pid = 0
        self._session: BudgetedSession | None = None

    def fetch(self, symbol: str) -> Answer:
        """Return the daily history of `symbol` since 1987.

        Raises
        ------
        Unreachable, RateLimited, NoSuchSymbol
            If Yahoo fails, asks to wait, or knows nothing by that name.
        RefusedData
            If it answers about another symbol.
        """
        try:
            session = self._prepare()
            with session.budget(self._budget):
                frame, said = _ask(symbol, session)
        except Exception as error:  # whatever escapes yfinance ends here
            raise self._translated(symbol, error) from error
        if said != symbol:
            raise RefusedData(f"Yahoo was asked about {symbol} and answered about {said!a}.")
        adjusted = instruments.instrument(symbol).kind is Kind.FUND
        return Answer(_tidy(frame, adjusted=adjusted), datetime.now(UTC), adjusted, _PLACE)

    def _prepare(self) -> BudgetedSession:
        with self._gate:
            if self._session is not None and self._pid == os.getpid():
                return self._session
            import yfinance as yf  # noqa: PLC0415 - takes a second to import, and only a fetch needs it

            from data.providers.budget import BudgetedSession  # noqa: PLC0415 - as above

            warnings.filterwarnings("ignore", module=r"yfinance\.")  # its use of pandas is not ours to mend
            yf.config.debug.hide_exceptions = False
            scratch = tempfile.mkdtemp(prefix="smallcap-yahoo-")
            weakref.finalize(self, shutil.rmtree, scratch, ignore_errors=True)
            yf.set_tz_cache_location(scratch)
            self._session, self._pid = BudgetedSession(self._connect_to), os.getpid()
            return self._session

    def _translated(self, symbol: str, error: Exception) -> SourceError | RefusedData:
        """Return an error of ours for anything that escaped yfinance."""
        kind = type(error).__name__
        _log.info("Yahoo failed for %s: %s: %s", symbol, kind, error)
        if kind == "YFRateLimitError":
            return RateLimited("Yahoo asks to wait before it answers again.")
        status = getattr(getattr(error, "response", None), "status_code", None)
        if kind in {"YFPricesMissingError", "YFTzMissingError"} or status == HTTPStatus.NOT_FOUND:
            return NoSuchSymbol(f"Yahoo has no prices of {symbol}.")
        if "DatabaseError" in kind:
            self._session = None  # a broken disk cache fails every symbol: begin with a new one
        if isinstance(error, TimeoutError) or "Timeout" in kind:
            return Unreachable(f"Yahoo did not answer about {symbol} in time.")
        if isinstance(error, OSError) and status is None and not isinstance(error, ValueError):
            return Unreachable("Yahoo cannot be reached.")
        return Unreachable(f"Yahoo gave no usable answer about {symbol}.")


def _ask(symbol: str, session: BudgetedSession) -> tuple[pd.DataFrame, str]:
    import yfinance as yf  # noqa: PLC0415 - imported by now
    from yfinance.data import YfData  # noqa: PLC0415 - imported by now

    YfData.cache_get.cache_clear()
    ticker = yf.Ticker(symbol, session=session)
    frame = ticker.history(start=_START, interval="1d", auto_adjust=False, actions=False, keepna=True, repair=False)
    return frame, str(ticker.history_metadata.get("symbol"))


def _tidy(raw: pd.DataFrame, *, adjusted: bool) -> pd.DataFrame:
    if adjusted:
        raw = raw[["Adj Close"]].set_axis(["close"], axis=1)
    frame = raw.rename(columns=str.lower).drop(columns="adj close", errors="ignore").astype("float64")
    return frame.set_axis(pd.DatetimeIndex(frame.index).tz_localize(None).normalize())

"""Yahoo Finance, by yfinance: daily prices without dividends, each fetch within a budget of seconds.

What yfinance gets wrong is put right here: its time-outs bound single reads and not the call, its memory of answers
keeps bad ones, its databases fail for good once damaged, and dozens of kinds of error escape it. See "Sources" in the
README for the terms of use.
"""

from __future__ import annotations

import logging
import os
import threading
import warnings
from http import HTTPStatus
from typing import TYPE_CHECKING

import pandas as pd

from data import instruments
from data.books import Clock, keep, utc_now
from data.errors import NoSuchSymbol, RateLimited, RefusedData, SourceError, Unreachable
from data.model import Kind, Source
from data.providers.base import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.providers.budget import BudgetedSession

BUDGET = 8.0
"""Seconds for all requests of one fetch together."""
_START = "1987-01-01"  # where the calendar begins; the Russell's history at Yahoo begins that year too
_PLACE = "at Yahoo"
_NEW_YORK = "America/New_York"
_WITH_THE_BELL = {"EQUITY", "ETF", "INDEX", "MUTUALFUND"}  # currencies and futures trade on after the close
_log = logging.getLogger(__name__)


class YahooProvider:
    """Fetches from Yahoo, or for tests from the loopback address `connect_to`.

    Mutual funds are had with dividends (``Adj Close``): a fund's price alone falls by each distribution, which no
    holder loses. Everything else is price only.
    """

    source = Source.YAHOO

    def __init__(self, connect_to: str | None = None, budget: float = BUDGET, clock: Clock = utc_now) -> None:
        self._connect_to = connect_to
        self._budget = budget
        self._clock = clock
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
                raw, about = _ask(symbol, session)
            adjusted = instruments.instrument(symbol).kind is Kind.FUND
            frame = _tidy(raw, adjusted=adjusted)
        except Exception as error:  # whatever escapes yfinance ends here
            raise _translated(symbol, error) from error
        said = about.get("symbol")
        if said != symbol:
            raise RefusedData(f"Yahoo was asked about {symbol} and answered about {said!a}.")
        new_york = about.get("exchangeTimezoneName") == _NEW_YORK and about.get("instrumentType") in _WITH_THE_BELL
        return Answer(frame, self._clock(), adjusted, _PLACE, new_york=new_york)

    def _prepare(self) -> BudgetedSession:
        with self._gate:
            if self._session is not None and self._pid == os.getpid():
                return self._session
            import yfinance as yf  # noqa: PLC0415 - takes a second to import, and only a fetch needs it

            from data.providers.budget import BudgetedSession  # noqa: PLC0415 - as above

            warnings.filterwarnings("ignore", module=r"yfinance\.")  # its use of pandas is not ours to mend
            logging.getLogger("yfinance").setLevel(logging.CRITICAL)  # what matters arrives as an error
            yf.config.debug.hide_exceptions = False
            _keep_off_the_disk()
            self._session, self._pid = BudgetedSession(self._connect_to), os.getpid()
            return self._session


def load() -> None:
    """Import what a fetch needs: processes that are forked later share it. Nothing is started or opened."""
    import yfinance  # noqa: F401, PLC0415 - takes a second, and only a server that may ask Yahoo needs it

    import data.providers.budget  # noqa: F401, PLC0415 - as above


def _translated(symbol: str, error: Exception) -> SourceError | RefusedData:
    """Return an error of ours for anything that escaped yfinance."""
    kind = type(error).__name__
    _log.info("Yahoo failed for %s: %s: %s", symbol, kind, error)
    if kind == "YFRateLimitError":
        return RateLimited("Yahoo asks to wait before it answers again.")
    status = getattr(getattr(error, "response", None), "status_code", None)
    if kind in {"YFPricesMissingError", "YFTzMissingError"} or status == HTTPStatus.NOT_FOUND:
        return NoSuchSymbol(f"Yahoo has no prices of {symbol}.")
    if isinstance(error, TimeoutError) or "Timeout" in kind:
        return Unreachable(f"Yahoo did not answer about {symbol} in time.")
    if isinstance(error, OSError) and not status and not isinstance(error, ValueError):
        return Unreachable("Yahoo cannot be reached.")
    return Unreachable(f"Yahoo gave no usable answer about {symbol}.")


def _keep_off_the_disk() -> None:
    """Give yfinance memories of its own in place of its databases.

    Those fail every symbol once they are damaged, unpickle what lies in them, and stay where they were first used.
    """
    from yfinance import cache  # noqa: PLC0415 - imported by now

    cache._TzCacheManager._tz_cache = _Zones()  # noqa: SLF001 - there is no public way; a test guards it
    cache._CookieCacheManager._Cookie_cache = cache._CookieCacheDummy()  # noqa: SLF001 - as above
    cache._ISINCacheManager._isin_cache = cache._ISINCacheDummy()  # noqa: SLF001 - as above


class _Zones(dict[str, str]):
    """The time zone of the last symbols asked about, in the shape of yfinance's own cache."""

    lookup = dict.get

    def store(self, symbol: str, zone: str) -> None:
        """Remember the zone of a symbol; with many, the oldest is forgotten."""
        keep(self, symbol, zone)


def _ask(symbol: str, session: BudgetedSession) -> tuple[pd.DataFrame, Mapping[str, object]]:
    import yfinance as yf  # noqa: PLC0415 - imported by now
    from yfinance.data import YfData  # noqa: PLC0415 - imported by now

    YfData.cache_get.cache_clear()
    ticker = yf.Ticker(symbol, session=session)
    frame = ticker.history(start=_START, interval="1d", auto_adjust=False, actions=False, keepna=True, repair=False)
    return frame, ticker.history_metadata


def _tidy(raw: pd.DataFrame, *, adjusted: bool) -> pd.DataFrame:
    if adjusted:
        raw = raw[["Adj Close"]].set_axis(["close"], axis=1)
    frame = raw.rename(columns=str.lower).drop(columns="adj close", errors="ignore").astype("float64")
    return frame.set_axis(pd.DatetimeIndex(frame.index).tz_localize(None).normalize())

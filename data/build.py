"""The service that the settings ask for."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from data.books import Clock, LocalBook, utc_now
from data.cache import open_cache
from data.live import LiveBook
from data.providers.bundled import BundledProvider
from data.providers.csv_folder import CsvProvider
from data.providers.yahoo import YahooProvider
from data.service import PriceService
from data.sessions import Sessions
from data.settings import DataSettings, DataSource
from data.store import LastGood

BUNDLED = Path(__file__).resolve().parent / "bundled"


def build_service(settings: DataSettings, clock: Clock = utc_now) -> PriceService:
    """Return the price service for `settings`; starts no thread and opens no connection, so that it can be forked."""
    sessions = Sessions.load(BUNDLED / "sessions.parquet", clock().date())
    bundled = LocalBook(BundledProvider(BUNDLED), sessions, clock)
    match settings.data_source:
        case DataSource.CSV if settings.data_dir is not None:
            folder = LocalBook(CsvProvider(settings.data_dir), sessions, clock)
            return PriceService(folder, bundled, sessions, else_bundled=True, clock=clock)
        case DataSource.AUTO | DataSource.YAHOO:
            book = LiveBook(
                YahooProvider(settings.yahoo_connect_to, clock=clock),
                sessions,
                LastGood(settings.state_dir),
                partial(open_cache, settings.cache_dir, settings.redis_url),
                clock,
            )
            return PriceService(
                book, bundled, sessions, else_bundled=settings.data_source is DataSource.AUTO, clock=clock
            )
        case _:
            return PriceService(bundled, bundled, sessions, else_bundled=False, clock=clock)

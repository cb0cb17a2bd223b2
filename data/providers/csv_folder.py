"""A folder of ``SYMBOL.csv`` files: how a licensed feed comes in.

A file has a header with Date and Close, and optionally Open, High, Low and Volume, in any order and any case; dates as
``YYYY-MM-DD``. The ``^`` of an index is dropped from the file's name: ^RUT is in ``RUT.csv``. Closes are taken as price
only. A bar counts as final when the file was written after its session had settled: write it anew after the close.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data.errors import NoSuchSymbol, RefusedData, Unreachable
from data.model import Source
from data.providers.base import Answer

if TYPE_CHECKING:
    import os
    from pathlib import Path

_COLUMNS = ("open", "high", "low", "close", "volume")
_HEADER_LINES = 1
_YEARS = pd.Timestamp(1700, 1, 1), pd.Timestamp(2200, 12, 31)  # what nanoseconds can count reaches a little further


@dataclass(frozen=True, slots=True)
class CsvProvider:
    """Reads `folder`; a changed file is read anew."""

    folder: Path

    @property
    def source(self) -> Source:
        """Name of the source."""
        return Source.CSV

    def stamp(self, symbol: str) -> str:
        """Return the size and the time of the last change of the file."""
        found = self._stat(symbol)
        return f"{found.st_mtime_ns}-{found.st_size}"

    def fetch(self, symbol: str) -> Answer:
        """Return the prices in the file of `symbol`.

        Raises
        ------
        NoSuchSymbol, Unreachable
            If there is no such file, or it cannot be read.
        RefusedData
            If the file is no table of prices; the message names the file, the line and the column.
        """
        path = self._path(symbol)
        written = datetime.fromtimestamp(self._stat(symbol).st_mtime, UTC)
        try:
            raw = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig", skip_blank_lines=False)
        except OSError as error:
            raise Unreachable(f"{path.name} cannot be read: {error.strerror}.") from error
        except ValueError as error:  # pandas' own parser errors and bad UTF-8 are ValueErrors
            raise RefusedData(f"{path.name} is no table of comma-separated values in UTF-8.") from error
        return Answer(_parse(raw, path.name), written, adjusted=False, place=f"in {path.name}")

    def _path(self, symbol: str) -> Path:
        return self.folder / f"{symbol.removeprefix('^')}.csv"

    def _stat(self, symbol: str) -> os.stat_result:
        path = self._path(symbol)
        try:
            return path.stat()
        except FileNotFoundError as error:
            raise NoSuchSymbol(f"{symbol} is not in the data folder: there is no {path.name}.") from error
        except OSError as error:
            raise Unreachable(f"{path.name} cannot be read: {error.strerror}.") from error


def _parse(raw: pd.DataFrame, file: str) -> pd.DataFrame:
    raw.columns = raw.columns.str.strip().str.lower()
    for name in ("date", "close"):
        if list(raw.columns).count(name) != 1:
            raise RefusedData(f"{file} must have one column {name.title()}; it has {', '.join(raw.columns)[:80]!r}.")
    days = pd.to_datetime(raw["date"].str.strip(), format="%Y-%m-%d", errors="coerce")
    _refuse(raw["date"], days.isna(), file, "a date as YYYY-MM-DD")
    _refuse(raw["date"], ~days.between(*_YEARS), file, "a date from 1700 to 2200")
    columns = {}
    for name in (name for name in _COLUMNS if name in raw.columns):
        text = raw[name].str.strip()
        empty = text.str.lower().isin(["", "nan", "null"])
        numbers = pd.to_numeric(text.mask(empty), errors="coerce").astype("float64")
        _refuse(raw[name], ~(numbers.abs() < np.inf) & ~empty, file, "a number")
        columns[name] = numbers.to_numpy()
    return pd.DataFrame(columns, index=pd.DatetimeIndex(days, name="session").as_unit("ns"))


def _refuse(column: pd.Series[str], bad: pd.Series[bool], file: str, wanted: str) -> None:
    if bad.any():
        row = int(bad.to_numpy().argmax())
        line = row + 1 + _HEADER_LINES
        raise RefusedData(
            f"{file}, line {line}, column {str(column.name).title()}: {column.iloc[row][:30]!a} is not {wanted}."
        )

"""A history as an Arrow table and back: one layout for the bundled files, the last-good files and the cache.

The rows are columns ``session`` (days), ``close`` and whatever else there is (float64). Everything else stands in the
metadata under ``smallcap``, as JSON. A table whose rows do not match their own hash is refused.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from data.model import PriceHistory, Problem, Severity, Source, State

if TYPE_CHECKING:
    from collections.abc import Iterable

SCHEMA_VERSION = 1
_KEY = b"smallcap"
_SHORT = 12  # characters of the hash that name a version


class BadTableError(ValueError):
    """The table is not one of ours, of another schema version, or damaged."""


def rows_sha256(frame: pd.DataFrame) -> str:
    """Return the hash of the sessions, the column names and the values of `frame`, bit for bit."""
    digest = hashlib.sha256(",".join(frame.columns).encode())
    digest.update(frame.index.to_numpy("datetime64[ns]").tobytes())
    for name in frame.columns:
        digest.update(np.ascontiguousarray(frame[name].to_numpy("float64")).tobytes())
    return digest.hexdigest()


def history(
    symbol: str,
    frame: pd.DataFrame,
    fetched_at: datetime,
    source: Source,
    problems: Iterable[Problem] = (),
    *,
    adjusted: bool,
) -> PriceHistory:
    """Return `frame` as a history with its version; its state is stale until somebody looks at the clock."""
    return PriceHistory(
        symbol=symbol,
        frame=read_only(frame),
        as_of=frame.index[-1].date(),
        fetched_at=fetched_at,
        source=source,
        state=State.STALE,
        problems=tuple(problems),
        adjusted=adjusted,
        version=rows_sha256(frame)[:_SHORT],
    )


def read_only(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the same rows over arrays that cannot be written to, since many visitors share them."""
    values = np.array(frame.to_numpy("float64"), order="F")
    values.flags.writeable = False
    return pd.DataFrame(values, index=frame.index, columns=frame.columns, copy=False)


def to_table(item: PriceHistory) -> pa.Table:
    """Return `item` as an Arrow table with its metadata."""
    frame = item.frame
    days = pa.array(frame.index.to_numpy().astype("datetime64[D]"))
    columns = {"session": days} | {name: pa.array(frame[name].to_numpy()) for name in frame.columns}
    meta = {
        "schema": SCHEMA_VERSION,
        "symbol": item.symbol,
        "source": item.source.value,
        "as_of": item.as_of.isoformat(),
        "fetched_at": item.fetched_at.isoformat(),
        "adjusted": item.adjusted,
        "sha256": rows_sha256(frame),
        "problems": [
            {"code": p.code, "severity": p.severity.value, "text": p.text, "days": [d.isoformat() for d in p.days]}
            for p in item.problems
        ],
    }
    return pa.table(columns).replace_schema_metadata({_KEY: json.dumps(meta).encode()})


def from_table(table: pa.Table) -> PriceHistory:
    """Return the history in `table`.

    Raises
    ------
    BadTableError
        If a part is missing, the schema version differs, or the rows do not match their hash.
    """
    try:
        meta: dict[str, Any] = json.loads((table.schema.metadata or {})[_KEY])
        if meta["schema"] != SCHEMA_VERSION:
            raise BadTableError(f"schema version {meta['schema']!r} is not {SCHEMA_VERSION}")
        index = pd.DatetimeIndex(table["session"].to_numpy().astype("datetime64[ns]"), name="session")
        names = [name for name in table.column_names if name != "session"]
        frame = pd.DataFrame({name: table[name].to_numpy() for name in names}, index=index)
        if rows_sha256(frame) != meta["sha256"]:
            raise BadTableError("the rows do not match their hash")
        problems = [
            Problem(p["code"], Severity(p["severity"]), p["text"], tuple(map(date.fromisoformat, p["days"])))
            for p in meta["problems"]
        ]
        fetched_at = datetime.fromisoformat(meta["fetched_at"])
        return history(
            meta["symbol"], frame, fetched_at, Source(meta["source"]), problems, adjusted=bool(meta["adjusted"])
        )
    except (KeyError, TypeError, ValueError, IndexError, pa.ArrowException) as error:
        raise BadTableError(str(error)) from error

"""The histories that ship with the product; what they are and whose is written in ``data/bundled/PROVENANCE.md``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from data import codec
from data.errors import NoSuchSymbol
from data.model import Source
from data.providers.base import Answer

if TYPE_CHECKING:
    from pathlib import Path

BUNDLED = frozenset({"IWM", "SPY", "NAESX", "VFINX"})


@dataclass(frozen=True, slots=True)
class BundledProvider:
    """Dividend-adjusted closes of four funds, read from `folder`."""

    folder: Path

    @property
    def source(self) -> Source:
        """Name of the source."""
        return Source.BUNDLED

    def stamp(self, symbol: str) -> str:
        """Return a constant: the files change only with the product."""
        if symbol not in BUNDLED:
            raise NoSuchSymbol(f"{symbol} is not among the bundled prices ({', '.join(sorted(BUNDLED))}).")
        return "bundled"

    def fetch(self, symbol: str) -> Answer:
        """Return the bundled history of `symbol`."""
        self.stamp(symbol)
        kept = codec.from_table(pq.read_table(self.folder / f"{symbol}.parquet"))
        return Answer(kept.frame, kept.fetched_at, kept.adjusted, "in the bundled prices")

"""The one table that the benches fill: what, measured, ratio or size, limit, ok or over."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_WIDTHS = (74, 34, 11, 9, 4)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Parameters
    ----------
    what : str
    measured : str
        How the value came about: two times, or how many of what.
    value : float or None
        Ratio or size, in `unit`; None where `measured` says it all.
    unit : str
    limit : float or None
        At most this; None for a line that is there to be read.
    """

    what: str
    measured: str
    value: float | None = None
    unit: str = ""
    limit: float | None = None

    @property
    def verdict(self) -> str:
        """Whether the value keeps to its limit."""
        if self.limit is None or self.value is None:
            return ""
        return "ok" if self.value <= self.limit else "over"


def show(row: Row) -> None:
    """Print a line."""
    _print(row.what, row.measured, _number(row.value, row.unit), _number(row.limit, row.unit), row.verdict)


def show_head() -> None:
    """Print what the columns are."""
    _print("what", "measured", "value", "at most", "")
    _print(*("-" * width for width in _WIDTHS))


def compared(what: str, ours: Sequence[float], bare: Sequence[float], limit: float | None = None) -> Row:
    """Return the line of two series of times in milliseconds that were taken in turns: their medians and the ratio."""
    mine, theirs = median(ours), median(bare)
    return Row(what, f"{mine:,.1f} ms / {theirs:,.1f} ms", mine / theirs, "x", limit)


def milliseconds(work: Callable[[], object]) -> float:
    """Return how long `work` takes."""
    start = perf_counter()
    work()
    return 1000 * (perf_counter() - start)


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    return f"{value:,.0f} {unit}" if value >= 100 else f"{value:.3g} {unit}".rstrip()  # noqa: PLR2004 - three digits


def _print(*cells: str) -> None:
    what, measured, *numbers = cells
    right = "  ".join(cell.rjust(width) for cell, width in zip(numbers, _WIDTHS[2:], strict=True))
    print(f"{what.ljust(_WIDTHS[0])}  {measured.rjust(_WIDTHS[1])}  {right}".rstrip(), flush=True)

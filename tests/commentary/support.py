"""Markets to judge, and the law that every number a reader sees stands in the evidence."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pandas as pd

from commentary.model import Market
from indicators.panel import PairPanel, pair_panel
from tests.indicators.support import frame, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from commentary.model import EvidenceValue

T = TypeVar("T")
SMALL, LARGE = "Russell 2000", "S&P 500"
MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}


def day_of(session: np.datetime64) -> date:
    """Return a session as a date."""
    return session.astype("datetime64[D]").item()


def market(panel: PairPanel, day: date, *, left: int | None = None) -> Market:
    """Return the market as of `day`; the sessions left are the weekdays to the end of the year unless given."""
    year_end = np.busday_offset(f"{day.year}-12-31", 0, roll="backward")
    if left is None:
        left = max(int(np.busday_count(day, year_end)), 0)
    return Market(panel.until(day), SMALL, LARGE, day, year_end.item(), left)


def walks(n_small: int, n_large: int | None = None, seed: int = 1) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return two random walks, the small one with highs; the large one begins on the same day."""
    n_large = n_small if n_large is None else n_large
    close = walk(n_small, seed)
    high = close * (1 + np.abs(np.random.default_rng(seed + 500).normal(0, 0.006, n_small)))
    return frame(close, high=high), frame(walk(n_large, seed + 1000, 0.009))


def last_market(small: pd.DataFrame, large: pd.DataFrame, *, left: int | None = None) -> Market:
    """Return the market at the last common session of two histories."""
    panel = pair_panel(small, large)
    return market(panel, day_of(panel.relative.sessions[-1]), left=left)


def holed(small: pd.DataFrame, large: pd.DataFrame, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return two histories with sessions missing here and there, never the last one."""
    noise = np.random.default_rng(seed)
    kept = [np.append(noise.random(len(each) - 1) > 0.03, [True]) for each in (small, large)]
    return small[kept[0]], large[kept[1]]


def markets(panel: PairPanel, count: int, seed: int = 5) -> Iterator[Market]:
    """Return the market at the first, the last and some other sessions, also as if the year ended there."""
    sessions = panel.relative.sessions
    some = np.random.default_rng(seed).integers(0, len(sessions), count)
    for position in sorted({0, len(sessions) - 1, *some.tolist()}):
        day = day_of(sessions[position])
        yield market(panel, day)
        yield market(panel, day, left=0)


def with_last(value: T, **changes: object) -> T:
    """Return a dataclass whose arrays end on other values: a number for the last session, a list for the last few."""
    changed: dict[str, object] = {}
    for name, last in changes.items():
        old = getattr(value, name)
        if not isinstance(old, np.ndarray):
            changed[name] = last
            continue
        tail = np.atleast_1d(last)
        changed[name] = np.concatenate((old[: len(old) - len(tail)], tail.astype(old.dtype)))
    return replace(value, **changed)


def with_panel(base: Market, side: str, **changes: object) -> Market:
    """Return a market whose part of the panel called `side` ends on other values."""
    part = with_last(getattr(base.panel, side), **changes)
    return replace(base, panel=replace(base.panel, **{side: part}))


def stepped(levels: Mapping[str, float], last: str) -> pd.DataFrame:
    """Return closes on weekdays that hold a level from its date on."""
    sessions = pd.bdate_range(next(iter(levels)), last, unit="ns", name="session")
    close = pd.Series(np.nan, index=sessions)
    for day, level in levels.items():
        close[close.index >= day] = level
    return close.to_frame("close")


def unfounded(text: str, evidence: Mapping[str, EvidenceValue], names: Iterable[str] = (SMALL, LARGE)) -> list[str]:
    """Return the dates and numbers of a text that do not stand in its evidence, rounded as the text rounds them.

    "Below 0.001" stands for a positive value that is smaller.
    """
    days = {date.fromisoformat(value) for value in evidence.values() if _is_date(value)}
    values = [value for value in evidence.values() if isinstance(value, (int, float)) and not isinstance(value, bool)]
    for name in names:
        text = text.replace(name, "")
    months = "|".join(MONTHS)
    wrong = []

    def full_day(found: re.Match[str]) -> str:
        if date(int(found[3]), MONTHS[found[2]], int(found[1])) not in days:
            wrong.append(found[0])
        return ""

    def day_and_month(found: re.Match[str]) -> str:
        if not any((day.day, day.month) == (int(found[1]), MONTHS[found[2]]) for day in days):
            wrong.append(found[0])
        return ""

    text = re.sub(rf"\b(\d{{1,2}}) ({months}) (\d{{4}})\b", full_day, text)
    text = re.sub(rf"\b(\d{{1,2}}) ({months})\b", day_and_month, text)

    def bound(found: re.Match[str]) -> str:
        if not any(0 < value < float(found[1]) for value in values):
            wrong.append(found[1])
        return ""

    text = re.sub(r"\bbelow (0\.\d+)", bound, text)
    for sign, number in re.findall(r"(?<![\d.,])([+-]?)(\d+(?:,\d{3})*(?:\.\d+)?)", text):
        if not any(_writes(value, sign, number) for value in values) and not any(number == str(d.year) for d in days):
            wrong.append(sign + number)
    return wrong


def _is_date(value: EvidenceValue) -> bool:
    return isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) is not None


def _writes(value: float, sign: str, number: str) -> bool:
    digits = len(number.partition(".")[2])
    if number != f"{abs(value):,.{digits}f}":
        return False
    shown = float(number.replace(",", ""))
    return not sign or shown == 0 or math.copysign(1, value) == (1 if sign == "+" else -1)

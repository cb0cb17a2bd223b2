"""What is wrong with an answer: rows that are put right or left out, and rows that only look odd.

Nothing is ever filled in. A row that cannot be believed is left out and counts as missing; each finding is a sentence.
What is kept of the rows up to a day does not depend on later rows, but for moves of a size that only later sessions can
tell from slips (see `data.plausible`) and for the first year, which tells whether an instrument keeps the New York
calendar.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data.errors import RefusedData
from data.merge import NOTHING, TOLERANCE, merge
from data.model import Severity
from data.plausible import unusual_end, without_slips
from data.words import be, found, say_day, say_days

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from data.model import PriceHistory, Problem
    from data.providers.base import Answer
    from data.sessions import Sessions

COLUMNS = ("open", "high", "low", "close", "volume")
_FIRST_YEAR = 250  # rows that tell which calendar an instrument keeps
_FEW = 3  # so many of them on days when New York was closed are slips; other exchanges have more
_ROUNDING = 1e-4  # relative; highs and lows are rounded by some sources


def clean(
    symbol: str,
    answer: Answer,
    sessions: Sessions,
    now: datetime,
    kept: PriceHistory | None = None,
    seen: Mapping[str, float] = NOTHING,
) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Return the believable rows of an answer and a problem for each thing found.

    Parameters
    ----------
    symbol : str
        What was asked for; problems name it.
    answer : Answer
        As the provider gave it.
    sessions : Sessions
        Of the New York exchange. An instrument that trades on other days is not held against them.
    now : datetime, aware
        Nothing can be dated after it.
    kept : PriceHistory or None
        The last good answer of the same provider, which this one is merged with.
    seen : mapping of str to float
        Closes by ISO date that an answer of an earlier session had, other than those of `kept`.

    Returns
    -------
    frame : DataFrame of shape (n_sessions, 1 to 5), float64
        As `PriceHistory.frame` describes; highs, lows and opens may be NaN where the source has none.
    problems : tuple of Problem
        Worst first.

    Raises
    ------
    RefusedData
        If no two rows are left, two rows of a day disagree, rows are dated in the future, or (`Disagreement`) closed
        bars of `kept` have moved or gone.
    """
    where = f"{symbol} {answer.place}"
    frame, repairs = _in_order(_numbers(answer.frame), where)
    if len(frame) and frame.index[-1] > pd.Timestamp(now).tz_convert(None) + pd.Timedelta(days=1):
        text = f"they run to {say_day(frame.index[-1])}, in the future as this machine's clock has it"
        raise RefusedData(f"The prices of {where} were refused: {text}.")
    frame = frame[frame["close"] > 0]
    is_session = sessions.are_sessions(frame.index)
    listed = frame.index.to_numpy() >= sessions.days[0]
    foreign = int((~is_session[listed][:_FIRST_YEAR]).sum()) > _FEW
    extra: list[Problem] = []
    if not foreign:
        extra = _extra(frame.index[~is_session], where)
        frame = frame[is_session]
    came = frame["close"]
    frame, slips = without_slips(frame, where)
    if len(frame) <= 1:
        raise RefusedData(f"The prices of {where} were refused: fewer than two sessions have a close.")
    unusual = unusual_end(frame, where)
    merged: list[Problem] = []
    if kept is not None:
        kept = _without(kept, came.drop(frame.index))
        frame, merged = merge(kept, frame, where, seen)
    gaps = [_foreign(where)] if foreign else _missing(frame, sessions, where)
    return frame, (*slips, *unusual, *gaps, *merged, *extra, *repairs, *_ranges(frame, where))


def _without(kept: PriceHistory, slips: pd.Series[float]) -> PriceHistory:
    """Return `kept` without closes that are slips, had they been believed before."""
    same = (kept.frame["close"].reindex(slips.index) / slips - 1).abs() <= TOLERANCE
    return replace(kept, frame=kept.frame.drop(slips.index[same]))


def _numbers(raw: pd.DataFrame) -> pd.DataFrame:
    frame = raw[[name for name in COLUMNS if name in raw.columns]].astype("float64")
    frame.index = pd.DatetimeIndex(frame.index, name="session").as_unit("ns").normalize()
    frame = frame.mask(np.isinf(frame))
    prices = [name for name in ("open", "high", "low") if name in frame.columns]
    return frame.assign(**{name: frame[name].where(frame[name] > 0) for name in prices})


def _in_order(frame: pd.DataFrame, where: str) -> tuple[pd.DataFrame, list[Problem]]:
    problems = []
    if not frame.index.is_monotonic_increasing:
        frame = frame.sort_index(kind="stable")
        problems.append(found("unsorted", Severity.REPAIRED, f"The rows of {where} came unsorted and were sorted."))
    again = frame.index.duplicated(keep="first")
    if again.any():
        days = frame.index[again].unique()
        closes = frame["close"].groupby(level=0)
        if (closes.max() > closes.min()).any():
            raise RefusedData(f"The prices of {where} were refused: two rows of {say_days(days)} disagree.")
        frame = frame[~again]
        text = f"{say_days(days)} came more than once from {where}; one row was kept."
        problems.append(found("duplicate", Severity.REPAIRED, text, days))
    return frame, problems


def _missing(frame: pd.DataFrame, sessions: Sessions, where: str) -> list[Problem]:
    wanted = sessions.between(frame.index[0].date(), frame.index[-1].date())
    days = pd.DatetimeIndex(wanted[~np.isin(wanted, frame.index.to_numpy())])
    if days.empty:
        return []
    text = f"{say_days(days)} {be(days)} missing from {where}; nothing was filled in."
    return [found("missing_session", Severity.WARNING, text, days)]


def _extra(days: pd.Index, where: str) -> list[Problem]:
    if days.empty:
        return []
    text = f"The exchange was closed on {say_days(days)}; what {where} has for then was left out."
    return [found("extra_session", Severity.REPAIRED, text, days)]


def _foreign(where: str) -> Problem:
    text = f"{where} does not keep the New York calendar, so missing sessions could not be looked for."
    return found("other_calendar", Severity.WARNING, text)


def _ranges(frame: pd.DataFrame, where: str) -> list[Problem]:
    if not {"high", "low"} <= set(frame.columns):
        return []
    close = frame["close"]
    outside = (close > frame["high"] * (1 + _ROUNDING)) | (close < frame["low"] * (1 - _ROUNDING))
    if not outside.any():
        return []
    days = frame.index[outside]
    text = f"The close of {where} lies outside the day's high and low on {say_days(days)}."
    return [found("range", Severity.WARNING, text, days)]

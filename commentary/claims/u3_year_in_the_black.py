"""U3: the small index closes the year in the black, above the last close of the year before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from commentary.marking import known, level, segment, this_year
from commentary.marks import Mark, On
from commentary.model import Claim, Group, Side, Status
from commentary.reference_classes import (
    all_windows,
    closes_at,
    driftless_normal,
    in_like_position,
    like_position,
    past_sessions,
    past_years,
    same_window,
)
from commentary.states import decide, latest
from commentary.stating import Statement
from commentary.wording import facts, write
from indicators.rate_of_change import VOLATILITY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from commentary.model import Codes, EvidenceValue, Market
    from commentary.reference_classes import PastSessions, PastYears
    from indicators.arrays import Bools
    from indicators.panel import PairPanel

KEY = "U3"
SIDE = Side.BULL
GROUP = Group.SEASON
LIKE = 5  # points: a past year was in a like position if its return so far lay this near on the same date
STATEMENT = Statement(KEY, "Closes the year in the black", SIDE, GROUP)

_SETTLED = (
    "Year-end. {Small} closed {as_of_date:year} at {close:price}, {year_to_date_pct:signed} from last year's close of "
    "{last_year_close:price}."
)
_NEEDED = (
    " {needed_return_pct:size} in {to_year_end_sessions:n session} to end {as_of_date:year} above last year's close of "
    "{last_year_close:price}."
)
_BEHIND = "{Small} must gain more than" + _NEEDED
_AHEAD = "{Small} must lose less than" + _NEEDED


def states(panel: PairPanel) -> Codes:
    """Return open where last year's close is known; the year's end settles it."""
    ytd = panel.small.ytd[panel.relative.small_at]
    return decide(~np.isnan(ytd), otherwise=Status.OPEN)


def events(panel: PairPanel) -> Mapping[str, Bools]:
    """Return the date of the last session in each earlier year that stood like this one on it."""
    like = np.zeros(len(panel.relative.sessions), dtype=np.bool_)
    if like.size:
        at, _, alike = _past(panel)
        like[at.then[alike]] = True
    return {"onset": like}


def closed_in_the_black(panel: PairPanel) -> Bools:
    """Return whether each earlier year that stood like this one, and went on after that date, ended above its base."""
    at, years, alike = _past(panel)
    known = alike & (at.end > at.then)
    return np.asarray(years.end[known] > years.base[known])


def _past(panel: PairPanel) -> tuple[PastSessions, PastYears, Bools]:
    """Return the sessions and closes of each earlier year, and which of them stood like this one."""
    relative = panel.relative
    at = past_sessions(relative.sessions)
    years = closes_at(at, panel.small.close[relative.small_at])
    return at, years, in_like_position(years, float(panel.small.ytd[-1]), LIKE)


def judge(market: Market) -> Claim:
    """Say which return is needed in how many sessions, and how often that has come by each reference class."""
    small = market.panel.small
    status = latest(states(market.panel))
    if status is Status.NOT_TESTABLE:
        template = "Needs the last close of the year before {as_of_date:day} for {small}."
        return STATEMENT.judged(market, status, template, facts(as_of_date=market.as_of))
    close, base = float(small.close[-1]), _last_year_close(market)
    evidence = _evidence(market)
    if market.sessions_left == 0:
        return STATEMENT.judged(market, Status.TRUE if close > base else Status.FALSE, _SETTLED, evidence)
    classes, template = _classes(market, base / close)
    lead = _AHEAD if base < close else _BEHIND
    return STATEMENT.judged(market, status, f"{lead} How often that has come:\n{template}", evidence | classes)


def marks(market: Market) -> tuple[Mark, ...]:
    """Return last year's close through the year, and the way to it that is needed."""
    small = market.panel.small
    if not known(small.ytd):
        return ()
    evidence, base, close = _evidence(market), _last_year_close(market), small.close[-1]
    first, today = small.sessions[this_year(small.sessions, market.as_of)], small.sessions[-1]
    words = "may lose less than " if base < close else "must gain more than "
    way = (
        "{year_to_date_pct:signed} in {as_of_date:year}"
        if market.sessions_left == 0
        else words + "{needed_return_pct:size}"
    )
    return (
        level(On.SMALL, first, today, base, write("last year's close {last_year_close:price}", evidence)),
        segment(On.SMALL, (today, close), (today, base), write(way, evidence)),
    )


def _last_year_close(market: Market) -> float:
    small = market.panel.small
    return float(small.close[this_year(small.sessions, market.as_of) - 1])


def _evidence(market: Market) -> dict[str, EvidenceValue]:
    small, base = market.panel.small, _last_year_close(market)
    return facts(
        as_of_date=market.as_of,
        close=small.close[-1],
        last_year_close=base,
        last_year_end_date=small.sessions[this_year(small.sessions, market.as_of) - 1],
        year_to_date_pct=small.ytd[-1],
        needed_return_pct=100 * (base / small.close[-1] - 1),
        to_year_end_sessions=market.sessions_left,
        year_end_date=market.year_end,
    )


def _classes(market: Market, factor: float) -> tuple[dict[str, EvidenceValue], str]:
    """Return the numbers of the four reference classes and the words that show them side by side."""
    small, left = market.panel.small, market.sessions_left
    years = past_years(small.sessions, small.close, market.as_of)
    windows, overlapping = all_windows(small.close, left, factor)
    shares = {
        "all_windows": windows,
        "past_years": same_window(years, factor),
        "like_years": like_position(years, float(small.ytd[-1]), LIKE),
    }
    volatility = float(small.volatility63[-1])
    known = np.isfinite(volatility)
    evidence = facts(
        all_windows_overlapping=overlapping,
        all_windows_without_overlap=windows.n,
        past_years=shares["past_years"].n,
        like_years=shares["like_years"].n,
        like_years_within_points=LIKE,
        volatility_window_sessions=VOLATILITY,
        returns_in_volatility=min(len(small.close) - 1, VOLATILITY),
        daily_volatility_pct=volatility,
        normal_share_pct=driftless_normal(volatility, left, factor) if known else None,
        **{f"{name}_share_pct": share.pct for name, share in shares.items()},
    )
    windows_said = "{all_windows_overlapping:n overlapping window}, {all_windows_without_overlap:n} without overlap"
    said = {name: "too few" if share.pct is None else f"{{{name}_share_pct:whole}}" for name, share in shares.items()}
    said["all_windows"] += f" ({windows_said})" if windows.pct is None else f" of {windows_said}"
    normal = "{normal_share_pct:whole}" if known else "too few returns ({returns_in_volatility:n})"
    template = (
        f"In all windows of {{to_year_end_sessions:n session}}: {said['all_windows']}.\n"
        f"From {{as_of_date:day month}} to the end of past years: {said['past_years']} (n = {{past_years:n}}).\n"
        "In past years within {like_years_within_points:n point} of this year's {year_to_date_pct:signed} on that "
        f"date: {said['like_years']} (n = {{like_years:n}}).\n"
        f"By a normal without drift and the volatility of {{volatility_window_sessions:n session}}: {normal}."
    )
    return evidence, template

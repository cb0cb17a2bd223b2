"""B8: the P/E rises because earnings estimates fall faster than the price.

The claim looks back to the end of the last quarter that all members have reported: small companies may file 45 days
after a quarter's end and 90 days after a year's, so in late October that is the end of June ("since Q2").
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from commentary.marking import segment
from commentary.marks import Mark, On
from commentary.model import Claim, Group, Side, Status
from commentary.states import never_testable, no_events
from commentary.stating import Statement
from commentary.wording import facts, write

if TYPE_CHECKING:
    from commentary.model import EvidenceValue, Market
    from indicators.panel import Panel

KEY = "B8"
SIDE = Side.BEAR
GROUP = Group.FUNDAMENTALS
QUARTER_DAYS = 45  # calendar days: Form 10-Q, General Instruction A.1, companies that are not accelerated filers
YEAR_DAYS = 90  # calendar days after 31 December: Form 10-K, General Instruction A(2)(c)
STATEMENT = Statement(KEY, "P/E rises because estimates fall faster than price", SIDE, GROUP)

states = never_testable
events = no_events

_NEEDS = "Needs earnings estimates for the members as they stood then and now; none are loaded. "
_SINCE = "since {quarter_end_date:day}, the end of the last quarter reported in full ("
_TIME = {QUARTER_DAYS: "{time_to_file_days:n day} to file", YEAR_DAYS: "a year-end, {time_to_file_days:n day} to file"}


def judge(market: Market) -> Claim:
    """Print the threshold: by how much estimates must have fallen for the claim to hold."""
    small = market.panel.small
    quarter, filing_days = _last_reported(market.as_of)
    base = _base(small, quarter)
    if base < 0:
        template = _NEEDS + "Prices on {quarter_end_date:day} are missing too."
        return STATEMENT.judged(market, Status.NOT_TESTABLE, template, facts(quarter_end_date=quarter))
    evidence = facts(time_to_file_days=filing_days) | _evidence(small, quarter, base)
    since = _SINCE + _TIME[filing_days] + ")"
    if small.close[-1] < small.close[base]:
        lead = "The claim holds if estimates fell by more than the {price_change_pct:size} that {small} has lost "
        template = lead + since + "."
    else:
        lead = "The claim speaks of a falling price, but {small} moved {price_change_pct:signed} "
        template = lead + since + "; its P/E rose unless estimates rose by at least as much."
    return STATEMENT.judged(market, Status.NOT_TESTABLE, _NEEDS + template, evidence)


def marks(market: Market) -> tuple[Mark, ...]:
    """Return the way of the price since the quarter's end."""
    small = market.panel.small
    quarter, _ = _last_reported(market.as_of)
    base = _base(small, quarter)
    if base < 0:
        return ()
    label = write("{price_change_pct:signed} since {quarter_end_date:day}", _evidence(small, quarter, base))
    start, end = ((small.sessions[at], small.close[at]) for at in (base, -1))
    return (segment(On.SMALL, start, end, label),)


def _base(small: Panel, quarter: date) -> int:
    """Return the last session of a quarter; -1 where the data begin later."""
    return int(np.searchsorted(small.sessions, np.datetime64(quarter), side="right")) - 1


def _evidence(small: Panel, quarter: date, base: int) -> dict[str, EvidenceValue]:
    return facts(
        quarter_end_date=quarter,
        priced_on_date=small.sessions[base],
        base_close=small.close[base],
        close=small.close[-1],
        price_change_pct=100 * (small.close[-1] / small.close[base] - 1),
    )


def _last_reported(day: date) -> tuple[date, int]:
    """Return the last end of a quarter that is due by `day`, and the calendar days that companies had to report it."""
    quarter = _quarter_end(day - timedelta(days=QUARTER_DAYS))
    if quarter.month == 12:  # noqa: PLR2004  # December
        if quarter + timedelta(days=YEAR_DAYS) <= day:
            return quarter, YEAR_DAYS
        quarter = _quarter_end(quarter - timedelta(days=1))
    return quarter, QUARTER_DAYS


def _quarter_end(day: date) -> date:
    """Return the last end of a calendar quarter at or before `day`."""
    tomorrow = day + timedelta(days=1)
    first = date(tomorrow.year, 3 * ((tomorrow.month - 1) // 3) + 1, 1)
    return first - timedelta(days=1)

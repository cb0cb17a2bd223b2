"""B8: the P/E rises because earnings estimates fall faster than the price.

The claim looks back to the end of the last quarter that all members have reported: small companies may file 45 days
after a quarter's end, so in late October that is the end of June ("since Q2").
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from commentary.model import Claim, Group, Side, Status
from commentary.states import never_testable
from commentary.stating import Statement
from commentary.wording import facts

if TYPE_CHECKING:
    from commentary.model import Market

KEY = "B8"
SIDE = Side.BEAR
GROUP = Group.FUNDAMENTALS
FILING_DAYS = 45  # calendar days: Form 10-Q, General Instruction A.1, companies that are not accelerated filers
STATEMENT = Statement(KEY, "P/E rises because estimates fall faster than price", SIDE, GROUP)

states = never_testable

_NEEDS = "Needs earnings estimates for the members as they stood then and now; none are loaded. "
_SINCE = "since {quarter_date:day}, the end of the last quarter reported in full ({filing_days:n day} to file)"


def judge(market: Market) -> Claim:
    """Print the threshold: by how much estimates must have fallen for the claim to hold."""
    small = market.panel.small
    quarter = _quarter_end(market.as_of - timedelta(days=FILING_DAYS))
    base = int(np.searchsorted(small.sessions, np.datetime64(quarter), side="right")) - 1
    if base < 0:
        template = _NEEDS + "Prices before {quarter_date:day} are missing too."
        return STATEMENT.judged(market, Status.NOT_TESTABLE, template, facts(quarter_date=quarter))
    change = 100 * (small.close[-1] / small.close[base] - 1)
    evidence = facts(
        quarter_date=quarter,
        filing_days=FILING_DAYS,
        base_date=small.sessions[base],
        base_close=small.close[base],
        close=small.close[-1],
        price_change_pct=change,
    )
    if change < 0:
        template = (
            "The claim holds if estimates fell by more than {price_change_pct:size}, as the price of {small} did "
        )
        template += _SINCE + "."
    else:
        template = "The claim speaks of a falling price, but {small} moved {price_change_pct:signed} "
        template += _SINCE + "; its P/E rose unless estimates rose by as much."
    return STATEMENT.judged(market, Status.NOT_TESTABLE, _NEEDS + template, evidence)


def _quarter_end(day: date) -> date:
    """Return the last end of a calendar quarter at or before `day`."""
    tomorrow = day + timedelta(days=1)
    first = date(tomorrow.year, 3 * ((tomorrow.month - 1) // 3) + 1, 1)
    return first - timedelta(days=1)

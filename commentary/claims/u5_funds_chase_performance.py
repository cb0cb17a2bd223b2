"""U5: funds that lag chase performance into year-end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commentary.marking import no_marks
from commentary.model import Claim, Group, Side, Status
from commentary.states import never_testable, no_events
from commentary.stating import Statement

if TYPE_CHECKING:
    from commentary.model import Market

KEY = "U5"
SIDE = Side.BULL
GROUP = Group.SEASON
STATEMENT = Statement(KEY, "Funds chase performance", SIDE, GROUP)

states = never_testable
events = no_events
marks = no_marks


def judge(market: Market) -> Claim:
    """Say what is missing."""
    template = (
        "Needs the returns or the exposures of funds, as known on the date; none are loaded. "
        "Prices alone do not show who buys {small}."
    )
    return STATEMENT.judged(market, Status.NOT_TESTABLE, template, {})

"""B9: about a quarter of the index members make no profit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commentary.marking import no_marks
from commentary.model import Claim, Group, Side, Status
from commentary.states import never_testable, no_events
from commentary.stating import Statement

if TYPE_CHECKING:
    from commentary.model import Market

KEY = "B9"
SIDE = Side.BEAR
GROUP = Group.FUNDAMENTALS
STATEMENT = Statement(KEY, "About a quarter of the members make no profit", SIDE, GROUP)

states = never_testable
events = no_events
marks = no_marks


def judge(market: Market) -> Claim:
    """Say what is missing."""
    template = (
        "Needs the members of {small} and the trailing net income of each, as known on the date; none are loaded. "
        "The measure: members with a loss over all members with data."
    )
    return STATEMENT.judged(market, Status.NOT_TESTABLE, template, {})

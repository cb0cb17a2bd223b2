"""U4: funds drop their shorts in the small index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commentary.marking import no_marks
from commentary.model import Claim, Group, Side, Status
from commentary.states import never_testable, no_events
from commentary.stating import Statement

if TYPE_CHECKING:
    from commentary.model import Market

KEY = "U4"
SIDE = Side.BULL
GROUP = Group.SEASON
STATEMENT = Statement(KEY, "Funds drop their shorts", SIDE, GROUP)

states = never_testable
events = no_events
marks = no_marks


def judge(market: Market) -> Claim:
    """Say what is missing."""
    template = (
        "Needs the net position of leveraged funds in the futures that match {small}, from the weekly CFTC "
        "report; it is not loaded. The report of a Tuesday comes out on the Friday after."
    )
    return STATEMENT.judged(market, Status.NOT_TESTABLE, template, {})

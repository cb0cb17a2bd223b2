"""What a page says beside its chart, by the place where it says it: the live page and the still ones say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.cases import cases
from components.ids import Id
from components.number_table import number_table
from components.odds import odds
from components.patterns import patterns
from components.trust import trust
from components.verdict import verdict

if TYPE_CHECKING:
    from components.tree import Node
    from components.view import View


def words(view: View) -> dict[str, list[Node]]:
    """Return what the page says whatever the range, the scale and the horizon of its chart: nodes by their place."""
    parts = {
        Id.VERDICT: verdict(view),
        Id.TRUST: trust(view),
        Id.CASES: cases(view),
        Id.NUMBERS: number_table(view),
        Id.ODDS: odds(view),
        Id.PATTERNS: patterns(view),
    }
    return {str(name): part for name, part in parts.items()}
